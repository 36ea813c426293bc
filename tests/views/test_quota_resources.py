# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a project's clusters draw on, and room for more of each preset: a part after the page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.views.pages import EVIL, part, read, said, shown_harmless, text_of

PANEL = "horizon:project:kubernetes.quota"
HTMX = {"HX-Request": "true", "X-Requested-With": "XMLHttpRequest"}
SERVICES = ["nova", "cinder", "neutron", "octavia"]


def address(query=""):
    return reverse(f"{PANEL}:resources") + query


def fetch(client, query=""):
    return client.get(address(query), headers=HTMX)


def bar(page, resource):
    return text_of(part(page, f'[data-resource="{resource}"]'))


def row(page, preset):
    return text_of(part(page, f'[data-preset="{preset}"]'))


def test_quota_page_loads_the_resources_later(openstack, member):
    page = member.get(reverse(f"{PANEL}:index"))
    later = part(page, "#quota-resources")
    assert later["hx-get"] == address()
    assert later["hx-trigger"] == "load"
    assert part(page, "#quota-resources a")["href"] == address(), "for those without JavaScript"
    asked = {request.path for service in SERVICES for request in openstack.sent(service=service)}
    assert not [path for path in asked if "limits" in path or "quotas" in path]


def test_quota_resources_show_use_and_limit_of_each(openstack, member):
    openstack.add_resources("server", 3, vcpus=2, ram=4096)
    openstack.add_resources("port", 7)
    openstack.add_resources("port", 5, project="other-lab")
    openstack.add_resources("volume", 2, size=40)
    openstack.limits["floatingip"] = -1
    page = fetch(member)
    assert bar(page, "instances") == "Machines 3 of 10"
    assert bar(page, "cores") == "vCPUs 6 of 40"
    assert bar(page, "ram") == "Memory 12 GB of 80 GB"
    assert bar(page, "ports") == "Ports 7 of 100"
    assert bar(page, "volume_gb") == "Volume storage 80 GB of 1000 GB"
    assert bar(page, "floating_ips") == "Floating IPs 0 used, no limit"
    assert bar(page, "load_balancers") == "Load balancers 0 of 10"
    assert bar(page, "server_group_members") == "Machines in one server group at most 10"
    assert not read(page).select('[data-resource="clusters"]'), "stands at the top of the page"


def test_quota_resources_are_a_fragment_that_no_cache_stores(openstack, member):
    page = fetch(member)
    assert part(page, "#quota-resources")
    assert not read(page).select("title, h1")
    assert page["Cache-Control"] == "no-store"


def test_quota_resources_without_javascript_are_a_page(openstack, member):
    page = member.get(address())
    assert part(page, "h1")
    assert "20 more clusters fit." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"
    assert "hx-trigger" not in part(page, "#quota-resources").attrs


@pytest.mark.parametrize("service", SERVICES)
def test_quota_resources_lose_only_the_bars_of_a_failed_service(openstack, member, service):
    openstack.fail("GET", service=service, status=503)
    page = fetch(member)
    assert page.status_code == 200
    assert "could not be read." in said(page)
    shown = {element["data-resource"] for element in read(page).select("[data-resource]")}
    resources = {
        "nova": {"instances", "cores", "ram", "server_groups", "server_group_members"},
        "cinder": {"volumes", "volume_gb"},
        "neutron": {"networks", "subnets", "routers", "ports", "floating_ips"}
        | {"security_groups", "security_group_rules"},
        "octavia": {"load_balancers", "listeners", "pools", "members", "health_monitors"},
    }
    assert shown == set().union(*(resources[other] for other in SERVICES if other != service))


def test_quota_resources_name_the_missing_cinder(openstack, sign_in):
    openstack.remove_service("cinder")
    page = fetch(sign_in("member"))
    assert "The quotas of volumes could not be read." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"


def test_preset_rows_show_size_and_headroom(openstack, member):
    page = fetch(member)
    assert row(page, "development") == (
        "Development 1 master of arm.small, 1 worker of arm.small "
        "5 more fit First to run out: Machines."
    )
    assert row(page, "highly_available") == (
        "Highly available 3 masters of arm.small, 3 workers of arm.small "
        "1 more fits First to run out: Machines."
    )


