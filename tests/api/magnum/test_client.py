# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's clusters, node groups, certificates, templates, quotas and services."""

import pytest

from ldc_k8s_dashboard.domain.clusters.stats import Stats
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


@pytest.fixture
def alpha(openstack):
    return openstack.add_cluster("alpha")


# --- clusters ---


def test_cluster_is_read_by_id_and_by_name(alpha, magnum):
    assert magnum.clusters.get("alpha").uuid == alpha["uuid"]
    assert magnum.clusters.get(alpha["uuid"]).name == "alpha"


def test_cluster_of_another_project_is_not_found(openstack, magnum):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.get(theirs["uuid"])
    assert caught.value.kind is FailureKind.NOT_FOUND


@pytest.mark.parametrize("ident", ["../quotas", "a/b", "x?limit=1", "x#y", "%2e%2e", "ümlaut", " "])
def test_cluster_id_stays_one_segment_of_the_path(openstack, magnum, ident):
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.get(ident)
    assert caught.value.kind is FailureKind.NOT_FOUND
    (sent,) = openstack.requests
    assert sent.path == f"/v1/clusters/{ident}"
    assert sent.query == {}


@pytest.mark.parametrize("ident", ["", ".", ".."])
def test_id_of_dots_is_not_sent(openstack, magnum, ident):
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


def test_cluster_being_created_is_read_again(alpha, openstack, magnum):
    alpha["_passing"] = 2
    assert magnum.clusters.get("alpha").name == "alpha"
    assert len(openstack.requests) == 3


def test_cluster_with_a_hidden_template_is_forbidden_and_keeps_running(alpha, openstack, magnum):
    openstack.template("k8s-v1.33.1-arm64")["hidden"] = True
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.get("alpha")
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert "template is hidden" in str(caught.value)
    assert "keeps running" in str(caught.value)


def test_failed_cluster_has_its_faults(openstack, magnum):
    openstack.add_cluster(
        "broken", status="CREATE_FAILED", _faults={"default-worker": "No valid host was found."}
    )
    assert magnum.clusters.get("broken").faults == {"default-worker": "No valid host was found."}


def test_create_merges_labels_and_keeps_case_and_equals_signs(openstack, magnum):
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
def test_create_without_labels_sends_none(openstack, magnum, labels):
    magnum.clusters.create(name="a", cluster_template_id="k8s-v1.33.1-arm64", labels=labels)
    assert set(openstack.sent("POST")[0].body) == {"name", "cluster_template_id"}


@pytest.mark.parametrize(
    "fields",
    [
        {"cluster_template_id": "nope"},
        {"cluster_template_id": "k8s-v1.33.1-arm64", "keypair": "nope"},
    ],
)
def test_create_keeps_magnums_words_about_a_missing_part_in_raw(openstack, magnum, fields):
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.create(name="alpha", **fields)
    assert caught.value.kind is FailureKind.INVALID
    assert "nope" in caught.value.raw
    assert "nope" not in str(caught.value)
    assert "The details name it." in str(caught.value)


@pytest.mark.parametrize("body", [{"request": "accepted"}, {"uuid": None}, {"uuid": ""}])
def test_create_accepted_without_an_id_can_have_changed_something(openstack, magnum, body):
    openstack.fail("POST", "/v1/clusters", status=202, body=body)
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.create(name="a", cluster_template_id="k8s-v1.33.1-arm64")
    assert caught.value.kind is FailureKind.MALFORMED
    assert not caught.value.nothing_changed


def test_create_is_forbidden_to_a_reader(openstack, magnum_of):
    with pytest.raises(ServiceError) as caught:
        magnum_of("reader").clusters.create(name="a", cluster_template_id="k8s-v1.33.1-arm64")
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert "role" in str(caught.value)


def test_resize_sends_count_and_node_group(alpha, openstack, magnum):
    magnum.clusters.resize(alpha["uuid"], 5)
    magnum.clusters.resize(alpha["uuid"], 4, node_group="default-worker")
    assert [sent.body for sent in openstack.sent("POST")] == [
        {"node_count": 5},
        {"node_count": 4, "nodegroup": "default-worker"},
    ]
    assert magnum.clusters.get("alpha").node_count == 4


def test_resize_to_zero_sends_zero(alpha, openstack, magnum):
    magnum.clusters.resize(alpha["uuid"], 0)
    assert openstack.sent("POST")[0].body == {"node_count": 0}


def test_upgrade_sends_the_template(alpha, openstack, magnum):
    target = openstack.template("k8s-v1.34.0-arm64")["uuid"]
    magnum.clusters.upgrade(alpha["uuid"], target)
    assert openstack.sent("POST")[0].body == {"cluster_template": target, "max_batch_size": 1}
    openstack.settle()
    assert magnum.clusters.get("alpha").version == "v1.34.0"


def test_upgrade_in_the_wrong_state_is_a_conflict(openstack, magnum):
    openstack.add_cluster("busy", status="UPDATE_IN_PROGRESS")
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.upgrade("busy", "k8s-v1.34.0-arm64")
    assert caught.value.kind is FailureKind.CONFLICT


