# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the dialogs that change a cluster say of the quotas, and what they refuse for them."""

from __future__ import annotations

import pytest

from tests.views.pages import changes, field_errors, only_change, part, read, said, text_of, url


@pytest.fixture
def cluster(openstack):
    """Two workers of arm.small (2 vCPU, 4 GB), of a driver of Cluster API."""
    return openstack.add_cluster("alpha", node_count=2)


@pytest.fixture
def group(openstack, cluster):
    groups = (
        group for group in openstack.node_groups.values() if group["name"] == "default-worker"
    )
    return next(groups)


def bars(page):
    return text_of(part(page, ".k8s-quota-change"))


def scale(client, cluster, count):
    return client.post(url("scale", cluster["uuid"]), {"node_count": count})


def full(openstack, **limits):
    """Six vCPUs are used, of limits that have little room."""
    openstack.add_resources("server", 3, vcpus=2, ram=4096)
    openstack.limits.update(limits)


# --- scale ---


def test_scale_dialog_checks_one_more_worker_against_the_quotas(openstack, member, cluster):
    full(openstack, cores=11)
    shown = bars(member.get(url("scale", cluster["uuid"])))
    assert "Quotas with one more worker" in shown
    assert "The quotas allow 4 workers in total." in shown
    assert "6 now, 8 after, limit 11" in shown
    assert "Floating IPs" not in shown, "only what changes is shown"


def test_scale_dialog_without_headroom_still_scales_down(openstack, member, cluster):
    full(openstack, cores=6)
    page = member.get(url("scale", cluster["uuid"]))
    assert "The quotas allow no more workers." in bars(page)
    assert scale(member, cluster, 1).status_code == 302
    assert only_change(openstack).body["node_count"] == 1


def test_scale_rejects_workers_over_quota_with_the_numbers(openstack, member, cluster):
    full(openstack, cores=11)
    answer = scale(member, cluster, 5)
    assert "vCPUs: 6 now, 12 after the change, limit 11." in field_errors(answer, "node_count")
    assert "Quotas with 5 workers" in bars(answer)
    assert not changes(openstack)


def test_scale_checks_the_quotas_again_when_sent(openstack, member, cluster):
    member.get(url("scale", cluster["uuid"]))
    full(openstack, cores=6)
    assert "limit 6" in field_errors(scale(member, cluster, 3), "node_count")
    assert not changes(openstack)


def test_scale_down_ignores_an_exceeded_quota(openstack, member, cluster):
    full(openstack, cores=1, server=1, ram=1)
    assert scale(member, cluster, 1).status_code == 302


@pytest.mark.parametrize("service", ["nova", "neutron"])
def test_scale_with_unreadable_quotas_is_not_blocked(openstack, member, cluster, service):
    openstack.down(service)
    page = member.get(url("scale", cluster["uuid"]))
    assert "headroom unknown" in bars(page) or "need unknown" in bars(page)
    assert "could not be read." in bars(page)
    assert scale(member, cluster, 5).status_code == 302
    assert only_change(openstack).body["node_count"] == 5


@pytest.fixture
def octavia_hangs(openstack, settings):
    settings.LDC_K8S_DASHBOARD = {**settings.LDC_K8S_DASHBOARD, "gather_deadline": 1.0}
    openstack.hold("GET", service="octavia")


DIALOGS = ["scale", "upgrade", "create_node_group", "resize_node_group"]


def dialog(name, cluster, group):
    ids = (cluster["uuid"], group["uuid"]) if name == "resize_node_group" else (cluster["uuid"],)
    return url(name, *ids)


@pytest.mark.usefixtures("octavia_hangs")
@pytest.mark.parametrize("name", DIALOGS)
def test_late_quota_hides_no_other(openstack, member, cluster, group, name):
    full(openstack, cores=30)
    shown = bars(member.get(dialog(name, cluster, group)))
    assert "6 now" in shown
    assert "limit 30" in shown
    # Machines that come before others go are members of a pool meanwhile.
    assert ("Octavia did not answer in time" in shown) == (name == "upgrade")
    assert shown.count("headroom unknown") == (1 if name == "upgrade" else 0)


@pytest.mark.usefixtures("octavia_hangs")
@pytest.mark.parametrize("name", DIALOGS)
def test_late_quota_does_not_stop_a_rejection(openstack, member, cluster, group, name):
    full(openstack, cores=6)
    target = openstack.template("k8s-v1.34.0-arm64")["uuid"]
    fields = {"name": "gpu", "node_count": "5", "template": target, "batch": "1"}
    page = member.post(dialog(name, cluster, group), fields)
    assert "limit 6." in said(page)
    assert not changes(openstack)


