# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Making a cluster template, new or as a copy of another."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.fake_openstack.seed import ARM_LAB, OTHER_LAB
from tests.views.pages import (
    EVIL,
    MODAL,
    address_of,
    changes,
    field_errors,
    only_change,
    part,
    read,
    said,
    shown_harmless,
    text_of,
    title,
)
from tests.views.test_cluster_template_edit import as_shown

PANEL = "horizon:project:kubernetes.cluster_templates"


def create(**query):
    return address_of(f"{PANEL}:create", query)


def image_id(openstack, name="fedora-coreos-41-arm64"):
    return next(image["id"] for image in openstack.images.values() if image["name"] == name)


def network_id(openstack, name):
    return next(network["id"] for network in openstack.networks.values() if network["name"] == name)


@pytest.fixture
def filled(openstack):
    """What a person who fills in the form sends."""
    return {
        "name": "my-template",
        "tags": "arch=arm64, prod",
        "image_id": image_id(openstack),
        "flavor_id": "arm.small",
        "master_flavor_id": "arm.large",
        "keypair_id": "laptop",
        "external_network_id": network_id(openstack, "public"),
        "fixed_network": "",
        "fixed_subnet": "",
        "network_driver": "calico",
        "dns_nameserver": "9.9.9.9, 2620:fe::fe",
        "master_lb_enabled": "on",
        "volume_driver": "cinder",
        "docker_volume_size": "20",
        "labels": "kube_tag=v1.33.1-Rancher1\r\noidc=a=B=c\r\ncidrs=10.0.0.0/8,192.168.0.0/16",
    }


def options(page, field):
    return {
        option["value"]: option for option in part(page, f'select[name="{field}"]').select("option")
    }


def selected(page, field):
    return next(
        (value for value, one in options(page, field).items() if one.has_attr("selected")), ""
    )


def value(page, field):
    return part(page, f'[name="{field}"]').get("value", "")


def test_template_create_groups_images_by_processor(openstack, member):
    page = member.get(create())
    assert title(page) == "Create cluster template"
    groups = {
        group["label"]: text_of(group)
        for group in part(page, "select[name=image_id]").select("optgroup")
    }
    assert list(groups) == ["For arm64", "Processor unknown", "For other processors"]
    assert "fedora-coreos-41-arm64" in groups["For arm64"]
    assert "flatcar-unlabelled" in groups["Processor unknown"]
    assert image_id(openstack) in options(page, "image_id")


def test_template_create_shows_the_evidence_of_each_image(openstack, member):
    table = text_of(part(member.get(create()), ".k8s-image-evidence"))
    assert "fedora-coreos-41-arm64 arm64 hw_architecture is aarch64." in table
    assert "fedora-coreos-41 Not arm64 hw_architecture is x86_64." in table


def test_template_create_rejects_an_unusable_image(openstack, member, filled):
    image = openstack.images[image_id(openstack)]
    del image["os_distro"]
    page = member.get(create())
    option = options(page, "image_id")[image["id"]]
    assert option.has_attr("disabled")
    assert "os_distro" in text_of(option)
    page = member.post(create(), filled)
    assert "The image has no property os_distro" in field_errors(page, "image_id")
    chosen = options(page, "image_id")[image["id"]]
    assert chosen.has_attr("selected")
    assert not chosen.has_attr("disabled"), "a browser sends it again, to be refused with its why"
    assert not changes(openstack)


def test_template_create_offers_usable_networks_only(openstack, member):
    page = member.get(create())
    inside = {text_of(option) for option in options(page, "fixed_network").values()}
    assert inside == {"A new one for each cluster", "private", "campus"}
    assert selected(page, "external_network_id") == network_id(openstack, "public")


