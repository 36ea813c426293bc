# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One cluster, its node groups and certificates; templates; quotas."""

import pytest

from ldc_k8s_dashboard.api.magnum.parse import Stats
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


@pytest.fixture
def alpha(openstack):
    return openstack.add_cluster("alpha")


# --- clusters ---


def test_a_cluster_is_found_by_id_and_by_name(alpha, magnum):
    assert magnum.clusters.get("alpha").uuid == alpha["uuid"]
    assert magnum.clusters.get(alpha["uuid"]).name == "alpha"


def test_a_cluster_of_another_project_is_gone_for_a_member(openstack, magnum):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.get(theirs["uuid"])
    assert caught.value.kind is FailureKind.NOT_FOUND


@pytest.mark.parametrize("ident", ["../quotas", "a/b", "x?limit=1", "x#y", "%2e%2e", "ümlaut", " "])
def test_an_id_stays_within_its_place_in_the_path(openstack, magnum, ident):
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.get(ident)
    assert caught.value.kind is FailureKind.NOT_FOUND
    (sent,) = openstack.requests
    assert sent.path == f"/v1/clusters/{ident}"
    assert sent.query == {}


@pytest.mark.parametrize("ident", ["", ".", ".."])
def test_an_id_that_would_lead_elsewhere_is_not_sent(openstack, magnum, ident):
    for call in (
        magnum.clusters.get,
        magnum.clusters.delete,
        magnum.templates.get,
        magnum.templates.delete,
    ):
        with pytest.raises(ServiceError) as caught:
            call(ident)
        assert caught.value.kind is FailureKind.NOT_FOUND
    assert openstack.requests == []


def test_a_cluster_just_being_made_is_read_again(alpha, openstack, magnum):
    alpha["_passing"] = 2
    assert magnum.clusters.get("alpha").name == "alpha"
    assert len(openstack.requests) == 3


def test_a_cluster_whose_template_is_hidden_is_said_to_run_on(alpha, openstack, magnum):
    openstack.template("k8s-v1.33.1-arm64")["hidden"] = True
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.get("alpha")
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert "template is hidden" in str(caught.value)
    assert "keeps running" in str(caught.value)


def test_a_failed_cluster_tells_its_faults(openstack, magnum):
    openstack.add_cluster(
        "broken", status="CREATE_FAILED", _faults={"default-worker": "No valid host was found."}
    )
    assert magnum.clusters.get("broken").faults == {"default-worker": "No valid host was found."}


def test_a_new_cluster_s_labels_are_merged_with_their_case_and_equals_signs(openstack, magnum):
    uuid = magnum.clusters.create(
        name="alpha",
        cluster_template_id="k8s-v1.33.1-arm64",
        keypair="laptop",
        node_count=3,
        labels={"Case": "Kept=As It Is,too"},
        fixed_network=None,
    )
    (sent,) = openstack.sent("POST")
    assert sent.body["merge_labels"] is True
    assert "fixed_network" not in sent.body
    labels = magnum.clusters.get(uuid).labels
    assert labels["Case"] == "Kept=As It Is,too"
    assert labels["kube_tag"] == "v1.33.1"


@pytest.mark.parametrize("labels", [None, {}])
def test_without_labels_the_template_s_are_left_alone(openstack, magnum, labels):
    magnum.clusters.create(name="a", cluster_template_id="k8s-v1.33.1-arm64", labels=labels)
    assert set(openstack.sent("POST")[0].body) == {"name", "cluster_template_id"}


@pytest.mark.parametrize(
    "fields",
    [
        {"cluster_template_id": "nope"},
        {"cluster_template_id": "k8s-v1.33.1-arm64", "keypair": "nope"},
    ],
)
def test_create_keeps_the_words_about_a_missing_part_out_of_its_sentence(openstack, magnum, fields):
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.create(name="alpha", **fields)
    assert caught.value.kind is FailureKind.INVALID
    assert "nope" in caught.value.raw
    assert "nope" not in str(caught.value)
    assert "are in the details" in str(caught.value)


@pytest.mark.parametrize("body", [{"request": "accepted"}, {"uuid": None}, {"uuid": ""}])
def test_an_accepted_cluster_without_an_id_may_be_made(openstack, magnum, body):
    openstack.fail("POST", "/v1/clusters", status=202, body=body)
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.create(name="a", cluster_template_id="k8s-v1.33.1-arm64")
    assert caught.value.kind is FailureKind.MALFORMED
    assert not caught.value.nothing_changed


def test_a_reader_may_not_create(openstack, magnum_of):
    with pytest.raises(ServiceError) as caught:
        magnum_of("reader").clusters.create(name="a", cluster_template_id="k8s-v1.33.1-arm64")
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert "role" in str(caught.value)


