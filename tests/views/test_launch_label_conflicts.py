# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels of a launch that do not go together, and the buttons that end it."""

from __future__ import annotations

import pytest

from tests.views.launching import body, created, filled, launch, launch_url, plain, value
from tests.views.pages import FRAGMENT, field_errors, part, read, said, text_of

CONFLICTS = ".k8s-conflict"


@pytest.fixture
def heat(openstack):
    """A template of the Heat driver."""
    template = openstack.template("k8s-v1.34.0-arm64")
    template["driver"] = "k8s_fedora_coreos_v1"
    template["network_driver"] = "calico"
    return template


def notes(client, **fields):
    """Return the conflicts that the preview shows while a person types."""
    page = client.post(f"{launch_url()}?part=preview", plain(**fields), headers=FRAGMENT)
    return read(page).select(CONFLICTS)


def test_launch_refuses_ovn_with_another_algorithm(openstack, member, heat):
    page = launch(
        member, name="alpha", labels="octavia_provider=ovn\noctavia_lb_algorithm=ROUND_ROBIN"
    )
    assert "SOURCE_IP_PORT" in field_errors(page, "labels")
    assert not created(openstack)


def test_launch_refuses_labels_of_a_template_that_do_not_go_together(openstack, member, heat):
    heat["labels"]["octavia_provider"] = "ovn"
    page = launch(member, name="alpha")
    assert "SOURCE_IP_PORT" in field_errors(page, "labels")
    assert not created(openstack)


def test_launch_goes_on_once_the_mend_is_pressed(openstack, member, heat):
    heat["labels"]["octavia_provider"] = "ovn"
    page = launch(member, name="alpha", labels="own=1")
    (button,) = part(page, "#launch-notes").select(f"{CONFLICTS} button")
    assert text_of(button) == "Set octavia_lb_algorithm=SOURCE_IP_PORT"
    sent = {**filled(page), button["name"]: button["value"]}
    mended = member.post(launch_url(), sent)
    assert not created(openstack), "the button fills in and launches nothing"
    assert value(mended, "labels").split() == ["own=1", "octavia_lb_algorithm=SOURCE_IP_PORT"]
    assert "octavia_lb_algorithm=SOURCE_IP_PORT was set." in said(mended)
    answer = member.post(launch_url(), filled(mended))
    assert answer.status_code == 302, said(answer)
    assert body(openstack)["labels"]["octavia_lb_algorithm"] == "SOURCE_IP_PORT"


def test_launch_mend_fills_the_field_of_a_label(member, heat):
    mended = member.post(
        launch_url(), plain(name="alpha", mend="auto_scaling_enabled=true", labels="own=1")
    )
    assert value(mended, "auto_scaling") == "true"
    assert value(mended, "labels").strip() == "own=1"


def test_launch_mend_changes_a_typed_label_where_it_stands(member, heat):
    mended = member.post(
        launch_url(),
        plain(mend="monitoring_enabled=true", labels="monitoring_enabled=false\nown=1"),
    )
    assert value(mended, "labels").split() == ["monitoring_enabled=true", "own=1"]
    assert value(mended, "add_on_monitoring") == ""


@pytest.mark.parametrize("mend", ["", "x", "=1", "a b=1"])
def test_launch_mend_of_nonsense_changes_nothing(member, heat, mend):
    page = member.post(launch_url(), plain(mend=mend, labels="own=1\nbroken"))
    assert value(page, "labels").split() == ["own=1", "broken"]
    assert " was set." not in said(page)


def test_preview_cautions_against_labels_without_effect(openstack, member, heat):
    (note,) = notes(member, labels="etcd_volume_type=ssd")
    assert "Caution: No effect: etcd_volume_type=ssd." in text_of(note)
    answer = launch(member, name="alpha", labels="etcd_volume_type=ssd")
    assert answer.status_code == 302, said(answer)


def test_preview_cautions_against_allowed_networks_with_ovn(member, heat):
    shown = notes(
        member,
        load_balancer="true",
        allowed_cidrs="192.0.2.0/24",
        labels="octavia_provider=ovn\noctavia_lb_algorithm=SOURCE_IP_PORT",
    )
    assert any("do not filter by address" in text_of(note) for note in shown)


def test_launch_refuses_typed_networks_without_a_load_balancer(openstack, member, heat):
    heat["master_lb_enabled"] = False
    page = launch(member, name="alpha", labels="master_lb_allowed_cidrs=192.0.2.0/24")
    assert "Only a load balancer can restrict access" in field_errors(page, "labels")
    assert not created(openstack)


def test_review_repeats_the_cautions(member, heat):
    page = member.post(launch_url(), plain(name="alpha", intent="", labels="etcd_volume_type=ssd"))
    assert "No effect: etcd_volume_type=ssd." in text_of(part(page, "#step-review"))


def test_launch_reports_a_mistake_of_the_bounds_once(openstack, member, heat):
    page = launch(member, name="alpha", auto_scaling="true", min_nodes="3", max_nodes="2")
    assert "The maximum is below the minimum (3)." in field_errors(page, "max_nodes")
    assert "does not start" not in field_errors(page, "max_nodes")
    assert not created(openstack)


def test_preview_counts_magnums_default_boot_volume(member, heat, settings):
    heat["labels"].pop("boot_volume_size", None)
    (note,) = notes(member, labels="boot_volume_type=ssd")
    assert "boot_volume_type=ssd" in text_of(note)
    settings.LDC_K8S_DASHBOARD = {"default_boot_volume_size": 20}
    assert not notes(member, labels="boot_volume_type=ssd")


def test_launch_refuses_a_size_of_the_template_that_magnum_cannot_read(openstack, member, heat):
    heat["labels"]["boot_volume_size"] = "20 GB"
    page = launch(member, name="alpha")
    assert "must be a whole number of GB" in field_errors(page, "boot_volume_size")
    assert not created(openstack)
    assert launch(member, name="alpha", boot_volume_size="20").status_code == 302


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("boot_volume_size must be an integer", "boot_volume_size"),
        ("invalid literal for etcd_tag: 'x'", "labels"),
    ],
)
def test_launch_names_the_label_over_which_magnum_failed(openstack, member, heat, text, field):
    body_of_failure = {"errors": [{"status": 500, "title": text, "detail": text}]}
    openstack.fail("POST", "/v1/clusters", status=500, body=body_of_failure)
    page = launch(member, name="alpha")
    assert "Magnum failed over the label" in field_errors(page, field)