def test_deleted_cluster_is_not_found_after_a_while(alpha, openstack, magnum):
    magnum.clusters.delete(alpha["uuid"])
    assert magnum.clusters.get("alpha").status.raw == "DELETE_IN_PROGRESS"
    openstack.settle()
    with pytest.raises(ServiceError) as caught:
        magnum.clusters.delete(alpha["uuid"])
    assert caught.value.kind is FailureKind.NOT_FOUND


# --- certificates ---


def test_ca_is_readable_by_the_owner_and_not_by_a_colleague(alpha, magnum_of):
    assert magnum_of("member").certificates.ca("alpha").startswith("-----BEGIN CERTIFICATE-----")
    with pytest.raises(ServiceError) as caught:
        magnum_of("colleague").certificates.ca("alpha")
    assert caught.value.kind is FailureKind.FORBIDDEN


def test_sign_returns_a_certificate_for_the_request(alpha, magnum):
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


def test_sign_rejects_what_is_not_a_request(alpha, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.certificates.sign(alpha["uuid"], "nonsense")
    assert caught.value.kind is FailureKind.INVALID


def test_rotate_ca_replaces_the_authority(alpha, openstack, magnum):
    magnum.certificates.rotate_ca(alpha["uuid"])
    assert openstack.clusters[alpha["uuid"]]["status"] == "UPDATE_IN_PROGRESS"


# --- node groups ---


def test_node_groups_take_one_call_and_in_detail_one_more_each(alpha, openstack, magnum):
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


def test_node_group_is_created_updated_and_deleted(alpha, openstack, magnum):
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


def test_default_node_group_is_not_deleted(alpha, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.node_groups.delete(alpha["uuid"], "default-worker")
    assert caught.value.kind is FailureKind.INVALID


def test_node_group_is_refused_while_the_cluster_has_no_address(openstack, magnum):
    openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    with pytest.raises(ServiceError) as caught:
        magnum.node_groups.create("young", name="big")
    assert caught.value.kind is FailureKind.CONFLICT


# --- templates ---


def test_template_pages_go_forwards_and_backwards(magnum, openstack):
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


def test_template_list_is_complete_although_magnum_cuts_it(openstack, magnum):
    openstack.magnum_max_limit = 3
    for at in range(10):
        openstack.add_template(f"t{at}")
    assert len(magnum.templates.list()) == 15
    assert len(magnum.templates.list(cap=7)) == 7


def test_template_tags_are_split(magnum):
    assert magnum.templates.get("k8s-declared").tags == ("arch=arm64",)


def test_template_is_created_updated_and_deleted(openstack, magnum):
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


def test_template_in_use_is_not_deleted(alpha, openstack, magnum_of):
    with pytest.raises(ServiceError) as caught:
        magnum_of("admin").templates.delete(alpha["cluster_template_id"])
    assert caught.value.kind is FailureKind.CONFLICT
    assert "referenced" in caught.value.raw


def test_template_is_published_by_administrators_only(openstack, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.templates.create(
            name="x", coe="kubernetes", image_id="fedora-coreos-41-arm64", public=True
        )
    assert caught.value.kind is FailureKind.FORBIDDEN


# --- quotas, statistics, services ---


def test_quota_without_a_row_is_the_default(openstack, magnum):
    assert magnum.quotas.get(openstack.project("arm-lab")) == 20


def test_quota_is_unknown_where_magnum_reports_no_default(openstack, magnum):
    openstack.fail("GET", "/v1/quotas", status=404, message="Quota could not be found.")
    assert magnum.quotas.get(openstack.project("arm-lab")) is None


def test_quota_is_set_changed_and_reset(openstack, magnum_of):
    admin, project = magnum_of("admin"), openstack.project("other-lab")
    admin.quotas.set(project, 7)
    assert openstack.quotas == {project: 7}
    admin.quotas.set(project, 0)
    assert admin.quotas.list() == ((project, 0),)
    assert openstack.sent("PATCH")[0].body["hard_limit"] == 0
    admin.quotas.reset(project)
    admin.quotas.reset(project)
    assert openstack.quotas == {}


def test_quota_is_changed_where_creating_is_forbidden(openstack, magnum_of):
    admin, project = magnum_of("admin"), openstack.project("arm-lab")
    admin.quotas.set(project, 7)
    openstack.fail("POST", "/v1/quotas", status=403, message="Policy does not allow quota:create.")
    admin.quotas.set(project, 9)
    assert openstack.quotas == {project: 9}


def test_quota_list_reads_every_page(openstack, magnum_of):
    openstack.magnum_max_limit = 3
    openstack.quotas = {f"project-{at}": at for at in range(10)}
    assert dict(magnum_of("admin").quotas.list()) == openstack.quotas


def test_quota_is_not_set_by_a_member(openstack, magnum):
    with pytest.raises(ServiceError) as caught:
        magnum.quotas.set(openstack.project("arm-lab"), 100)
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert openstack.quotas == {}


def test_stats_count_clusters_and_nodes(alpha, openstack, magnum):
    assert magnum.stats.get(openstack.project("arm-lab")) == Stats(clusters=1, nodes=3)


def test_services_are_listed_for_administrators_only(magnum_of):
    (conductor,) = magnum_of("admin").services.list()
    assert (conductor.binary, conductor.state) == ("magnum-conductor", "up")
    with pytest.raises(ServiceError) as caught:
        magnum_of("member").services.list()
    assert caught.value.kind is FailureKind.FORBIDDEN
