# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rules between the wizard's fields, and the buttons that fill them in."""

from __future__ import annotations

import base64

import pytest

from tests.views.launching import (
    body,
    card,
    card_details,
    created,
    filled,
    launch,
    launch_url,
    network_choice,
    options,
    plain,
    template_id,
    value,
)
from tests.views.pages import (
    EVIL,
    FRAGMENT,
    field_errors,
    part,
    read,
    said,
    shown_harmless,
    text_of,
)

_NAME = b"ssh-ed25519"
KEY = (
    "ssh-ed25519 "
    + base64.b64encode(
        len(_NAME).to_bytes(4, "big") + _NAME + (32).to_bytes(4, "big") + bytes(32)
    ).decode()
)


@pytest.fixture
def heat(openstack):
    """The id of a template of the Heat driver."""
    template = openstack.template("k8s-v1.33.1-arm64")
    template["driver"] = "k8s_fedora_coreos_v1"
    return str(template["uuid"])


@pytest.fixture
def helm(openstack):
    """The id of a template of the Cluster API driver with Helm charts."""
    template = openstack.template("k8s-v1.33.1-arm64")
    template |= {"driver": "k8s_capi_helm_v1", "image_id": "ubuntu-2404-kube-v1.34.0-arm64"}
    return str(template["uuid"])


def ask(client, part, **given):
    return client.post(f"{launch_url()}?part={part}", plain(**given), headers=FRAGMENT)


# --- fields that are labels ---


def test_autoscaling_and_volumes_are_sent_as_merged_labels(openstack, member, heat):
    answer = launch(
        member,
        name="alpha",
        template=heat,
        node_count="2",
        auto_scaling="true",
        min_nodes="1",
        max_nodes="4",
        boot_volume_size="30",
        docker_volume_size="10",
    )
    assert answer.status_code == 302, said(answer)
    sent = body(openstack)
    assert sent["labels"] == {
        "auto_scaling_enabled": "true",
        "min_node_count": "1",
        "max_node_count": "4",
        "boot_volume_size": "30",
    }
    assert sent["merge_labels"] is True
    assert sent["docker_volume_size"] == 10


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"max_nodes": "4"}, "auto_scaling", "Switch autoscaling on"),
        ({"auto_scaling": "true"}, "max_nodes", "Enter the maximum number of workers."),
        (
            {"auto_scaling": "true", "min_nodes": "5", "max_nodes": "2"},
            "max_nodes",
            "The maximum is below the minimum (5)",
        ),
        (
            {"auto_scaling": "true", "max_nodes": "2", "node_count": "3"},
            "node_count",
            "keeps between 0 and 2 workers.",
        ),
        ({"labels": "kube_dashboard_enabled=perhaps"}, "labels", "kube_dashboard_enabled: "),
        (
            {"labels": "boot_volume_size=5", "boot_volume_size": "30"},
            "labels",
            "boot_volume_size is set above to “30”",
        ),
        ({"allowed_cidrs": "everywhere", "load_balancer": "true"}, "allowed_cidrs", "not a net"),
        ({"allowed_cidrs": "10.0.0.5/8", "load_balancer": "true"}, "allowed_cidrs", "10.0.0.0/8"),
        (
            {"allowed_cidrs": "10.0.0.0/8", "load_balancer": "false"},
            "allowed_cidrs",
            "Only a load balancer can restrict",
        ),
        ({"new_key_name": "mine"}, "new_key", "Paste the public key"),
        ({"new_key": KEY}, "new_key_name", "Give the new key pair a name."),
        ({"new_key_name": "mine", "new_key": "hello"}, "new_key", "not an SSH public key"),
        ({"new_key_name": "laptop", "new_key": KEY}, "new_key_name", "of this name"),
    ],
)
def test_contradicting_fields_are_rejected_at_the_field(
    openstack, member, heat, given, field, sentence
):
    answer = launch(member, name="alpha", template=heat, **given)
    assert answer.status_code == 200
    assert sentence in field_errors(answer, field)
    assert created(openstack) == []


def test_field_unknown_to_the_driver_is_disabled_with_the_reason(member, helm):
    step = ask(member, "size", template=helm)
    field = part(step, '[data-field="docker_volume_size"]')
    assert field.select_one("input").has_attr("disabled")
    assert "Cluster API driver with Helm charts does not support it" in text_of(field)


def test_field_unknown_to_the_driver_is_rejected(openstack, member, helm):
    answer = launch(member, name="alpha", template=helm, docker_volume_size="5")
    assert "does not support it" in field_errors(answer, "docker_volume_size")
    assert created(openstack) == []


def test_allowed_networks_are_sent_as_the_drivers_label(openstack, member, helm):
    answer = launch(member, name="alpha", template=helm, allowed_cidrs="192.0.2.7 10.0.0.0/8")
    assert answer.status_code == 302, said(answer)
    assert body(openstack)["labels"] == {"api_master_lb_allowed_cidrs": "192.0.2.7/32,10.0.0.0/8"}