def test_late_quota_is_named(openstack, member, cluster, settings):
    settings.LDC_K8S_DASHBOARD = {**settings.LDC_K8S_DASHBOARD, "gather_deadline": 1.0}
    openstack.hold("GET", "/v2.1/limits")
    full(openstack)
    assert "Nova did not answer in time" in bars(member.get(url("scale", cluster["uuid"])))


# --- node groups ---


def test_node_group_resize_over_quota_is_rejected_at_the_number(openstack, member, cluster, group):
    full(openstack, cores=11)
    address = url("resize_node_group", cluster["uuid"], group["uuid"])
    assert "6 now, 8 after, limit 11" in bars(member.get(address))
    answer = member.post(address, {"node_count": 5})
    assert "limit 11" in field_errors(answer, "node_count")
    assert not changes(openstack)
    assert member.post(address, {"node_count": 4}).status_code == 302


def create(client, cluster, **fields):
    given = {"name": "gpu", "node_count": "2", **fields}
    return client.post(url("create_node_group", cluster["uuid"]), given)


def test_node_group_create_shows_its_demand_and_rejects_it_over_quota(openstack, member, cluster):
    full(openstack, cores=21)
    address = url("create_node_group", cluster["uuid"])
    assert "6 now, 8 after, limit 21" in bars(member.get(address))
    answer = create(member, cluster, flavor="arm.large")
    assert "vCPUs: 6 now, 22 after the change, limit 21." in said(answer)
    assert "Quotas with the new node group" in bars(answer)
    assert not changes(openstack)
    assert create(member, cluster, flavor="arm.large", node_count="1").status_code == 302


def option(page, name):
    return part(page, f'#id_flavor option[value="{name}"]')


def test_node_group_create_disables_an_unsuitable_flavor(openstack, member, cluster):
    flavor = next(flavor for flavor in openstack.flavors.values() if flavor["name"] == "arm.large")
    flavor["ram"] = 512
    shown = option(member.get(url("create_node_group", cluster["uuid"])), "arm.large")
    assert shown.has_attr("disabled")
    assert "the image needs 1024 MB" in text_of(shown)
    answer = create(member, cluster, flavor="arm.large")
    assert "the image needs 1024 MB" in field_errors(answer, "flavor")
    assert not changes(openstack)


def test_node_group_create_accepts_a_diskless_flavor_with_a_boot_volume(openstack, member, cluster):
    flavor = next(flavor for flavor in openstack.flavors.values() if flavor["name"] == "arm.large")
    flavor["disk"] = 0
    cluster["labels"] = {"kube_tag": "v1.33.1"}
    assert "no disk" in field_errors(create(member, cluster, flavor="arm.large"), "flavor")
    answer = create(member, cluster, flavor="arm.large", labels="boot_volume_size=50")
    assert answer.status_code == 302


def test_node_group_create_without_the_image_offers_every_flavor(openstack, member, cluster):
    openstack.down("glance")
    assert create(member, cluster, flavor="arm.large").status_code == 302


# --- upgrade ---


def test_upgrade_dialog_shows_the_surge(openstack, member, cluster):
    full(openstack)
    shown = bars(member.get(url("upgrade", cluster["uuid"])))
    assert "Quotas during the upgrade, until the old machines are deleted" in shown
    assert "3 now, 5 after, limit 10" in shown


def test_upgrade_without_headroom_cannot_be_sent(openstack, member, cluster):
    full(openstack, server=4)
    page = member.get(url("upgrade", cluster["uuid"]))
    assert "Machines: 3 now, 5 after the change, limit 4." in said(page)
    assert not read(page).select('#k8s-page button[type="submit"]')
    target = openstack.template("k8s-v1.34.0-arm64")
    fields = {"template": target["uuid"], "batch": "1"}
    member.post(url("upgrade", cluster["uuid"]), fields)
    assert not changes(openstack)


def test_upgrade_of_the_heat_driver_has_no_surge(openstack, member, cluster):
    full(openstack, server=3)
    for template in openstack.templates.values():
        template["driver"] = "k8s_fedora_coreos_v1"
    page = member.get(url("upgrade", cluster["uuid"]))
    assert not read(page).select(".k8s-quota-change")
    assert read(page).select('#k8s-page button[type="submit"]')
