# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that takes a cluster to another template."""

from __future__ import annotations

import pytest

from tests.views.pages import (
    changes,
    field_errors,
    only_change,
    part,
    read,
    said,
    text_of,
    title,
    url,
)


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def upgrade(client, cluster, template, batch="1", **options):
    fields = {"template": template["uuid"] if template else "", "batch": batch}
    return client.post(url("upgrade", cluster["uuid"]), fields, **options)


def choice(page, template):
    return part(page, f'.k8s-choice[data-template="{template["uuid"]}"]')


def is_offered(shown):
    """Whether a choice can be made; the others are folded, without a radio button."""
    folded = shown.find_parent("details") is not None
    assert folded is (shown.input is None)
    return not folded


def test_upgrade_lists_every_template_but_the_present_one(openstack, member, cluster):
    page = member.get(url("upgrade", cluster["uuid"]))
    assert title(page) == "Upgrade cluster"
    assert "alpha runs Kubernetes v1.33.1." in said(page)
    shown = {text_of(name) for name in read(page).select(".k8s-choice strong")}
    names = {template["name"] for template in openstack.templates.values()}
    assert shown == names - {"k8s-v1.33.1-arm64"}
    assert not changes(openstack)


def test_upgrade_lists_a_newer_minor_version_first(openstack, member, cluster):
    page = member.get(url("upgrade", cluster["uuid"]))
    first = read(page).select_one(".k8s-choice")
    assert text_of(first.label) == "k8s-v1.34.0-arm64 v1.34.0"
    assert is_offered(first)
    assert "checked" not in first.input.attrs


def test_upgrade_chooses_the_only_template_that_is_possible(openstack, member, cluster):
    for name in ("k8s-declared", "k8s-unknown"):
        del openstack.templates[openstack.template(name)["uuid"]]
    page = member.get(url("upgrade", cluster["uuid"]))
    assert "checked" in part(page, ".k8s-choice input").attrs


def test_upgrade_says_what_each_choice_changes_and_what_stays(openstack, member, cluster):
    arm_large = openstack.add_template(
        "roomy", image_id="ubuntu-2404-kube-v1.34.0-arm64", flavor_id="arm.large"
    )
    arm_large["labels"] = {"kube_tag": "v1.34.0"}
    page = member.get(url("upgrade", cluster["uuid"]))
    described = text_of(choice(page, arm_large))
    assert "Kubernetes v1.33.1 becomes v1.34.0." in described
    assert "The new machines have the image ubuntu-2404-kube-v1.34.0-arm64." in described
    assert "Its flavor is not taken over: arm.large." in described
    radio = choice(page, arm_large).input
    assert part(page, f"#{radio['aria-describedby']}")
    assert "Flavors, network, labels and the number of nodes stay as they are" in said(page)
    assert "Every machine is replaced" in said(page)


def test_upgrade_folds_what_cannot_be_chosen(openstack, member, cluster):
    folded = part(member.get(url("upgrade", cluster["uuid"])), "details.k8s-choices-unusable")
    assert text_of(folded.summary) == "1 template that cannot be chosen, and why"
    assert text_of(folded.select_one(".k8s-choice strong")) == "k8s-v1.33.1-x86"
    assert "x86_64" in text_of(folded.select_one(".k8s-choice small"))
    assert "open" not in folded.attrs
    assert not folded.select("input")


def test_upgrade_unfolds_the_reasons_where_nothing_can_be_chosen(openstack, member):
    cluster = openstack.add_cluster("alpha", template="k8s-v1.34.0-arm64", coe_version="v1.34.0")
    folded = part(member.get(url("upgrade", cluster["uuid"])), "details.k8s-choices-unusable")
    assert "open" in folded.attrs


def test_upgrade_says_where_the_new_image_proves_no_architecture(openstack, member, cluster):
    shown = choice(member.get(url("upgrade", cluster["uuid"])), openstack.template("k8s-unknown"))
    assert "Its image does not say that it is for arm64 machines." in text_of(shown)


def test_upgrade_to_the_same_version_with_another_image_is_offered(openstack, member, cluster):
    target = openstack.add_template(
        "patched", image_id="ubuntu-2404-kube-v1.34.0-arm64", flavor_id="arm.large"
    )
    target["driver"] = "k8s_cluster_api"
    for group in openstack.node_groups.values():
        group["image_id"] = "fedora-coreos-41-arm64"
    shown = choice(member.get(url("upgrade", cluster["uuid"])), target)
    assert target["labels"]["kube_tag"] == "v1.33.1"
    assert is_offered(shown)
    assert "The same version from another image" in text_of(shown)
    assert "every machine is replaced" in text_of(shown)
    assert upgrade(member, cluster, target).status_code == 302
    assert only_change(openstack).body["cluster_template"] == target["uuid"]