def test_add_on_that_a_driver_always_has_cannot_be_switched_off(member, helm):
    offered = options(ask(member, "add_ons", template=helm), "add_on_cinder_csi")
    assert text_of(offered[""]) == "Always on with the template's driver"
    assert offered["false"].has_attr("disabled")


def test_ingress_of_the_template_can_be_switched_off(openstack, member, heat):
    openstack.template("k8s-v1.33.1-arm64")["labels"]["ingress_controller"] = "octavia"
    assert launch(member, name="alpha", template=heat, add_on_ingress="-").status_code == 302
    assert body(openstack)["labels"] == {"ingress_controller": ""}


def test_labels_are_explained_with_what_they_replace(openstack, member, heat):
    openstack.template("k8s-v1.33.1-arm64")["labels"]["kube_tag"] = "v1.33.1"
    step = ask(member, "add_ons", template=heat, labels="kube_tag=v1.33.2\nkube_tga=x")
    notes = text_of(part(step, "#launch-notes"))
    assert "kube_tag=v1.33.2" in notes
    assert "Replaces the template's value v1.33.1." in notes
    assert "Did you mean kube_tag?" in notes


# --- does it fit? ---


def test_preview_counts_the_autoscalers_maximum(openstack, member, heat):
    small = ask(member, "preview", template=heat, node_count="1")
    large = ask(
        member, "preview", template=heat, node_count="1", auto_scaling="true", max_nodes="9"
    )
    assert text_of(part(small, ".k8s-quota-bars")) != text_of(part(large, ".k8s-quota-bars"))
    assert created(openstack) == []


def test_preview_sends_no_requests_once_facts_are_cached(openstack, member):
    member.get(launch_url())
    openstack.requests.clear()
    assert ask(member, "preview", node_count="3").status_code == 200
    # Horizon itself asks Keystone for the projects of its menu.
    assert [request for request in openstack.requests if request.service != "keystone"] == []


def test_launch_beyond_the_quota_is_rejected(openstack, member, heat):
    answer = launch(member, name="alpha", template=heat, node_count="900000")
    assert "The project's quota is too small." in said(answer)
    assert created(openstack) == []


def test_smaller_choice_is_filled_in_by_its_button(member, heat):
    answer = member.post(launch_url(), plain(template=heat, smaller="node_count=2&name=evil"))
    assert value(answer, "node_count") == "2"
    assert value(answer, "name") == ""


# --- buttons that fill in fields ---


def test_preset_fills_in_fields_and_launches_nothing(openstack, member):
    answer = member.post(launch_url(), plain(name="alpha", preset="highly_available"))
    shown = {name: value(answer, name) for name in ("name", "master_count", "node_count")}
    assert shown == {"name": "alpha", "master_count": "3", "node_count": "3"}
    assert value(answer, "load_balancer") == "true"
    assert "“Highly available” was filled in." in said(answer)
    assert created(openstack) == []


def test_preset_removes_the_labels_of_another_preset(settings, member):
    settings.LDC_K8S_DASHBOARD = {
        "presets": [
            {"key": "batch", "title": "Batch", "node_count": 2, "labels": {"kube_tag": "v1.34.9"}},
            {"key": "development"},
        ]
    }
    batch = member.post(launch_url(), plain(preset="batch", labels="mine=yes"))
    assert value(batch, "labels").strip() == "mine=yes\nkube_tag=v1.34.9"
    other = member.post(launch_url(), filled(batch, intent="", preset="development"))
    assert value(other, "labels").strip() == "mine=yes"


def test_launch_gathers_the_facts_once(openstack, member):
    before = len(openstack.sent("GET", service="nova"))
    launch(member, name="alpha")
    asked = [request.path for request in openstack.sent("GET", service="nova")[before:]]
    assert len(asked) == len(set(asked)), asked


def test_preset_with_javascript_returns_the_steps_only(member):
    answer = ask(member, "filled", preset="highly_available")
    assert value(answer, "master_count") == "3"
    assert not read(answer).select('[name="template"]')


def test_my_address_is_added_to_the_allowed_networks(member):
    sent = plain(intent="my_address", allowed_cidrs="10.0.0.0/8")
    answer = member.post(launch_url(), sent, REMOTE_ADDR="198.51.100.7")
    assert value(answer, "allowed_cidrs") == "10.0.0.0/8, 198.51.100.7/32"


def test_restore_fills_in_the_draft(openstack, member):
    answer = member.post(launch_url(), plain(intent="restore", name="al", node_count="oops"))
    assert (value(answer, "name"), value(answer, "node_count")) == ("al", "oops")
    assert "What you had entered is filled in again." in said(answer)
    assert not read(answer).select(".k8s-error-summary")
    assert created(openstack) == []