def test_a_resize_names_count_and_group(alpha, openstack, magnum):
    magnum.clusters.resize(alpha["uuid"], 5)
    magnum.clusters.resize(alpha["uuid"], 4, node_group="default-worker")
    assert [sent.body for sent in openstack.sent("POST")] == [
        {"node_count": 5},
        {"node_count": 4, "nodegroup": "default-worker"},
    ]
    assert magnum.clusters.get("alpha").node_count == 4


def test_a_resize_to_none_is_sent_as_none(alpha, openstack, magnum):
    magnum.clusters.resize(alpha["uuid"], 0)
    assert openstack.sent("POST")[0].body == {"node_count": 0}


def test_an_upgrade_names_the_template(alpha, openstack, magnum):
    target = openstack.template("k8s-v1.34.0-arm64")["uuid"]
    magnum.clusters.upgrade(alpha["uuid"], target)
    assert openstack.sent("POST")[0].body == {"cluster_template": target, "max_batch_size": 1}
    openstack.settle()
    assert magnum.clusters.get("alpha").version == "v1.34.0"


def test_an_upgrade_in_the_wrong_state_is_a_conflict(openstack, magnum):
    openstack.add_cluster("busy", status="UPDATE_IN_PROGRESS")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.upgrade("busy", "k8s-v1.34.0-arm64")
    assert caught.value.kind is FailureKind.CONFLICT


def test_a_deleted_cluster_is_gone_after_a_while(alpha, openstack, magnum):
    magnum.clusters.delete(alpha["uuid"])
    assert magnum.clusters.get("alpha").status.raw == "DELETE_IN_PROGRESS"
    openstack.settle()
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.delete(alpha["uuid"])
    assert caught.value.kind is FailureKind.NOT_FOUND


# --- certificates ---


def test_the_owner_reads_the_authority_and_a_colleague_may_not(alpha, magnum_of):
    assert magnum_of("member").certificates.ca("alpha").startswith("-----BEGIN CERTIFICATE-----")
    with pytest.raises(ServiceError) as caught:
        magnum_of("colleague").certificates.ca("alpha")
    assert caught.value.kind is FailureKind.FORBIDDEN


def test_a_request_is_signed(alpha, magnum):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "member")])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    pem = magnum.certificates.sign(
        alpha["uuid"], csr.public_bytes(serialization.Encoding.PEM).decode()
    )
    certificate = x509.load_pem_x509_certificate(pem.encode())
    assert certificate.subject == subject