def test_upgrade_that_failed_can_be_finished_with_the_same_template(openstack, member):
    own = openstack.template("k8s-v1.34.0-arm64")
    cluster = openstack.add_cluster(
        "alpha", status="UPDATE_COMPLETE", template=own["name"], coe_version="v1.33.1"
    )
    shown = choice(member.get(url("upgrade", cluster["uuid"])), own)
    assert is_offered(shown)
    assert "Finish the upgrade" in text_of(shown)
    assert "Kubernetes v1.33.1 becomes v1.34.0." in text_of(shown)
    assert upgrade(member, cluster, own).status_code == 302
    assert only_change(openstack).body["cluster_template"] == own["uuid"]


def test_upgrade_of_a_cluster_newer_than_its_template_says_so(openstack, member):
    cluster = openstack.add_cluster("alpha", coe_version="v1.34.0")
    openstack.add_template("next")["labels"] = {"kube_tag": "v1.35.0"}
    page = member.get(url("upgrade", cluster["uuid"]))
    assert "which is newer than its template k8s-v1.33.1-arm64" in said(page)
    newer = [text_of(name) for name in read(page).select('[data-kind="newer"]:has(input) strong')]
    assert newer == ["next"], "by the version that runs"


def test_upgrade_asks_for_a_batch_only_where_the_driver_reads_it(openstack, member, cluster):
    page = member.get(url("upgrade", cluster["uuid"]))
    assert not read(page).select("#id_batch")
    with_heat(openstack)
    page = member.get(url("upgrade", cluster["uuid"]))
    assert part(page, "#id_batch")["value"] == "1"
    assert "upgraded in place" in said(page)


def with_heat(openstack):
    for template in openstack.templates.values():
        template["driver"] = "k8s_fedora_coreos_v1"


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("v1.33.1", "already runs v1.33.1 from this template's image"),
        ("v1.32.9", "older"),
        ("v1.35.0", "1.34"),
    ],
)
def test_upgrade_disables_an_impossible_version_with_the_reason(
    openstack, member, cluster, version, why
):
    target = openstack.add_template("target", kube_tag=version)
    target["labels"] = {**target["labels"], "kube_tag": version}
    shown = choice(member.get(url("upgrade", cluster["uuid"])), target)
    assert not is_offered(shown)
    assert why in text_of(shown)
    answer = upgrade(member, cluster, target)
    assert field_errors_of_choice(answer)
    assert not changes(openstack)


def field_errors_of_choice(page):
    return text_of(part(page, "#id_template_errors"))


@pytest.mark.parametrize("version", ["v1.34.2+rke2r1", "v1.34.2-rancher1"])
def test_upgrade_offers_a_version_with_a_suffix(openstack, member, cluster, version):
    target = openstack.add_template("target")
    target["labels"] = {**target["labels"], "kube_tag": version}
    assert is_offered(choice(member.get(url("upgrade", cluster["uuid"])), target))


def test_upgrade_disables_a_template_of_another_architecture(openstack, member, cluster):
    target = openstack.add_template("target", image_id="fedora-coreos-41")
    target["labels"] = {**target["labels"], "kube_tag": "v1.34.0"}
    shown = choice(member.get(url("upgrade", cluster["uuid"])), target)
    assert not is_offered(shown)
    assert "x86_64" in text_of(shown)


def test_upgrade_disables_a_template_with_an_unusable_image(openstack, member, cluster):
    image = next(image for image in openstack.images.values() if image["name"].startswith("ubuntu"))
    image["status"] = "deactivated"
    openstack.add_template("k8s-v1.33.2-arm64")["labels"]["kube_tag"] = "v1.33.2"
    target = openstack.template("k8s-v1.34.0-arm64")
    shown = choice(member.get(url("upgrade", cluster["uuid"])), target)
    assert not is_offered(shown)
    assert "The image cannot be used now (deactivated)." in text_of(shown)
    assert field_errors_of_choice(upgrade(member, cluster, target))
    assert not changes(openstack)


def test_upgrade_disables_a_template_of_another_driver(openstack, member, cluster):
    openstack.add_template("k8s-v1.33.2-arm64")["labels"]["kube_tag"] = "v1.33.2"
    target = openstack.template("k8s-v1.34.0-arm64")
    for template in openstack.templates.values():
        template["driver"] = "k8s_cluster_api_ubuntu"
    target["driver"] = "k8s_capi_helm_v1"
    shown = choice(member.get(url("upgrade", cluster["uuid"])), target)
    assert not is_offered(shown)
    assert "this cluster was created by the Cluster API driver" in text_of(shown)
    assert field_errors_of_choice(upgrade(member, cluster, target))
    assert not changes(openstack)