def test_launched_form_sets_the_cookie_for_its_draft(member):
    page = member.get(launch_url())
    form = filled(page, name="alpha")
    answer = member.post(launch_url(), form)
    assert answer.cookies["k8s_launched"].value == form["once"]


def test_copy_fills_in_the_form_from_a_cluster(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["labels"] = {"kube_tag": "v1.33.1"}
    made = openstack.add_cluster("one", master_count=3, node_count=4)
    made.update(
        cluster_template_id=template_id(openstack), labels={"kube_tag": "v1.33.1", "mine": "yes"}
    )
    page = member.get(launch_url(like=made["uuid"]))
    assert part(page, 'input[name="template"][checked]')["value"] == template_id(openstack)
    shown = [value(page, name) for name in ("name", "master_count", "node_count", "labels")]
    assert shown == ["", "3", "4", "mine=yes"]


def test_link_is_named_with_what_it_filled_in(openstack, member):
    address = launch_url(node_count="7", labels="container_infra_prefix=evil.test/")
    linked = part(member.get(address), "#launch-linked")
    lines = [text_of(line) for line in linked.select("li")]
    assert "Labels : container_infra_prefix=evil.test/" in lines
    assert any(line.endswith(": 7") for line in lines)
    assert linked.select_one("a")["href"] == launch_url()
    assert not read(member.get(launch_url())).select("#launch-linked")


def test_review_cautions_against_labels_that_name_an_address(member):
    review = ask(member, "review", name="alpha", labels="container_infra_prefix=evil.test/")
    assert "container_infra_prefix names an address: evil.test/." in said(review)
    plain_review = ask(member, "review", name="alpha", labels="boot_volume_size=30")
    assert "names an address" not in said(plain_review)


def test_copy_of_a_deleted_cluster_is_an_empty_form(member):
    assert member.get(launch_url(like="no-such-cluster")).status_code == 200


# --- templates ---


def test_templates_are_filtered_by_text_and_version(openstack, member):
    for number in range(30):
        openstack.add_template(f"extra-{number}")
    page = member.get(launch_url(find="extra-2"))
    names = [text_of(element) for element in read(page).select(".k8s-card label")]
    assert "extra-29" in names
    assert "extra-11" not in names
    page = member.post(launch_url(), plain(intent="find", find_version="1.33", name="kept"))
    assert value(page, "name") == "kept"
    assert {element["data-version"] for element in read(page).select(".k8s-card")} <= {
        "1.33",
        "1.34",
    }


def test_details_of_a_template_load_on_demand(openstack, member):
    page = member.get(launch_url())
    assert "hw_architecture is aarch64" not in said(page)
    answer = member.get(f"{launch_url()}?part=card&template={template_id(openstack)}")
    assert "hw_architecture is aarch64" in said(answer)
    assert member.get(f"{launch_url()}?part=card&template=none").status_code == 404


def test_certified_version_links_to_its_results(settings, openstack, member):
    settings.LDC_K8S_DASHBOARD = {
        **settings.LDC_K8S_DASHBOARD,
        "certified_versions": {"v1.34": "https://evidence.test/v1.34"},
    }
    page = member.get(launch_url())
    assert "CNCF certified" in text_of(card(page, "k8s-v1.34.0-arm64"))
    assert "CNCF certified" not in text_of(card(page, "k8s-v1.33.1-arm64"))
    details = card_details(openstack, member, "k8s-v1.34.0-arm64")
    assert details.select('a[href="https://evidence.test/v1.34"]')
    details = card_details(openstack, member, "k8s-v1.33.1-arm64")
    assert not details.select("a[href^=https]")


def test_deprecated_template_is_marked_and_not_chosen_at_first(openstack, member):
    openstack.template("k8s-v1.34.0-arm64")["tags"] = "deprecated=gone in May"
    page = member.get(launch_url())
    assert "Deprecated: gone in May" in text_of(card(page, "k8s-v1.34.0-arm64"))
    assert part(page, 'input[name="template"][checked]')["value"] == template_id(openstack)


def test_review_has_commands_for_four_clients(member):
    step = ask(member, "review", name="alpha", node_count="2")
    texts = [element.get_text() for element in read(step).select(".k8s-command pre")]
    assert len(texts) == 4
    assert all("alpha" in text for text in texts)


def test_review_copy_buttons_name_their_text_and_have_a_status(member):
    page = read(ask(member, "review", name="alpha", node_count="2"))
    buttons = page.select(".k8s-command button[data-copy]")
    assert len(buttons) == 4
    for button in buttons:
        assert page.find(id=button["data-copy"]).name == "pre"
        assert button.parent.select_one("[role=status][data-copy-status]")
        assert button.has_attr("hidden"), "without a script it does nothing"


def test_outside_text_in_notes_and_commands_is_escaped(member):
    step = ask(member, "add_ons", labels=f"mine={EVIL}")
    assert shown_harmless(step, fragment=True) >= 1
    step = ask(member, "review", name="alpha", labels=f"mine={EVIL}")
    assert shown_harmless(step, fragment=True) >= 1


# --- what the template's driver takes ---


def test_launch_refuses_a_network_that_the_driver_cannot_install(openstack, member):
    openstack.template("k8s-v1.34.0-arm64")["network_driver"] = "flannel"
    page = launch(member, name="alpha")
    assert "can only install calico, cilium" in said(page)
    assert not created(openstack)


def test_launch_cautions_on_the_card_against_a_missing_version(openstack, member):
    del openstack.template("k8s-v1.34.0-arm64")["labels"]["kube_tag"]
    shown = card(member.get(launch_url()), "k8s-v1.34.0-arm64")
    assert "takes Kubernetes v1.25.3" in text_of(shown)
    assert launch(member, name="alpha").status_code == 302


@pytest.mark.parametrize("chosen", ["ssd", ""])
def test_launch_beyond_the_quota_of_a_volume_type_is_rejected(openstack, member, chosen):
    """The seeded default type is ssd, which Cinder takes where none is named."""
    openstack.limits["gigabytes_ssd"] = 39
    answer = launch(member, name="alpha", boot_volume_type=chosen)
    assert "Volume storage of type ssd: 1 GB short." in said(answer)
    assert created(openstack) == []


def test_launch_with_another_volume_type_is_not_counted_there(openstack, member):
    openstack.limits["gigabytes_ssd"] = 0
    assert launch(member, name="alpha", boot_volume_type="hdd").status_code == 302


# --- small flavors, and networks without a way out ---


def test_small_flavor_is_refused_by_the_driver_that_refuses_it(openstack, member, helm):
    openstack.flavors["one"] = {**openstack.flavors[next(iter(openstack.flavors))]}
    openstack.flavors["one"] |= {"id": "one", "name": "one", "vcpus": 1, "ram": 2048}
    page = launch(member, name="alpha", template=helm, flavor="one")
    assert "needs at least 2 vCPUs and 2048 MB" in field_errors(page, "flavor")
    assert not created(openstack)


def test_small_flavor_of_another_driver_is_a_caution(openstack, member):
    openstack.flavors["one"] = {**openstack.flavors[next(iter(openstack.flavors))]}
    openstack.flavors["one"] |= {"id": "one", "name": "one", "vcpus": 1, "ram": 2048}
    page = member.post(launch_url(), plain(name="alpha", flavor="one", intent=""))
    assert "caution, small for Kubernetes" in text_of(options(page, "flavor")["one"])
    assert "Flavor of the workers: small for Kubernetes" in text_of(part(page, "#step-review"))
    assert launch(member, name="alpha", flavor="one").status_code == 302


def test_small_flavor_is_what_the_operator_says(openstack, member, helm, settings):
    settings.LDC_K8S_DASHBOARD = {"minimum_flavor_vcpus": 4, "minimum_flavor_ram": 1024}
    page = launch(member, name="alpha", template=helm, flavor="arm.small")
    assert "needs at least 4 vCPUs and 1024 MB" in field_errors(page, "flavor")


def network_of(openstack):
    return network_choice(openstack, "private")


@pytest.mark.parametrize(
    ("change", "caution"),
    [
        ({"router_ports": []}, "it has no router"),
        ({"routers": []}, None),
        ({}, None),
    ],
)
def test_network_without_a_router_is_a_caution_on_its_line(openstack, member, change, caution):
    for name, value_of in change.items():
        setattr(openstack, name, value_of)
    line = text_of(options(member.get(launch_url()), "network")[network_of(openstack)])
    assert ("caution" in line) is (caution is not None)
    assert caution is None or caution in line
    assert launch(member, name="alpha", network=network_of(openstack)).status_code == 302


def test_network_with_a_router_without_gateway_is_a_caution(openstack, member):
    openstack.routers[0]["external_gateway_info"] = None
    page = member.post(launch_url(), plain(name="alpha", network=network_of(openstack), intent=""))
    assert "Network: its router has no external gateway" in text_of(part(page, "#step-review"))


def test_network_of_another_project_is_not_judged(openstack, member):
    openstack.router_ports = []
    line = text_of(
        options(member.get(launch_url()), "network")[network_choice(openstack, "campus")]
    )
    assert "caution" not in line


def test_network_step_stands_without_readable_routers(openstack, member):
    openstack.fail("GET", "/v2.0/routers", status=503)
    page = member.get(launch_url())
    assert page.status_code == 200
    assert "caution" not in text_of(options(page, "network")[network_of(openstack)])
    assert launch(member, name="alpha", network=network_of(openstack)).status_code == 302
