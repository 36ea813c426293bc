# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The wizard when a service does not answer, and Magnum's refusals at the field they are about."""

from __future__ import annotations

import pytest

from tests.views.launching import (
    body,
    card,
    created,
    filled,
    launch,
    launch_url,
    options,
    review,
    template_id,
    value,
)
from tests.views.pages import EVIL, field_errors, part, read, said, shown_harmless, text_of

# --- a service costs its own choices ---


def test_launch_without_nova_takes_the_templates_flavor(openstack, member):
    openstack.down("nova")
    page = member.get(launch_url())
    assert "The flavors could not be listed. The template's own are used." in said(page)
    assert "Nova cannot be reached" in said(page)
    assert text_of(options(page, "flavor")[""]) == "The template's own (arm.small)"
    answer = member.post(launch_url(), filled(page, name="alpha"))
    assert answer.status_code == 302
    assert "flavor_id" not in body(openstack)


def test_launch_without_nova_and_a_flavor_is_rejected(openstack, member):
    openstack.template("k8s-v1.34.0-arm64")["flavor_id"] = None
    openstack.down("nova")
    answer = launch(member, name="alpha")
    assert "The template has no flavor, and the flavors could not be listed." in field_errors(
        answer, "flavor"
    )
    assert created(openstack) == []


def test_launch_without_nova_takes_the_templates_key_pair_or_none(openstack, member):
    openstack.down("nova")
    page = member.get(launch_url())
    assert "The key pairs could not be listed" in said(page)
    assert "You have no key pair" not in said(page)
    assert list(options(page, "keypair")) == [""]


def test_launch_without_neutron_creates_a_network(openstack, member):
    openstack.down("neutron")
    page = member.get(launch_url())
    assert "The networks could not be listed." in said(page)
    assert "This project has no network" not in said(page)
    assert member.post(launch_url(), filled(page, name="alpha")).status_code == 302
    assert "fixed_network" not in body(openstack)


def test_cards_without_glance_say_that_arm64_is_unknown(openstack, member):
    openstack.down("glance")
    page = member.get(launch_url())
    assert page.status_code == 200
    assert "The images could not be listed." in said(page)
    shown_card = card(page, "k8s-v1.33.1-arm64")
    assert shown_card.select_one("input").has_attr("disabled")
    assert "Unknown because the images could not be read." in text_of(shown_card)


def test_wizard_without_magnum_says_why_it_is_empty(openstack, member):
    openstack.down("magnum")
    page = member.get(launch_url())
    assert page.status_code == 200
    assert "The cluster templates could not be listed." in said(page)
    assert "Magnum cannot be reached" in said(page)
    assert "There is no cluster template in this project" not in said(page)


def test_form_keeps_everything_when_magnum_goes_down(openstack, member):
    page = member.get(launch_url())
    openstack.down("magnum")
    form = filled(page, name="alpha", labels="a=b", template=template_id(openstack))
    answer = member.post(launch_url(), form)
    assert answer.status_code == 200
    assert (value(answer, "name"), value(answer, "labels")) == ("alpha", "a=b")
    assert "Magnum cannot be reached" in text_of(part(answer, "#id_template_errors"))
    openstack.heal()
    # On a slow machine Magnum is remembered as down, and this is what the page offers then.
    again = member.post(f"{launch_url()}?ask=again", filled(answer))
    assert again.status_code == 302
    assert body(openstack)["cluster_template_id"] == template_id(openstack)


@pytest.mark.parametrize("service", ["nova", "neutron"])
@pytest.mark.parametrize("fault", ["slow", "malformed", "down"])
def test_launch_works_with_any_fault_of_an_optional_service(openstack, member, service, fault):
    getattr(openstack, fault)(service)
    assert launch(member, name="alpha").status_code == 302


def test_launch_works_in_a_region_without_nova_and_neutron(openstack, sign_in):
    openstack.remove_service("nova")
    openstack.remove_service("neutron")
    answer = launch(sign_in("member"), name="alpha")
    assert answer.status_code == 302


def test_launch_works_with_an_unread_quota(openstack, member):
    openstack.fail("GET", "/v1/quotas", status=500)
    page = member.get(launch_url())
    assert "The quota of clusters could not be read." in said(page)
    assert "Some quotas could not be read, so it is unknown whether this fits." in said(page)
    assert member.post(launch_url(), filled(page, name="alpha")).status_code == 302


def test_launch_works_when_the_name_cannot_be_checked(openstack, member):
    openstack.fail("GET", "/v1/clusters", status=500)
    assert launch(member, name="alpha").status_code == 302


def test_review_without_nova_does_not_guess(openstack, member):
    openstack.down("nova")
    page = member.get(launch_url())
    answer = member.post(launch_url(), filled(page, name="alpha", intent="check"))
    assert review(answer)["Workers"] == "1 of arm.small"
    assert review(answer)["Total"] == "2 nodes; their vCPUs and memory are unknown."


def test_lost_login_leads_to_the_sign_in(openstack, member):
    openstack.tokens.clear()
    answer = member.get(launch_url())
    assert answer.status_code == 302
    assert "/auth/" in answer["Location"]


# --- Magnum refuses ---

