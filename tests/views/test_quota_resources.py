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


def test_the_page_comes_first_and_asks_for_the_rest_afterwards(openstack, member):
    page = member.get(reverse(f"{PANEL}:index"))
    later = part(page, "#quota-resources")
    assert later["hx-get"] == address()
    assert later["hx-trigger"] == "load"
    assert part(page, "#quota-resources a")["href"] == address(), "for those without JavaScript"
    asked = {one.path for service in SERVICES for one in openstack.sent(service=service)}
    assert not [path for path in asked if "limits" in path or "quotas" in path]


def test_every_resource_is_shown_with_its_use_and_limit(openstack, member):
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


def test_the_part_is_a_part_and_kept_by_nobody(openstack, member):
    page = fetch(member)
    assert part(page, "#quota-resources")
    assert not read(page).select("title, h1")
    assert page["Cache-Control"] == "no-store"


def test_without_javascript_the_same_address_is_a_whole_page(openstack, member):
    page = member.get(address())
    assert part(page, "h1")
    assert "20 more clusters fit." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"
    assert "hx-trigger" not in part(page, "#quota-resources").attrs


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_does_not_answer_costs_its_own_bars_only(openstack, member, service):
    openstack.fail("GET", service=service, status=503)
    page = fetch(member)
    assert page.status_code == 200
    assert "could not be read." in said(page)
    shown = {one["data-resource"] for one in read(page).select("[data-resource]")}
    whole = {
        "nova": {"instances", "cores", "ram", "server_groups", "server_group_members"},
        "cinder": {"volumes", "volume_gb"},
        "neutron": {"networks", "subnets", "routers", "ports", "floating_ips"}
        | {"security_groups", "security_group_rules"},
        "octavia": {"load_balancers", "listeners", "pools", "members", "health_monitors"},
    }
    assert shown == set().union(*(whole[other] for other in SERVICES if other != service))


def test_a_cloud_without_cinder_is_told_so(openstack, sign_in):
    openstack.remove_service("cinder")
    page = fetch(sign_in("member"))
    assert "The quotas of volumes could not be read." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"


def test_each_preset_says_what_it_is_made_of_and_how_many_more_fit(openstack, member):
    page = fetch(member)
    assert row(page, "development") == (
        "Development 1 master of arm.small, 1 worker of arm.small "
        "5 more fit First to run out: Machines."
    )
    assert row(page, "highly_available") == (
        "Highly available 3 masters of arm.small, 3 workers of arm.small "
        "1 more fits First to run out: Machines."
    )


def test_clusters_themselves_run_out_too(openstack, member):
    openstack.quotas["a" * 31 + "1"] = 2
    openstack.add_cluster("one")
    assert "1 more fits First to run out: Clusters." in row(fetch(member), "development")


def test_what_is_short_is_named(openstack, member):
    openstack.add_resources("server", 6, vcpus=6, ram=1024)
    page = fetch(member)
    said_there = row(page, "highly_available")
    assert "None fits" in said_there
    assert "vCPUs: 8 short. The cluster needs 12, and 4 of 40 are left." in said_there
    assert "Machines: 2 short." in said_there
    assert "1 more fits" in row(page, "development")


def test_what_is_not_known_never_fits(openstack, member):
    openstack.fail("GET", service="octavia", status=503)
    page = fetch(member)
    assert "Unknown Load balancing: the quota could not be read." in row(page, "highly_available")


def test_without_any_limit_as_many_fit_as_you_like(openstack, member):
    openstack.limits = dict.fromkeys(openstack.limits, -1)
    openstack.quotas["a" * 31 + "1"] = 5000
    assert "Any number fits" in row(fetch(member), "development")


def test_there_is_no_room_for_a_template_whose_image_cannot_be_used(openstack, member):
    for image in openstack.images.values():
        image["status"] = "deactivated"
    page = fetch(member)
    assert not read(page).select("#quota-template option, [data-preset]")


def test_another_template_is_another_size(openstack, member):
    large = openstack.add_template("large", flavor_id="arm.large", master_flavor_id="arm.large")
    assert part(fetch(member), "option[selected]").get_text().startswith("k8s-v1.34.0-arm64")
    page = fetch(member, f"?template={large['uuid']}")
    assert part(page, "option[selected]")["value"] == large["uuid"]
    assert "2 more fit First to run out: vCPUs." in row(page, "development")


def test_choosing_a_template_asks_no_service_for_its_quotas_again(openstack, member):
    fetch(member)
    openstack.requests.clear()
    fetch(member, f"?template={openstack.template('k8s-v1.33.1-arm64')['uuid']}")
    assert not openstack.sent(path="/v2.1/limits", service="nova")
    fetch(member)
    assert openstack.sent(path="/v2.1/limits", service="nova"), "a new look asks anew"


def test_templates_that_cannot_be_used_are_not_offered(openstack, member):
    names = [text_of(option) for option in read(fetch(member)).select("option")]
    assert names == ["k8s-v1.34.0-arm64 (v1.34.0)", "k8s-v1.33.1-arm64 (v1.33.1)"]


def test_without_a_template_that_can_be_used_it_says_so(openstack, member):
    openstack.templates.clear()
    page = fetch(member)
    assert "No cluster template here can be used to launch a cluster." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"


def test_templates_that_cannot_be_read_cost_the_presets_only(openstack, member):
    openstack.fail("GET", "/v1/clustertemplates", status=503)
    page = fetch(member)
    assert "The cluster templates could not be read." in said(page)
    assert bar(page, "cores") == "vCPUs 0 of 40"


def test_the_operators_presets_count(openstack, member, settings):
    settings.LDC_K8S_DASHBOARD = {
        "presets": [{"key": "big", "title": "Big", "node_count": 4, "flavor": ["arm.large"]}]
    }
    page = fetch(member)
    assert "1 master of arm.small, 4 workers of arm.large 1 more fits" in row(page, "big")
    assert not read(page).select('[data-preset="development"]')


def test_a_reader_sees_it_too(openstack, reader):
    assert "5 more fit" in row(fetch(reader), "development")


def test_names_from_outside_are_harmless(openstack, member):
    for flavor in openstack.flavors.values():
        flavor["name"] = EVIL
    openstack.add_template(EVIL)
    page = fetch(member)
    assert shown_harmless(page, fragment=True)
    assert shown_harmless(member.get(address()))