def test_template_create_sends_the_filled_form(openstack, member, filled):
    answer = member.post(create(), filled, follow=True)
    sent = only_change(openstack).body
    assert sent == {
        "coe": "kubernetes",
        "name": "my-template",
        "tags": "arch=arm64,prod",
        "image_id": image_id(openstack),
        "flavor_id": "arm.small",
        "master_flavor_id": "arm.large",
        "keypair_id": "laptop",
        "external_network_id": network_id(openstack, "public"),
        "network_driver": "calico",
        "dns_nameserver": "9.9.9.9,2620:fe::fe",
        "master_lb_enabled": True,
        "floating_ip_enabled": False,
        "volume_driver": "cinder",
        "docker_volume_size": 20,
        "labels": {
            "kube_tag": "v1.33.1-Rancher1",
            "oidc": "a=B=c",
            "cidrs": "10.0.0.0/8,192.168.0.0/16",
        },
        "server_type": "vm",
    }
    made = openstack.template("my-template")
    assert made["project_id"] == ARM_LAB
    assert answer.redirect_chain[-1][0] == reverse(f"{PANEL}:detail", args=[made["uuid"]])
    assert "The cluster template my-template was created." in said(answer)


def test_template_create_leaves_empty_fields_to_magnum(openstack, member, filled):
    left = ("flavor_id", "master_flavor_id", "keypair_id", "external_network_id", "tags")
    for name in (*left, "volume_driver", "docker_volume_size", "dns_nameserver"):
        filled[name] = ""
    member.post(create(), filled)
    sent = only_change(openstack).body
    assert not {*left, "volume_driver", "docker_volume_size", "dns_nameserver"} & sent.keys()


@pytest.mark.parametrize(
    "mistake",
    [
        ("name", "", "This field is required."),
        ("name", "x" * 256, "The name is 256 characters long. Use at most 255."),
        ("image_id", "", "This field is required."),
        ("image_id", "no-such-image", "is not available. Choose another."),
        ("flavor_id", "no-such-flavor", "is not available. Choose another."),
        ("flavor_id", "x86.medium", "It requires hosts with x86_64, and the image is for arm64."),
        ("master_flavor_id", "tiny", "512 MB of memory, and the image needs 1024 MB"),
        ("dns_nameserver", "8.8.8.8, dns.example", "“dns.example” is not an IP address."),
        ("dns_nameserver", "fe80::1%$(reboot)", "names an interface after a percent sign"),
        ("docker_volume_size", "0", "greater than or equal to 1"),
        ("docker_volume_size", "many", "Enter a whole number."),
        ("labels", "kube_tag", "“kube_tag” has no “=”"),
        ("labels", "a=1\na=2", "The label “a” appears twice."),
        ("labels", "boot_volume_size=ten", "boot_volume_size must be a whole number of GB"),
        ("labels", "boot_volume_size=-1", "boot_volume_size must be a whole number of GB"),
        (
            "labels",
            "boot_volume_size=" + "9" * 5000,
            "boot_volume_size must be a whole number of GB",
        ),
        (
            "labels",
            "etcd_volume_size=" + "9" * 5000,
            "etcd_volume_size must be a whole number of GB",
        ),
        ("labels", "a=" + "," * 60_000 + "b", "at most 60000 characters"),
        ("network_driver", "pigeon", "is not one of the available choices"),
        ("tags", "x" * 256, "at most 255 characters"),
    ],
)
def test_template_create_rejects_bad_input_at_its_field(openstack, member, filled, mistake):
    field, typed, reason = mistake
    page = member.post(create(), {**filled, field: typed})
    assert reason in field_errors(page, field)
    assert not changes(openstack)


def test_template_create_keeps_the_input_after_a_mistake(openstack, member, filled):
    page = member.post(create(), {**filled, "dns_nameserver": "nonsense"})
    assert value(page, "name") == "my-template"
    assert selected(page, "flavor_id") == "arm.small"
    assert "oidc=a=B=c" in part(page, "textarea[name=labels]").text


