# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every field of the launch form is known wherever it has to be.

A failure names the file to open; docs/contributing/launch-field.md has the whole list.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from django import forms

from ldc_k8s_dashboard.content.clusters.launch.fields import LaunchFields
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.presets import filled_by
from ldc_k8s_dashboard.content.clusters.launch.rejected_field import field_for
from ldc_k8s_dashboard.content.clusters.launch.review import review_commands, review_lines
from ldc_k8s_dashboard.content.clusters.launch.steps import STEPS
from ldc_k8s_dashboard.domain.cloud_resources import (
    Flavor,
    Image,
    Keypair,
    Network,
    Subnet,
    VolumeType,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Status
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
from ldc_k8s_dashboard.domain.labels.text import parse_labels
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.fields import (
    LABEL_FIELDS,
    LAUNCH_FIELDS,
    LaunchField,
    magnum_fields,
)
from ldc_k8s_dashboard.domain.launch.like_another import launch_link_query
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.launch.prefill import PrefillOptions, fields_from_link
from ldc_k8s_dashboard.domain.launch.presets import _READERS as PRESET_READERS
from ldc_k8s_dashboard.domain.launch.presets import PRESETS, Preset
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from tests.views.launching import launch_url
from tests.views.pages import read

LAUNCH = "ldc_k8s_dashboard/content/clusters/launch"
DOMAIN = "ldc_k8s_dashboard/domain/launch"

NOT_IN_PLAN = {"new_key": "It is imported into Nova; the plan has the name of the key pair."}
NOT_IN_LINKS = {
    "new_key_name": "A link does not import a key.",
    "new_key": "A link does not import a key.",
}
NOT_CARRIED = {
    **NOT_IN_LINKS,
    "name": "Two clusters of one project have different names.",
}
"""Fields that "launch one like this" leaves empty."""
NOT_IN_PRESETS = {
    "template": "A preset is of a size, for any template.",
    "network": "Networks belong to a project.",
    "balancer_floating_ip": "It is left as it is; a preset can set its label.",
}
"""Fields that count, and that presets leave alone.  A preset is a size: others need no reason."""
NOT_FILLED_IN = {
    "version": "It is the template's.",
    "driver": "It is the template's.",
}
"""Attributes of Plan that come with the template."""

TEXTS = {
    "name": "beta",
    "new_key_name": "mine",
    "new_key": "",
    "allowed_cidrs": "192.0.2.0/24",
    "labels": "kube_tag=v1.34.1",
}
"""Another value for each field that does not take any text."""

IMAGE = Image(
    "i", "arm", {"hw_architecture": "aarch64", "os_distro": "fedora-coreos"}, status="active"
)
SMALL = Flavor("s", "a1.small", vcpus=2, ram=4096, disk=20)
TEMPLATE = ClusterTemplate(
    "t-1",
    "first",
    image_id="i",
    flavor_id="a1.small",
    master_flavor_id="a1.small",
    master_lb_enabled=True,
    floating_ip_enabled=True,
    driver="k8s_fedora_coreos_v1",
    labels={"auto_scaling_enabled": "true", "max_node_count": "9"},
)
FACTS = LaunchFacts(
    templates=(TEMPLATE, replace(TEMPLATE, uuid="t-2", name="second")),
    images=(IMAGE,),
    flavors=(SMALL, replace(SMALL, id="l", name="a1.large", vcpus=8)),
    keypairs=(Keypair("laptop"),),
    networks=(Network("n", "private"),),
    subnets=(Subnet("u", "private-subnet", "n"),),
    volume_types=(VolumeType("fast"),),
)
PLAIN = {"name": "alpha", "template": "t-1", "master_count": "1", "node_count": "1"}

FORGOTTEN = {field.name for field in LAUNCH_FIELDS} - set(LaunchFields.base_fields)

EVERY_FIELD = pytest.mark.parametrize("field", LAUNCH_FIELDS, ids=lambda field: field.name)


def form_of(**changes: str) -> LaunchForm:
    assert not FORGOTTEN, f"{FORGOTTEN} have no field: add them to {LAUNCH}/fields.py"
    return LaunchForm({**PLAIN, **changes}, facts=FACTS, catalogue=CATALOGUE)


def another_value(name: str) -> str:
    """A value that differs from the first one of the form."""
    form = form_of()
    field: Any = form.fields[name]
    if name == "template":
        return "t-2"
    if isinstance(field, forms.IntegerField):
        return str((field.min_value or 0) + 5)
    if isinstance(field, forms.ChoiceField):
        enabled = [
            value
            for value, _label in field.choices
            if not hasattr(field, "options") or form.can_choose(name, value)
        ]
        return str(enabled[-1])
    return TEXTS.get(name, "another")


def plan_with(field: LaunchField) -> Plan:
    if field.name in NOT_IN_PLAN:
        pytest.skip(NOT_IN_PLAN[field.name])
    return form_of(**{field.name: another_value(field.name)}).plan()


# --- the declaration, the form and its page ---


def test_declared_fields_are_those_of_the_form() -> None:
    assert not FORGOTTEN, f"{FORGOTTEN} have no field: add them to {LAUNCH}/fields.py"
    undeclared = set(LaunchFields.base_fields) - {field.name for field in LAUNCH_FIELDS}
    assert undeclared == {"once"}, f"{undeclared} are not declared: see {DOMAIN}/fields.py"


@EVERY_FIELD
def test_field_stands_in_its_step(field: LaunchField) -> None:
    slugs = [step.slug for step in STEPS]
    assert field.step in slugs, f"{field.name} names no step of {slugs}: see {DOMAIN}/fields.py"


def test_page_shows_every_field_in_its_step(openstack, member) -> None:
    page = read(member.get(launch_url()))
    forgotten = {
        field.name: f"templates/ldc_k8s_dashboard/clusters/launch/_{field.step}.html"
        for field in LAUNCH_FIELDS
        if not page.select(f'#step-{field.step} [name="{field.name}"]')
    }
    assert not forgotten, f"the page lacks fields; add them to the templates: {forgotten}"


# --- the plan, the request and the commands ---


@EVERY_FIELD
def test_field_reaches_the_plan(field: LaunchField) -> None:
    assert plan_with(field) != form_of().plan(), (
        f"{field.name} changes nothing in the plan: see LaunchForm.plan() in {LAUNCH}/form.py, "
        f"or the labels of its declaration in {DOMAIN}/fields.py"
    )


def test_every_attribute_of_the_plan_is_filled_in() -> None:
    first = form_of().plan()
    plans = [plan_with(field) for field in LAUNCH_FIELDS if field.name not in NOT_IN_PLAN]
    unchanged = {
        attribute.name
        for attribute in fields(Plan)
        if all(getattr(plan, attribute.name) == getattr(first, attribute.name) for plan in plans)
    }
    assert unchanged == set(NOT_FILLED_IN), (
        f"no field of the form fills these in: see LaunchForm.plan() in {LAUNCH}/form.py"
    )


@EVERY_FIELD
def test_field_reaches_magnum_as_declared(field: LaunchField) -> None:
    before, after = create_fields(form_of().plan()), create_fields(plan_with(field))
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    # A new key pair is sent as the key pair, by its name.
    declared = {"new_key_name": {"keypair"}}.get(
        field.name, {magnum_field.name for magnum_field in field.magnum}
    )
    labels = after.get("labels", {}).keys() - before.get("labels", {}).keys()
    if field.labels:
        assert labels & set(field.labels), (
            f"{field.name} is sent as none of its labels {field.labels}: see {DOMAIN}/fields.py, "
            "and whether a driver knows the label in ldc_k8s_dashboard/domain/labels/entries"
        )
    else:
        assert declared <= changed, (
            f"{field.name} is not sent as {declared}: see create_fields() in {DOMAIN}/plan.py "
            f"and its declaration in {DOMAIN}/fields.py"
        )


def test_request_has_declared_fields_only() -> None:
    values = {field.name: another_value(field.name) for field in LAUNCH_FIELDS}
    # Several masters need a load balancer.
    form = form_of(**{**values, "load_balancer": "true"})
    sent = create_fields(form.plan()).keys() - {"merge_labels"}
    declared = {magnum_field.name for _field, magnum_field in magnum_fields()}
    assert sent == declared, f"see create_fields() in {DOMAIN}/plan.py and {DOMAIN}/fields.py"


@EVERY_FIELD
def test_field_stands_in_the_review(field: LaunchField) -> None:
    assert review_lines(plan_with(field)) != review_lines(form_of().plan()), (
        f"the review does not show {field.name}: see review_lines() in {LAUNCH}/review.py"
    )


@EVERY_FIELD
def test_field_stands_in_every_command(field: LaunchField) -> None:
    plan = plan_with(field)
    before = review_commands(form_of().plan(), "https://cloud.test")
    for command, plain in zip(review_commands(plan, "https://cloud.test"), before, strict=True):
        assert command.text != plain.text, (
            f"{command.title} does not have {field.name}: see the option and the argument of its "
            f"declaration in {DOMAIN}/fields.py, then {DOMAIN}/commands"
        )


# --- links and clusters like another ---


@EVERY_FIELD
def test_field_can_be_filled_in_by_a_link(field: LaunchField) -> None:
    if field.name in NOT_IN_LINKS:
        pytest.skip(NOT_IN_LINKS[field.name])
    if field.labels:
        pytest.skip("A link carries it in the field `labels`.")
    assert field.link is not None, f"{field.name} has no LinkValue: see {DOMAIN}/fields.py"
    value = another_value(field.name)
    query = {field.name: value.partition("/")[0]}
    assert fields_from_link(query, prefill_options()).get(field.name) == value, (
        f"a link does not fill in {field.name}: see _READERS in {DOMAIN}/prefill.py"
    )


@EVERY_FIELD
def test_cluster_like_another_has_the_field(field: LaunchField) -> None:
    if field.name in NOT_CARRIED:
        pytest.skip(NOT_CARRIED[field.name])
    value, plan = another_value(field.name), plan_with(field)
    query = launch_link_query(cluster_of(plan), plan.template)
    filled = fields_from_link(query, prefill_options())
    if field.labels:
        assert parse_labels(filled.get("labels", "")) == plan.labels
    else:
        assert filled.get(field.name) == value, (
            f"a cluster like another loses {field.name}: see launch_link_query() in "
            f"{DOMAIN}/prefill.py, and `template` of its declaration in {DOMAIN}/fields.py"
        )


def prefill_options() -> PrefillOptions:
    assert FACTS.templates
    assert FACTS.flavors
    assert FACTS.networks
    assert FACTS.subnets
    return PrefillOptions(
        FACTS.templates, FACTS.flavors, FACTS.networks, FACTS.subnets, FACTS.keypairs
    )


def cluster_of(plan: Plan) -> Cluster:
    """The cluster that Magnum makes of a plan."""
    sent = create_fields(plan)
    known = {attribute.name for attribute in fields(Cluster)}
    for _field, magnum_field in magnum_fields():
        assert magnum_field.name in known | {"cluster_template_id"}, (
            f"Cluster has no {magnum_field.name}: see ldc_k8s_dashboard/domain/clusters/cluster.py "
            "and ldc_k8s_dashboard/api/magnum/parse.py"
        )
    defaults = {
        magnum_field.name: getattr(plan.template, magnum_field.template)
        for _field, magnum_field in magnum_fields()
        if magnum_field.template
    }
    values = {name: value for name, value in {**defaults, **sent}.items() if name in known}
    values["labels"] = plan.effective_labels
    return Cluster(
        uuid="c", status=Status.parse("CREATE_COMPLETE"), template_id=plan.template.uuid, **values
    )


# --- rejections ---


@pytest.mark.parametrize(
    ("field", "name"), [(field.name, magnum.name) for field, magnum in magnum_fields()]
)
def test_rejection_of_a_magnum_field_is_shown_at_its_field(field: str, name: str) -> None:
    assert shown_at(f"Invalid input for field/attribute {name}. Value: 'x'.") == field, (
        f"Magnum's rejection of {name} is not shown at {field}: see {DOMAIN}/rejected_field.py"
    )


@pytest.mark.parametrize(
    ("field", "label"), [(field.name, label) for field in LABEL_FIELDS for label in field.labels]
)
def test_rejection_of_a_label_is_shown_at_its_field(field: str, label: str) -> None:
    assert shown_at(f"{label} must be an integer") == field, (
        f"a rejection of the label {label} is not shown at {field}: see _PATTERNS in "
        f"{DOMAIN}/rejected_field.py"
    )


def shown_at(words: str) -> str:
    error = ServiceError("Magnum", FailureKind.INVALID, raw=words)
    rejected = field_for(error, form_of().plan())
    return rejected[0] if rejected else ""


# --- presets ---


@EVERY_FIELD
def test_field_is_filled_in_by_presets_or_excepted(field: LaunchField) -> None:
    by_presets = filled_by(PRESETS[0], form_of(), "").keys()
    is_excepted = field.name in NOT_IN_PRESETS or not field.counts
    assert (field.name in by_presets) != is_excepted, (
        f"{field.name} is not known to presets: see filled_by() in {LAUNCH}/presets.py, or give "
        f"the reason in NOT_IN_PRESETS in {__file__}"
    )


def test_preset_setting_has_a_reader_for_every_attribute() -> None:
    assert set(PRESET_READERS) == {attribute.name for attribute in fields(Preset)}, (
        f"see _READERS in {DOMAIN}/presets.py"
    )