def test_preset_rows_count_the_limit_of_clusters(openstack, member):
    openstack.quotas["a" * 31 + "1"] = 2
    openstack.add_cluster("one")
    assert "1 more fits First to run out: Clusters." in row(fetch(member), "development")


def test_preset_rows_name_the_shortage(openstack, member):
    openstack.add_resources("server", 6, vcpus=6, ram=1024)
    page = fetch(member)
    reason = row(page, "highly_available")
    assert "None fits" in reason
    assert "vCPUs: 8 short. The cluster needs 12, and 4 of 40 are left." in reason
    assert "Machines: 2 short." in reason
    assert "1 more fits" in row(page, "development")


def test_preset_rows_with_unread_quotas_are_unknown(openstack, member):
    openstack.fail("GET", service="octavia", status=503)
    page = fetch(member)
    assert "Unknown Load balancing: the quota could not be read." in row(page, "highly_available")


def test_preset_rows_without_limits_fit_any_number(openstack, member):
    openstack.limits = dict.fromkeys(openstack.limits, -1)
    openstack.quotas["a" * 31 + "1"] = 5000
    assert "Any number fits" in row(fetch(member), "development")


def test_preset_rows_leave_out_templates_with_unusable_images(openstack, member):
    for image in openstack.images.values():
        image["status"] = "deactivated"
    page = fetch(member)
    assert not read(page).select("#quota-template option, [data-preset]")


def test_preset_rows_follow_the_chosen_template(openstack, member):
    large = openstack.add_template("large", flavor_id="arm.large", master_flavor_id="arm.large")
    assert part(fetch(member), "option[selected]").get_text().startswith("k8s-v1.34.0-arm64")
    page = fetch(member, f"?template={large['uuid']}")
    assert part(page, "option[selected]")["value"] == large["uuid"]
    assert "2 more fit First to run out: vCPUs." in row(page, "development")


def test_preset_rows_of_another_template_reuse_the_limits(openstack, member):
    fetch(member)
    openstack.requests.clear()
    fetch(member, f"?template={openstack.template('k8s-v1.33.1-arm64')['uuid']}")
    assert not openstack.sent(path="/v2.1/limits", service="nova")
    fetch(member)
    assert openstack.sent(path="/v2.1/limits", service="nova"), "a new look asks anew"


def test_preset_templates_are_the_usable_ones(openstack, member):
    names = [text_of(option) for option in read(fetch(member)).select("option")]
    assert names == ["k8s-v1.34.0-arm64 (v1.34.0)", "k8s-v1.33.1-arm64 (v1.33.1)"]


def test_preset_rows_without_a_usable_template_say_so(openstack, member):
    openstack.templates.clear()
    page = fetch(member)
    assert "No cluster template here can be used to launch a cluster." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"


def test_unreadable_templates_cost_only_the_preset_rows(openstack, member):
    openstack.fail("GET", "/v1/clustertemplates", status=503)
    page = fetch(member)
    assert "The cluster templates could not be read." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"


def test_preset_rows_are_the_operators(openstack, member, settings):
    settings.LDC_K8S_DASHBOARD = {
        "presets": [{"key": "big", "title": "Big", "node_count": 4, "flavor": ["arm.large"]}]
    }
    page = fetch(member)
    assert "1 master of arm.small, 4 workers of arm.large 1 more fits" in row(page, "big")
    assert not read(page).select('[data-preset="development"]')


def test_preset_rows_are_shown_to_readers(openstack, reader):
    assert "5 more fit" in row(fetch(reader), "development")


def test_quota_resources_escape_outside_names(openstack, member):
    for flavor in openstack.flavors.values():
        flavor["name"] = EVIL
    openstack.add_template(EVIL)
    page = fetch(member)
    assert shown_harmless(page, fragment=True)
    assert shown_harmless(member.get(address()))


def test_quota_shows_the_limit_of_a_volume_type(openstack, member):
    openstack.limits["gigabytes_ssd"] = 200
    openstack.add_resources("volume", 2, size=20, volume_type="ssd")
    page = fetch(member)
    assert bar(page, "volume_gb:ssd") == "Volume storage of type ssd 40 GB of 200 GB"
    assert not read(page).select('[data-resource="volumes:ssd"]'), "it has no limit"