def test_template_create_rejects_a_subnet_of_another_network(openstack, member, filled):
    private = openstack.networks[network_id(openstack, "private")]
    filled["fixed_subnet"] = private["subnets"][0]
    page = member.post(create(), filled)
    assert "Choose its network above" in field_errors(page, "fixed_subnet")
    page = member.post(create(), {**filled, "fixed_network": network_id(openstack, "campus")})
    assert "does not belong to the network" in field_errors(page, "fixed_subnet")
    assert not changes(openstack)
    member.post(create(), {**filled, "fixed_network": private["id"]})
    assert only_change(openstack).body["fixed_subnet"] == private["subnets"][0]


def test_template_create_accepts_a_diskless_flavor_with_a_boot_volume(openstack, member, filled):
    next(flavor for flavor in openstack.flavors.values() if flavor["name"] == "arm.small")[
        "disk"
    ] = 0
    page = member.post(create(), filled)
    assert "It has no disk." in field_errors(page, "flavor_id")
    member.post(create(), {**filled, "labels": "boot_volume_size=20"})
    assert only_change(openstack).body["labels"] == {"boot_volume_size": "20"}


@pytest.mark.parametrize(
    ("words", "field", "sentence"),
    [
        (
            "Network driver type calico is not allowed, expecting a flannel driver.",
            "network_driver",
            "Magnum did not accept this value.",
        ),
        ("Unable to find external network 7f.", "external_network_id", "cannot find it"),
        ("Unable to find keypair laptop.", "keypair_id", "cannot find it"),
        ("Unable to find flavor arm.small.", "flavor_id", "cannot find it"),
        ("Unable to find flavor arm.large.", "master_flavor_id", "cannot find it"),
        (
            "Invalid input for field/attribute docker_volume_size. Value: '20'.",
            "docker_volume_size",
            "Magnum did not accept this value.",
        ),
        (
            "Flavor with zero root volume size is not supported.",
            "flavor_id",
            "The flavor has no disk of its own. Enter the size of a boot volume",
        ),
        ("Image 3b doesn't contain os_distro field.", "image_id", "no property os_distro"),
        (
            "Cluster type (vm, x, kubernetes) not supported.",
            "image_id",
            "This Magnum has no driver for this image.",
        ),
    ],
)
def test_template_create_shows_magnums_rejection_at_its_field(
    openstack, member, filled, words, field, sentence
):
    openstack.fail("POST", "/v1/clustertemplates", status=400, message=words)
    page = member.post(create(), filled)
    assert sentence in field_errors(page, field)
    assert words not in field_errors(page, field), "Magnum's own words are outside text"
    assert words in text_of(part(page, ".k8s-error-summary details"))
    assert value(page, "name") == "my-template"


def test_template_create_shows_a_rejection_of_no_field_above_the_form(openstack, member, filled):
    openstack.fail("POST", "/v1/clustertemplates", status=400, message="The stars are not right.")
    page = member.post(create(), filled)
    summary = part(page, ".k8s-error-summary")
    assert "Magnum did not accept the request." in text_of(summary)
    assert "The stars are not right." in text_of(summary.select_one("details"))


@pytest.mark.parametrize("service", ["glance", "nova", "neutron"])
def test_template_create_takes_ids_as_text_where_a_service_fails(
    openstack, member, filled, service
):
    openstack.fail(service=service, status=503)
    page = member.get(create())
    assert page.status_code == 200
    field = {"glance": "image_id", "nova": "flavor_id", "neutron": "fixed_network"}[service]
    assert part(page, f'[name="{field}"]').name == "input"
    assert "could not be read" in said(page)
    member.post(create(), filled)
    assert only_change(openstack).body["name"] == "my-template"


def test_template_create_offers_publishing_by_policy(openstack, member, admin, filled):
    assert not read(member.get(create())).select('[name="public"], [name="hidden"]')
    assert len(read(admin.get(create())).select('[name="public"], [name="hidden"]')) == 2
    member.post(create(), {**filled, "public": "on", "hidden": "on"})
    assert not {"public", "hidden"} & only_change(openstack).body.keys()


