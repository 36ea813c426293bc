# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of cluster templates."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from tests.fake_openstack.seed import ARM_LAB
from tests.views.pages import (
    EVIL,
    action,
    address_of,
    pager,
    part,
    read,
    said,
    shown_harmless,
    text_of,
    title,
)

PANEL = "horizon:project:kubernetes.cluster_templates"


def index(**query):
    return address_of(f"{PANEL}:index", query)


def names(page):
    return [text_of(a) for a in read(page).select("#cluster-templates td.k8s-name a")]


def row(page, template):
    return part(page, f'tr[data-template="{template["uuid"]}"]')


def words(page, template):
    return text_of(row(page, template))


def test_template_list_needs_one_list_call(openstack, member):
    page = member.get(index())
    assert title(page) == "Cluster templates"
    assert names(page) == sorted(template["name"] for template in openstack.templates.values())
    assert [r.path for r in openstack.sent(service="magnum")] == ["/v1/clustertemplates/detail"]


def test_template_list_reads_images_and_flavors_once(openstack, member):
    member.get(index())
    assert len(openstack.sent("GET", "/v2/images", service="glance")) == 1
    assert len(openstack.sent(service="nova")) == 1


def test_template_list_lets_a_confirmed_template_launch(openstack, member):
    template = openstack.template("k8s-v1.33.1-arm64")
    shown = row(member.get(index()), template)
    assert "arm64 Image: hw_architecture is aarch64." in text_of(shown)
    assert "v1.33.1" in text_of(shown)
    assert "calico" in text_of(shown)
    launch = action(shown, "launch")
    assert launch.name == "a"
    assert parse_qs(urlsplit(launch["href"]).query) == {"template": [template["uuid"]]}
    assert urlsplit(launch["href"]).path == reverse("horizon:project:kubernetes.clusters:launch")


def test_template_list_takes_the_version_of_a_cluster_api_image(openstack, member):
    template = openstack.template("k8s-v1.34.0-arm64")
    template["driver"] = "k8s_capi_helm_v1"
    template["labels"]["kube_tag"] = "v1.20.0"
    assert "v1.34.0" in words(member.get(index()), template)


def test_template_list_refuses_launch_of_an_x86_template(openstack, member):
    shown = row(member.get(index()), openstack.template("k8s-v1.33.1-x86"))
    assert "Not arm64" in text_of(shown)
    launch = action(shown, "launch")
    assert launch.name == "span"
    assert "not made for arm64" in text_of(launch)


def test_template_list_shows_a_flavor_conflict(openstack, member):
    template = openstack.add_template("torn", flavor_id="x86.medium")
    assert "Conflict" in words(member.get(index()), template)


def test_template_list_accepts_declared_templates_by_setting(openstack, member, settings):
    template = openstack.template("k8s-declared")
    shown = row(member.get(index()), template)
    assert "arm64, declared only" in text_of(shown)
    assert action(shown, "launch").name == "span"
    settings.LDC_K8S_DASHBOARD = {"accept_declared_architecture": True}
    shown = row(member.get(index()), template)
    assert "Its author gave it the tag" in text_of(shown)
    assert action(shown, "launch").name == "a"


def test_template_list_accepts_templates_of_the_operators_list(openstack, member, settings):
    settings.LDC_K8S_DASHBOARD = {"arm64_templates": ["k8s-unknown"]}
    shown = row(member.get(index()), openstack.template("k8s-unknown"))
    assert "arm64, declared only" in text_of(shown)
    assert action(shown, "launch").name == "span"
    settings.LDC_K8S_DASHBOARD |= {"accept_declared_architecture": True}
    shown = row(member.get(index()), openstack.template("k8s-unknown"))
    assert "The settings declare it as arm64." in text_of(shown)
    assert action(shown, "launch").name == "a"


def test_template_list_refuses_launch_with_an_unusable_image(openstack, member):
    image = next(image for image in openstack.images.values() if image["name"].startswith("ubuntu"))
    image["status"] = "deactivated"
    launch = action(row(member.get(index()), openstack.template("k8s-v1.34.0-arm64")), "launch")
    assert launch.name == "span"
    assert "The image cannot be used now (deactivated)." in text_of(launch)


def test_template_list_refuses_launch_of_another_coe(openstack, member):
    swarm = openstack.add_template("swarm", coe="swarm")
    launch = action(row(member.get(index()), swarm), "launch")
    assert launch.name == "span"
    assert "It makes swarm clusters, not Kubernetes." in text_of(launch)


def test_template_list_names_an_invisible_image(openstack, member):
    template = openstack.add_template("lost", image_id="deleted-image")
    shown = words(member.get(index()), template)
    assert "Unknown" in shown
    assert "“deleted-image” is not among the images you can see" in shown


def test_template_list_treats_an_ambiguous_image_name_as_unknown(openstack, member):
    first = next(iter(openstack.images.values()))
    openstack.images["twin"] = first | {"id": "twin"}
    template = openstack.template("k8s-v1.33.1-arm64")
    assert "several have this name" in words(member.get(index()), template)
    template["image_id"] = first["id"]
    assert "hw_architecture is aarch64" in words(member.get(index()), template)


