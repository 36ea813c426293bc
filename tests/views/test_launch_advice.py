# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the wizard says of labels and quotas: explanations, what fails on arm64, what would fit."""

from __future__ import annotations

import pytest

from tests.views.launching import created, launch, launch_url, plain, template_id
from tests.views.pages import FRAGMENT, field_errors, part, read, text_of

TRAP = "Without the label helm_client_url the masters download Helm for amd64"


@pytest.fixture
def heat(openstack):
    """The id of a template of the Heat driver."""
    template = openstack.template("k8s-v1.33.1-arm64")
    template["driver"] = "k8s_fedora_coreos_v1"
    return str(template["uuid"])


def ask(client, slug, **given):
    return client.post(f"{launch_url()}?part={slug}", plain(**given), headers=FRAGMENT)


def test_arm64_trap_is_shown_at_the_labels_and_in_the_review(member, heat):
    assert TRAP in text_of(part(ask(member, "add_ons", template=heat), "#launch-notes"))
    assert TRAP in text_of(read(ask(member, "review", name="alpha", template=heat)))


def test_arm64_trap_is_shown_while_a_person_types(member, heat):
    assert TRAP in text_of(part(ask(member, "preview", template=heat), "#launch-notes"))
    sent = {"template": heat, "labels": "helm_client_url=https://mirror.test/helm-arm64.tar.gz"}
    assert TRAP not in text_of(part(ask(member, "preview", **sent), "#launch-notes"))


def test_arm64_trap_counts_the_templates_labels(openstack, member, heat):
    labels = openstack.template("k8s-v1.33.1-arm64")["labels"]
    labels["helm_client_url"] = "https://mirror.test/helm-arm64.tar.gz"
    assert TRAP not in text_of(read(ask(member, "review", name="alpha", template=heat)))


def test_arm64_trap_is_of_the_heat_driver_only(openstack, member):
    openstack.template("k8s-v1.33.1-arm64")["driver"] = "k8s_capi_helm_v1"
    step = ask(member, "add_ons", template=template_id(openstack))
    assert not read(step).select(".k8s-trap")


def test_labels_beyond_a_hundred_are_not_explained(member, heat):
    labels = "\n".join(f"mine-{number}=x" for number in range(102))
    notes = part(ask(member, "add_ons", template=heat, labels=labels), "#launch-notes")
    assert len(notes.select("li")) == 100
    assert "2 more labels are sent too; only the first 100 are explained." in text_of(notes)


def test_smaller_choices_stand_between_the_verdict_and_the_bars(member, heat):
    answer = ask(member, "preview", template=heat, node_count="900000")
    marks = [
        next(name for name in ("k8s-quota-fit", "k8s-smaller", "k8s-quota-bars") if name in element)
        for element in (
            element["class"]
            for element in read(answer).select("[data-fit], .k8s-smaller, .k8s-quota-bars")
        )
    ]
    assert marks == ["k8s-quota-fit", "k8s-smaller", "k8s-quota-bars"]


def test_container_volume_has_at_least_one_gigabyte(openstack, member, heat):
    answer = launch(member, name="alpha", template=heat, docker_volume_size="0")
    assert "greater than or equal to 1" in field_errors(answer, "docker_volume_size")
    assert created(openstack) == []
    field = part(ask(member, "size", template=heat), '[data-field="docker_volume_size"]')
    assert "not switched off" in text_of(field)