def test_template_create_publishes_for_an_administrator(openstack, admin, filled):
    admin.post(create(), {**filled, "public": "on"})
    sent = only_change(openstack).body
    assert (sent["public"], sent["hidden"]) == (True, False)


def test_template_create_refuses_a_reader(openstack, reader, filled):
    page = reader.get(create())
    assert page.status_code == 403
    assert "clustertemplate:create" in said(page)
    assert reader.post(create(), filled).status_code == 403
    assert not changes(openstack)


def test_template_copy_starts_from_the_source_and_is_private(openstack, admin):
    source = openstack.template("k8s-v1.33.1-arm64")
    source |= {"http_proxy": "http://proxy:1", "docker_storage_driver": "overlay2"}
    page = admin.get(create(copy=source["uuid"]))
    assert title(page) == "Copy of k8s-v1.33.1-arm64"
    assert value(page, "name") == "k8s-v1.33.1-arm64-copy"
    assert selected(page, "image_id") == image_id(openstack), "the image's id, not its name"
    assert selected(page, "external_network_id") == network_id(openstack, "public")
    assert not part(page, "[name=public]").has_attr("checked")


def test_template_copy_takes_over_hidden_fields(openstack, member, filled):
    source = openstack.template("k8s-v1.33.1-arm64")
    source |= {"http_proxy": "http://proxy:1", "docker_storage_driver": "overlay2"}
    member.post(create(copy=source["uuid"]), filled)
    sent = only_change(openstack).body
    assert sent["http_proxy"] == "http://proxy:1"
    assert sent["docker_storage_driver"] == "overlay2"
    assert sent["driver"] == "k8s_cluster_api"
    assert sent["name"] == "my-template"


def test_template_copy_with_another_image_drops_the_driver(openstack, member, filled):
    source = openstack.template("k8s-v1.33.1-arm64")
    filled["image_id"] = image_id(openstack, "ubuntu-2404-kube-v1.34.0-arm64")
    member.post(create(copy=source["uuid"]), filled)
    assert "driver" not in only_change(openstack).body


def test_template_copy_takes_over_a_text_that_is_shown_differently(openstack, member):
    source = openstack.template("k8s-v1.33.1-arm64")
    source["labels"]["proxy"] = "a{$ b $}c"
    openstack.flavors[next(iter(openstack.flavors))]["name"] = "x{$y"
    source["flavor_id"] = "arm.small"
    form = as_shown(member.get(create(copy=source["uuid"])))
    assert "{$" not in str(form)
    assert member.post(create(copy=source["uuid"]), form).status_code == 302
    assert only_change(openstack).body["labels"]["proxy"] == "a{$ b $}c"


def test_template_copy_of_an_unknown_template_is_not_found(openstack, member):
    assert member.get(create(copy="nothing")).status_code == 404


def test_template_create_sent_twice_creates_one(openstack, member, filled):
    filled["once"] = value(member.get(create()), "once")
    first = member.post(create(), filled)
    second = member.post(create(), filled)
    assert only_change(openstack).method == "POST"
    assert first.url == second.url


def test_template_create_after_a_lost_answer_creates_no_second(openstack, member, filled):
    """Magnum made the template, and its answer was lost on the way."""
    filled["once"] = value(member.get(create()), "once")
    openstack.fail("POST", "/v1/clustertemplates", status=504, times=1)
    assert member.post(create(), filled).status_code == 200
    made = as_magnum_made_it(openstack)
    again = member.post(create(), filled)
    assert again.url == reverse(f"{PANEL}:detail", args=[made["uuid"]])
    assert len(changes(openstack)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"name": "another-name"},
        {"image_id": "another-image"},
        {"labels": {}},
        {"user_id": "somebody-else"},
        {"project_id": OTHER_LAB},
    ],
)
def test_template_create_after_a_lost_answer_ignores_other_templates(
    openstack, member, filled, other
):
    filled["once"] = value(member.get(create()), "once")
    openstack.fail("POST", "/v1/clustertemplates", status=504, times=1)
    member.post(create(), filled)
    there = as_magnum_made_it(openstack, **other)
    again = member.post(create(), filled)
    assert again.url != reverse(f"{PANEL}:detail", args=[there["uuid"]])
    assert len(changes(openstack)) == 2