def test_template_list_without_glance_lacks_only_the_verdicts(openstack, member):
    openstack.fail(service="glance", status=503)
    page = member.get(index())
    assert page.status_code == 200
    shown = row(page, openstack.template("k8s-v1.33.1-arm64"))
    assert "Unknown because the images could not be read" in text_of(shown)
    assert action(shown, "launch").name == "span"
    assert action(shown, "copy").name == "a"
    assert "The images could not be read, so the architectures are unknown." in said(page)


def test_template_list_without_nova_still_confirms_by_image(openstack, member):
    openstack.fail(service="nova", status=503)
    page = member.get(index())
    shown = row(page, openstack.template("k8s-v1.33.1-arm64"))
    assert "hw_architecture is aarch64" in text_of(shown)
    assert "The flavors could not be read" in said(page)


def test_template_list_without_magnum_explains_itself(openstack, member):
    openstack.down("magnum")
    page = member.get(index())
    assert page.status_code == 200
    assert "The cluster templates could not be listed." in said(page)
    assert "No cluster templates yet" not in said(page)


def test_template_list_pages_on_and_back(openstack, member, rows_a_page):
    rows_a_page(2)
    every = sorted(template["name"] for template in openstack.templates.values())
    first = member.get(index())
    assert names(first) == every[:2]
    second = member.get(pager(first)["Next"])
    assert names(second) == every[2:4]
    third = member.get(pager(second)["Next"])
    assert names(third) == every[4:]
    assert "Next" not in pager(third)
    assert names(member.get(pager(second)["Previous"])) == every[:2]


def test_template_list_is_sorted_by_magnum(openstack, member):
    member.get(index(sort="created_at", dir="desc"))
    query = openstack.sent("GET", "/v1/clustertemplates/detail")[0].query
    assert (query["sort_key"], query["sort_dir"]) == ("created_at", "desc")


def test_template_search_ignores_case(openstack, member):
    assert names(member.get(index(q="DECL"))) == ["k8s-declared"]
    assert "No cluster template matches." in said(member.get(index(q="nothing-of-this-name")))


def test_template_search_finds_by_the_start_of_the_id(openstack, member):
    template = openstack.template("k8s-unknown")
    assert names(member.get(index(q=template["uuid"][:13]))) == ["k8s-unknown"]


def test_template_search_is_paged(openstack, member, rows_a_page):
    rows_a_page(2)
    first = member.get(index(q="k8s-v"))
    assert len(names(first)) == 2
    second = member.get(pager(first)["Next"])
    assert len(names(second)) == 1
    assert names(member.get(pager(second)["Previous"])) == names(first)


def test_template_filter_shows_the_projects_own(openstack, member):
    openstack.add_template("ours", project_id=ARM_LAB, public=False)
    assert names(member.get(index(show="own"))) == ["ours"]
    assert "ours" not in names(member.get(index(show="public")))


def test_template_list_shows_visibility(openstack, member):
    ours = openstack.add_template("ours", project_id=ARM_LAB, public=False, hidden=True)
    page = member.get(index())
    assert "This project's, hidden" in words(page, ours)
    assert "Public" in words(page, openstack.template("k8s-declared"))


def test_template_filter_shows_other_projects_to_an_administrator(openstack, admin):
    openstack.add_template("private-elsewhere", public=False)
    assert "private-elsewhere" not in names(admin.get(index()))
    assert names(admin.get(index(show="elsewhere"))) == ["private-elsewhere"]


def test_template_filter_of_other_projects_is_not_for_members(openstack, member):
    openstack.add_template("private-elsewhere", public=False)
    assert "private-elsewhere" not in names(member.get(index()))
    assert "elsewhere" not in [
        o["value"] for o in read(member.get(index())).select("#k8s-show option")
    ]


def test_template_list_offers_a_reader_no_change_with_the_reason(openstack, reader):
    page = reader.get(index())
    shown = row(page, openstack.template("k8s-v1.33.1-arm64"))
    for slug in ("launch", "copy", "edit", "delete"):
        assert action(shown, slug).name == "span", slug
    assert "cluster:create" in text_of(action(shown, "launch"))
    assert part(page, ".k8s-page-actions button").has_attr("disabled")


def test_template_list_offers_only_a_copy_of_another_projects_template(openstack, member):
    shown = row(member.get(index()), openstack.template("k8s-v1.33.1-arm64"))
    assert "belongs to another project" in text_of(action(shown, "delete"))
    assert "belongs to another project" in text_of(action(shown, "edit"))
    assert action(shown, "copy").name == "a"


def test_template_list_lets_an_administrator_delete_another_projects(openstack, admin):
    shown = row(admin.get(index()), openstack.template("k8s-v1.33.1-arm64"))
    assert action(shown, "delete").name == "a"


def test_template_list_escapes_outside_text(openstack, member):
    openstack.add_template(EVIL, network_driver=EVIL, image_id=EVIL, project_id=ARM_LAB)
    assert shown_harmless(member.get(index())) >= 3