REFUSALS = [
    (400, "Unable to find flavor arm.large.", "flavor", "Magnum cannot find it"),
    (404, "Unable to find keypair laptop.", "keypair", "Magnum cannot find it"),
    (400, "Unable to find fixed network abc.", "network", "Magnum cannot find it"),
    (400, "Unable to find fixed subnet abc.", "network", "Magnum cannot find it"),
    (
        400,
        "master nodegroup size of 3 is invalid, size cannot be an even number.",
        "master_count",
        "odd number of masters",
    ),
    (
        400,
        "master_count must be 1 when master_lb_enabled is False",
        "load_balancer",
        "need a load balancer",
    ),
    (
        400,
        "Resizing a nodegroup to zero is not supported in the provided microversion.",
        "node_count",
        "not support clusters without workers",
    ),
    (
        400,
        "Flavor with zero root volume size is not supported when boot_volume_size is zero.",
        "boot_volume_size",
        "Enter the size of a boot volume",
    ),
    (
        400,
        "boot_volume_size must be an integer",
        "boot_volume_size",
        "Magnum rejected this value",
    ),
    (
        400,
        "docker volume size 1 GB is not valid, expecting minimum value 3GB for devicemapper "
        "storage driver.",
        "docker_volume_size",
        "of at least 3 GB",
    ),
    (
        400,
        "Invalid input for field/attribute docker_volume_size. Value: '0'.",
        "docker_volume_size",
        "Magnum rejected this value",
    ),
    (400, "etcd_volume_size is too large", "etcd_volume_size", "Magnum rejected this value"),
    (
        400,
        "Invalid CIDR 10.0.0.0/99 in allowed_cidrs",
        "allowed_cidrs",
        "Magnum rejected this value",
    ),
    (400, "min_node_count is above the node count", "min_nodes", "Magnum rejected this value"),
    (
        400,
        "min_node_count (5) should be less or equal to max_node_count (2)",
        "max_nodes",
        "Magnum rejected this value",
    ),
    (400, "max_node_count must be an integer", "max_nodes", "Magnum rejected this value"),
    (
        400,
        "Invalid input for field/attribute name. Value: 'alpha'. Value should be nicer",
        "name",
        "Magnum rejected this value",
    ),
    (
        400,
        "Invalid input for field/attribute create_timeout. Value: '5'.",
        "create_timeout",
        "Magnum rejected this value",
    ),
]


@pytest.mark.parametrize(("status", "words", "field", "sentence"), REFUSALS)
def test_rejection_is_shown_at_its_field(openstack, member, status, words, field, sentence):
    openstack.fail("POST", "/v1/clusters", status=status, message=words)
    answer = launch(member, name="alpha", flavor="arm.large", keypair="laptop")
    assert answer.status_code == 200
    assert sentence in field_errors(answer, field)
    details = part(answer, ".k8s-error-summary details")
    assert words.split(".")[0] in text_of(details)
    assert value(answer, "name") == "alpha"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "ClusterTemplate k8s could not be found."),
        (400, "Image fedora could not be found."),
        (403, "Not authorized for image fedora."),
        (400, "Image fedora doesn't contain os_distro field."),
        (400, "Unable to find external network public."),
        (400, "Cluster type (vm, x, kubernetes) is not supported by any loaded cluster driver."),
    ],
)
def test_rejection_of_the_template_is_shown_at_the_template(openstack, member, status, words):
    openstack.fail("POST", "/v1/clusters", status=status, message=words)
    answer = launch(member, name="alpha")
    assert text_of(part(answer, "#id_template_errors"))
    assert part(answer, "form[data-wizard]")["data-first-step"] == "template"


def test_rejection_of_a_typed_label_is_shown_at_the_labels(openstack, member):
    words = "boot_volume_size must be an integer"
    openstack.fail("POST", "/v1/clusters", status=400, message=words)
    answer = launch(member, name="alpha", labels="boot_volume_size=30")
    assert "Magnum rejected this value" in field_errors(answer, "labels")


def test_rejection_of_the_masters_flavor_is_shown_there(openstack, member):
    openstack.fail("POST", "/v1/clusters", status=400, message="Unable to find flavor arm.large.")
    answer = launch(member, name="alpha", master_flavor="arm.large", flavor="m1.medium")
    assert "Magnum cannot find it" in field_errors(answer, "master_flavor")


@pytest.mark.parametrize(
    ("status", "words", "sentence"),
    [
        (
            403,
            "Resource limit exceeded: You have reached the maximum clusters per project, 20.",
            "quota is used up",
        ),
        (403, "Policy doesn't allow cluster:create to be performed.", "does not allow this"),
        (409, "Conflict.", "cannot do this in the present state"),
        (500, "Something went wrong.", "Magnum failed while it worked on the request."),
    ],
)
def test_rejection_about_no_field_is_shown_above_the_form(
    openstack, member, status, words, sentence
):
    openstack.fail("POST", "/v1/clusters", status=status, message=words)
    answer = launch(member, name="alpha", node_count="3")
    assert answer.status_code == 200
    summary = part(answer, ".k8s-error-summary")
    assert sentence in text_of(summary)
    assert words.split(".")[0] in text_of(summary.select_one("details"))
    assert (value(answer, "name"), value(answer, "node_count")) == ("alpha", "3")
    assert part(answer, "form[data-wizard]")["data-first-step"] == "review"


def test_rejection_with_hostile_text_is_escaped(openstack, member):
    openstack.fail("POST", "/v1/clusters", status=409, message=EVIL)
    assert shown_harmless(launch(member, name="alpha")) >= 1


def test_key_pair_deleted_meanwhile_is_rejected_at_its_field(openstack, member):
    page = member.get(launch_url())
    del openstack.keypairs["laptop"]
    answer = member.post(launch_url(), filled(page, name="alpha", keypair="laptop"))
    assert "laptop is not available." in field_errors(answer, "keypair")
    assert value(answer, "name") == "alpha"
    assert created(openstack) == []
    assert read(answer).select('[data-field="keypair"].has-error')