def as_magnum_made_it(openstack, **other):
    """The template that the one request so far asked for."""
    asked = {
        "project_id": ARM_LAB,
        "user_id": openstack.users["member"]["id"],
        "public": False,
        **only_change(openstack).body,
        **other,
    }
    return openstack.add_template(asked.pop("name"), **asked)


def test_template_create_sends_a_corrected_form_again(openstack, member, filled):
    filled["once"] = value(member.get(create()), "once")
    openstack.fail("POST", "/v1/clustertemplates", status=400, message="No.", times=1)
    member.post(create(), filled)
    member.post(create(), filled)
    assert openstack.template("my-template")


def test_template_create_labels_every_field(openstack, member):
    page = member.get(create())
    for widget in read(page).select("form.k8s-dialog [name]:not([type=hidden])"):
        assert read(page).select(f'label[for="{widget["id"]}"]'), widget["name"]
        for described in str(widget.get("aria-describedby", "")).split():
            assert read(page).select(f'[id="{described}"]'), widget["name"]


def test_template_create_opens_in_a_dialog(openstack, member):
    assert read(member.get(create(), headers=MODAL)).select_one(".modal form select[name=image_id]")


def test_template_create_escapes_outside_text(openstack, member):
    for kind in (openstack.images, openstack.flavors, openstack.networks, openstack.subnets):
        for record in kind.values():
            record["name"] = EVIL
    openstack.keypairs[EVIL] = {**openstack.keypairs["laptop"], "name": EVIL}
    openstack.add_template(EVIL, labels={"a": EVIL}, project_id=ARM_LAB)
    source = openstack.template(EVIL)
    assert shown_harmless(member.get(create(copy=source["uuid"]))) >= 10


def test_template_create_explains_frequent_labels(settings, member):
    settings.LDC_K8S_DASHBOARD["labels"] = {
        "gpu_share": {"meaning": "How much of a GPU."},
        "ingress_controller": None,
    }
    tables = read(member.get(create())).select("table.table-condensed")
    [rows] = [
        element.select("tbody tr")
        for element in tables
        if "Frequently used" in element.caption.text
    ]
    element = {text_of(row.select_one("th")): text_of(row.select_one("td")) for row in rows}
    assert element["gpu_share"] == "How much of a GPU."
    assert element["kube_tag"] == "The Kubernetes version of the cluster."
    assert "ingress_controller" not in element


def test_create_refuses_labels_that_do_not_go_together(openstack, member, filled):
    labels = "octavia_provider=ovn\noctavia_lb_algorithm=ROUND_ROBIN"
    page = member.post(create(), {**filled, "labels": labels})
    assert "SOURCE_IP_PORT" in field_errors(page, "labels")
    assert not changes(openstack)


def test_create_takes_the_rules_of_the_images_driver(openstack, member, filled):
    image = openstack.images[filled["image_id"]]
    labels = "auto_scaling_enabled=true\nmin_node_count=0\nmax_node_count=3"
    image["magnum_driver"] = "k8s_capi_helm_v1"
    page = member.post(create(), {**filled, "labels": labels})
    assert "cannot scale to no workers" in field_errors(page, "labels")
    image["magnum_driver"] = "k8s_cluster_api_ubuntu"
    assert member.post(create(), {**filled, "labels": labels}).status_code == 302