def test_a_request_that_is_none_is_refused(alpha, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.certificates.sign(alpha["uuid"], "nonsense")
    assert caught.value.kind is FailureKind.INVALID


def test_the_authority_is_renewed(alpha, openstack, magnum):
    magnum.certificates.rotate_ca(alpha["uuid"])
    assert openstack.clusters[alpha["uuid"]]["status"] == "UPDATE_IN_PROGRESS"


# --- node groups ---


def test_node_groups_are_listed_in_one_call_and_in_detail_in_one_more_each(
    alpha, openstack, magnum
):
    assert magnum.microversion
    openstack.requests.clear()
    groups = magnum.node_groups.list("alpha")
    assert [(group.name, group.is_master) for group in groups] == [
        ("default-master", True),
        ("default-worker", False),
    ]
    assert len(openstack.requests) == 1
    detailed = magnum.node_groups.list("alpha", detail=True)
    assert detailed[1].labels["kube_tag"] == "v1.33.1"


def test_a_node_group_is_made_changed_and_deleted(alpha, openstack, magnum):
    made = magnum.node_groups.create(
        alpha["uuid"],
        name="big",
        node_count=2,
        flavor_id="arm.large",
        max_node_count=4,
        labels={"Own": "a=b"},
        node_labels={"tier": "front"},
        node_taints=[{"key": "only", "value": "big", "effect": "NoSchedule"}],
    )
    assert made.labels["Own"] == "a=b"
    assert made.labels["kube_tag"] == "v1.33.1"
    assert made.node_taints == ("only=big:NoSchedule",)
    magnum.node_groups.update(
        alpha["uuid"],
        "big",
        max_node_count=None,
        min_node_count=1,
        node_labels={"quote": 'it\'s "so"\n=', "é": "\U0001f600"},
        node_taints=[{"key": "k", "effect": "NoExecute"}],
    )
    changed = magnum.node_groups.get(alpha["uuid"], "big")
    assert (changed.min_node_count, changed.max_node_count) == (1, None)
    assert changed.node_labels == {"quote": 'it\'s "so"\n=', "é": "\U0001f600"}
    assert changed.node_taints == ("k:NoExecute",)
    magnum.node_groups.delete(alpha["uuid"], "big")
    openstack.settle()
    assert len(magnum.node_groups.list("alpha")) == 2


def test_a_default_group_stays(alpha, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.node_groups.delete(alpha["uuid"], "default-worker")
    assert caught.value.kind is FailureKind.INVALID


def test_a_cluster_without_an_address_takes_no_groups_yet(openstack, magnum):
    openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    with pytest.raises(ServiceError) as caught:
        magnum.node_groups.create("young", name="big")
    assert caught.value.kind is FailureKind.CONFLICT


# --- templates ---


def test_templates_come_in_pages_and_back(magnum, openstack):
    for at in range(4):
        openstack.add_template(f"t{at}")
    first = magnum.templates.page(limit=4, sort_key="name", sort_dir="asc")
    second = magnum.templates.page(
        limit=4, sort_key="name", sort_dir="asc", marker=first.next_marker
    )
    third = magnum.templates.page(
        limit=4, sort_key="name", sort_dir="asc", marker=second.next_marker
    )
    assert [len(page.items) for page in (first, second, third)] == [4, 4, 1]
    assert third.next_marker is None
    back = magnum.templates.page(
        limit=4, sort_key="name", sort_dir="asc", marker=third.prev_marker, backwards=True
    )
    assert back.items == second.items


def test_all_templates_are_read_though_magnum_cuts_the_list(openstack, magnum):
    openstack.magnum_max_limit = 3
    for at in range(10):
        openstack.add_template(f"t{at}")
    assert len(magnum.templates.list()) == 15
    assert len(magnum.templates.list(cap=7)) == 7


def test_a_template_s_tags_are_taken_apart(magnum):
    assert magnum.templates.get("k8s-declared").tags == ("arch=arm64",)


def test_a_template_is_made_changed_and_deleted(openstack, magnum):
    made = magnum.templates.create(
        name="mine", coe="kubernetes", image_id="fedora-coreos-41-arm64", labels={"A": "b=C"}
    )
    changed = magnum.templates.update(made.uuid, labels={"A": "c=D"}, dns_nameserver=None)
    assert changed.labels == {"A": "c=D"}
    assert changed.dns_nameserver == ""
    magnum.templates.delete(made.uuid)
    with pytest.raises(ServiceError) as caught:
        magnum.templates.get(made.uuid)
    assert caught.value.kind is FailureKind.NOT_FOUND


def test_a_template_in_use_is_not_deleted(alpha, openstack, magnum_of):
    with pytest.raises(ServiceError) as caught:
        magnum_of("admin").templates.delete(alpha["cluster_template_id"])
    assert caught.value.kind is FailureKind.CONFLICT
    assert "referenced" in caught.value.raw


def test_publishing_is_for_administrators(openstack, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.templates.create(
            name="x", coe="kubernetes", image_id="fedora-coreos-41-arm64", public=True
        )
    assert caught.value.kind is FailureKind.FORBIDDEN


# --- quotas, statistics, services ---


def test_a_project_without_a_row_has_the_default(openstack, magnum):
    assert magnum.quotas.get(openstack.project("arm-lab")) == 20


def test_a_magnum_that_tells_no_default_is_unknown(openstack, magnum):
    openstack.fail("GET", "/v1/quotas", status=404, message="Quota could not be found.")
    assert magnum.quotas.get(openstack.project("arm-lab")) is None


def test_a_quota_is_set_changed_and_reset(openstack, magnum_of):
    admin, project = magnum_of("admin"), openstack.project("other-lab")
    admin.quotas.set(project, 7)
    assert openstack.quotas == {project: 7}
    admin.quotas.set(project, 0)
    assert admin.quotas.list() == ((project, 0),)
    assert openstack.sent("PATCH")[0].body["hard_limit"] == 0
    admin.quotas.reset(project)
    admin.quotas.reset(project)
    assert openstack.quotas == {}


def test_who_may_change_but_not_create_a_quota_changes_it(openstack, magnum_of):
    admin, project = magnum_of("admin"), openstack.project("arm-lab")
    admin.quotas.set(project, 7)
    openstack.fail("POST", "/v1/quotas", status=403, message="Policy does not allow quota:create.")
    admin.quotas.set(project, 9)
    assert openstack.quotas == {project: 9}


def test_the_quotas_of_many_projects_come_in_pages(openstack, magnum_of):
    openstack.magnum_max_limit = 3
    openstack.quotas = {f"project-{at}": at for at in range(10)}
    assert dict(magnum_of("admin").quotas.list()) == openstack.quotas


def test_a_member_sets_no_quota(openstack, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.quotas.set(openstack.project("arm-lab"), 100)
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert openstack.quotas == {}


def test_clusters_and_nodes_are_counted(alpha, openstack, magnum):
    assert magnum.stats.get(openstack.project("arm-lab")) == Stats(clusters=1, nodes=3)


def test_magnum_s_processes_are_for_administrators(magnum_of):
    (conductor,) = magnum_of("admin").services.list()
    assert (conductor.binary, conductor.state) == ("magnum-conductor", "up")
    with pytest.raises(ServiceError) as caught:
        magnum_of("member").services.list()
    assert caught.value.kind is FailureKind.FORBIDDEN
