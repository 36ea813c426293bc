# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Text from outside is shown as text: no script in it runs, and AngularJS computes nothing of it.

Every name and value that other services let people choose is given the same hostile words.
Horizon's own escape turns the marks of AngularJS from `{$` to `{%`, so they may read so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud

HOSTILE = (
    "{$ 7*191 $}{{ 7*191 }}<img src=x onerror=window.ran=1><script>window.ran=1</script>'\"&amp;"
)
COMPUTED = "1337"


@pytest.fixture(scope="module")
def hostile(cloud: Cloud) -> Iterator[dict[str, str]]:
    """A template, an image, a flavor, a network, a volume type, zones, clusters and a project, all
    with such names.

    Gives the ids that pages need; the services' other limits hold (no markup in a cluster's name).
    """
    admin = cloud.connection("admin", "admin")
    demo = cloud.connection("demo", "demo")
    magnum = cloud.magnum()
    image = demo.image.create_image(
        HOSTILE,
        data=b"nothing",
        disk_format="raw",
        container_format="bare",
        os_distro="fedora-coreos",
        hw_architecture="aarch64",
        architecture=HOSTILE,
    )
    flavor = admin.compute.create_flavor(name=HOSTILE, ram=4096, vcpus=2, disk=20)
    network = demo.network.create_network(name=HOSTILE)
    demo.network.create_subnet(
        name=HOSTILE, network_id=network.id, cidr="10.9.0.0/24", ip_version=4
    )
    volume_type = admin.block_storage.create_type(name=HOSTILE)
    project = admin.identity.create_project(name=HOSTILE[:64], domain_id="default")
    template = magnum.accepted(
        "POST",
        "/clustertemplates",
        {
            "name": HOSTILE,
            "coe": "kubernetes",
            "image_id": image.id,
            "flavor_id": "a1.medium",
            "master_flavor_id": "a1.medium",
            "external_network_id": "public",
            "network_driver": "calico",
            "labels": {
                "kube_tag": "v1.34.1",
                "hostile": HOSTILE,
                "availability_zone": HOSTILE,
                "boot_volume_availability_zone": HOSTILE,
            },
            "tags": HOSTILE.replace(",", ""),
        },
    )
    quiet = {"sim_infra": "false", "sim_seconds": "1", "hostile": HOSTILE, HOSTILE[:60]: "value"}
    name = people.new_name("hostile")
    magnum.create(name, "k8s-v1.33.5-arm64", labels=quiet)
    cluster = magnum.settled(name)
    assert cluster is not None
    group = {"name": HOSTILE[:255], "node_count": 1, "min_node_count": 0, "labels": {"h": HOSTILE}}
    magnum.after(name, "POST", f"/clusters/{name}/nodegroups", group)
    yield {"cluster": cluster["uuid"], "name": name, "template": template["uuid"]}
    magnum.delete(name)
    magnum.accepted("DELETE", f"/clustertemplates/{template['uuid']}")
    demo.network.delete_network(network)
    demo.image.delete_image(image)
    admin.compute.delete_flavor(flavor)
    admin.identity.delete_project(project)
    admin.block_storage.delete_type(volume_type)


def shown_as_text(page: Page, part: str = "#k8s-page") -> None:
    """The hostile words are there, word for word, and nothing came of them."""
    expect(page.locator(part)).to_contain_text(re.compile(r"\{[$%] 7\*191 [$%]\}"))
    expect(page.locator(part)).to_contain_text("<img src=x onerror=window.ran=1>")
    nothing_came_of_it(page)


def nothing_came_of_it(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    assert COMPUTED not in page.locator("body").inner_text()
    assert page.locator("img[src=x]").count() == 0


def test_outside_text_stays_text_on_every_page(
    visit: Visit, site: Site, hostile: dict[str, str]
) -> None:
    page = visit("demo")
    for address in (
        site.url("clusters", hostile["cluster"]),
        site.url("clusters", hostile["cluster"], "node-groups"),
        site.url("cluster_templates"),
        site.url("cluster_templates", hostile["template"]),
        site.url("cluster_templates", "create"),
        site.url("clusters", hostile["cluster"], "upgrade"),
        site.url("clusters", hostile["cluster"], "node-groups", "create"),
    ):
        page.goto(address)
        shown_as_text(page)
    page = visit("admin")
    page.goto(site.url("admin_quotas"))
    shown_as_text(page)


def test_outside_text_stays_text_in_the_wizard(
    visit: Visit, site: Site, hostile: dict[str, str]
) -> None:
    page = visit("demo")
    page.goto(site.url("clusters", "launch"))
    shown_as_text(page, "#step-template")
    page.get_by_label("Cluster name").fill("of-hostile-parts")
    following = page.get_by_role("button", name="Next")
    following.click()
    shown_as_text(page, "#id_boot_volume_type")
    page.locator("#id_node_count").fill("2")
    following.click()
    expect(page.locator("[data-step]:visible [aria-busy]")).to_have_count(0)
    shown_as_text(page, "#step-network")
    page.locator("#id_network").select_option(index=1)
    following.click()
    page.get_by_role("textbox", name="Labels").fill(f"hostile={HOSTILE}")
    expect(page.locator("[data-step]:visible [aria-busy]")).to_have_count(0)
    following.click()
    shown_as_text(page, ".k8s-review")


def test_outside_text_stays_text_in_dialogs_and_live_rows(
    visit: Visit, site: Site, cloud: Cloud, hostile: dict[str, str]
) -> None:
    page = visit("demo")
    page.goto(site.url("clusters"))
    people.choose(people.row(page, hostile["name"]), "upgrade")
    people.dialog(page)
    shown_as_text(page, ".modal.k8s")

    page.goto(site.url("cluster_templates"))
    template = page.locator(f"tr[data-template='{hostile['template']}']")
    people.choose(template, "delete")
    people.dialog(page)
    shown_as_text(page, ".modal.k8s")

    name = people.new_name("hostile-end")
    failing = {"sim_infra": "false", "sim_seconds": "6", "sim_fail": "create"}
    labels = failing | {"sim_fail_reason": HOSTILE}
    cloud.magnum().create(name, "k8s-v1.33.5-arm64", labels=labels)
    page.goto(site.url("clusters"))
    people.status(people.row(page, name), "Being created")
    people.status(people.row(page, name), "Creation failed")
    shown_as_text(page, f"#clusters tr:has-text('{name}')")
    page.goto(site.url("clusters") + "?q=" + name)
    people.row(page, name).get_by_role("link", name=name, exact=True).click()
    shown_as_text(page, "#cluster-state")
    assert cloud.magnum().delete(name) is None


def test_outside_text_stays_text_in_a_search(visit: Visit, site: Site) -> None:
    page = visit("demo")
    page.goto(site.url("clusters"))
    page.get_by_role("searchbox").fill(HOSTILE)
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".k8s-empty")).to_contain_text("No match")
    assert page.get_by_role("searchbox").input_value().startswith("{")
    nothing_came_of_it(page)