def test_upgrade_disables_a_template_of_another_cluster_kind(openstack, member, cluster):
    target = openstack.add_template("swarm", coe="swarm")
    shown = choice(member.get(url("upgrade", cluster["uuid"])), target)
    assert not is_offered(shown)
    assert "It makes swarm clusters, not Kubernetes." in text_of(shown)


def test_upgrade_sends_template_and_batch_once(openstack, member, cluster):
    with_heat(openstack)
    target = openstack.template("k8s-v1.34.0-arm64")
    answer = upgrade(member, cluster, target, batch="3", follow=True)
    sent = only_change(openstack)
    assert (sent.method, sent.path) == ("POST", f"/v1/clusters/{cluster['uuid']}/actions/upgrade")
    assert {name: value for name, value in sent.body.items() if value} == {
        "cluster_template": target["uuid"],
        "max_batch_size": 3,
    }
    assert sent.headers["OpenStack-API-Version"] == "container-infra 1.14"
    assert "Upgrading alpha to k8s-v1.34.0-arm64 was requested." in said(answer)
    assert answer.redirect_chain[-1][0] == url("detail", cluster["uuid"])


@pytest.mark.parametrize("batch", ["0", "-1", "", "many", "1001"])
def test_upgrade_rejects_a_wrong_batch(openstack, member, cluster, batch):
    with_heat(openstack)
    target = openstack.template("k8s-v1.34.0-arm64")
    answer = upgrade(member, cluster, target, batch=batch)
    assert field_errors(answer, "batch")
    assert "checked" in choice(answer, target).input.attrs, "the choice is kept"
    assert not changes(openstack)


@pytest.mark.parametrize("chosen", [None, {"uuid": "no-such-template"}, {"uuid": "<img src=x>"}])
def test_upgrade_rejects_a_missing_or_impossible_template(openstack, member, cluster, chosen):
    answer = upgrade(member, cluster, chosen)
    assert field_errors_of_choice(answer)
    assert "<img" not in answer.content.decode().split("k8s-choices")[1].split("</form>")[0]
    assert not changes(openstack)


def test_upgrade_without_newer_template_says_what_to_do(openstack, member):
    cluster = openstack.add_cluster("alpha", template="k8s-v1.34.0-arm64", coe_version="v1.34.0")
    page = member.get(url("upgrade", cluster["uuid"]))
    assert "This cluster cannot be upgraded to any cluster template that you can use" in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("CREATE_IN_PROGRESS", "still being created"),
        ("UPDATE_IN_PROGRESS", "is being changed"),
        ("UPDATE_FAILED", "The last change failed"),
        ("CREATE_FAILED", "The creation failed"),
        ("DELETE_IN_PROGRESS", "is being deleted"),
    ],
)
def test_upgrade_gives_the_reason_in_another_state(openstack, member, status, reason):
    cluster = openstack.add_cluster("alpha", status=status)
    assert reason in said(member.get(url("upgrade", cluster["uuid"])))
    answer = upgrade(member, cluster, openstack.template("k8s-v1.34.0-arm64"))
    assert reason in said(answer)
    assert not changes(openstack)


def test_upgrade_checks_the_state_again_at_post(openstack, member, cluster):
    member.get(url("upgrade", cluster["uuid"]))
    cluster["status"] = "UPDATE_IN_PROGRESS"
    answer = upgrade(member, cluster, openstack.template("k8s-v1.34.0-arm64"))
    assert "is being changed" in said(answer)
    assert not changes(openstack)


def test_upgrade_rejects_a_template_deleted_in_the_meantime(openstack, member, cluster):
    target = openstack.template("k8s-v1.34.0-arm64")
    openstack.add_template("k8s-v1.34.1-arm64")["labels"]["kube_tag"] = "v1.34.1"
    del openstack.templates[target["uuid"]]
    answer = upgrade(member, cluster, target)
    assert field_errors_of_choice(answer)
    assert not changes(openstack)


def test_upgrade_without_glance_loses_only_what_images_report(openstack, member, cluster):
    openstack.down("glance")
    page = member.get(url("upgrade", cluster["uuid"]))
    assert page.status_code == 200
    assert len(read(page).select(".k8s-choice")) == 4


def test_upgrade_shows_magnums_rejection_with_details(openstack, member, cluster):
    rejection = "Upgrade is not supported by the driver. Use another."
    openstack.fail("POST", f"/v1/clusters/{cluster['uuid']}/actions", status=400, message=rejection)
    answer = upgrade(member, cluster, openstack.template("k8s-v1.34.0-arm64"))
    assert answer.status_code == 200
    assert rejection in text_of(part(answer, ".k8s-error-summary details"))


def test_upgrade_without_templates_is_a_problem_page(openstack, member, cluster):
    openstack.fail("GET", "/v1/clustertemplates", status=500)
    page = member.get(url("upgrade", cluster["uuid"]))
    assert page.status_code == 502
    assert "Magnum failed while it worked on the request" in said(page)
