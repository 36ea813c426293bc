# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of the launch form, functions over it: first field by field, then across fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.content.clusters.launch.label_fields import docker_volumes
from ldc_k8s_dashboard.content.clusters.launch.steps import ADD_ON
from ldc_k8s_dashboard.domain.cidrs import CidrError, read_cidrs
from ldc_k8s_dashboard.domain.clusters import names
from ldc_k8s_dashboard.domain.labels.catalogue import NoteKind
from ldc_k8s_dashboard.domain.labels.label import check_volume_size
from ldc_k8s_dashboard.domain.labels.rule import Severity
from ldc_k8s_dashboard.domain.launch.autoscaling import check_autoscaling
from ldc_k8s_dashboard.domain.launch.public_key import (
    KEY_NAME_TAKEN,
    check_key_name,
    check_public_key,
)
from ldc_k8s_dashboard.domain.verdict import ALLOWED
from ldc_k8s_dashboard.ui.forms import labels_from_text, reject
from ldc_k8s_dashboard.ui.i18n import render_message

if TYPE_CHECKING:
    from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm


def _clean_name(form: LaunchForm, name: str) -> str:
    reject(names.check_cluster_name(name))
    return name


def _clean_node_count(form: LaunchForm, count: int) -> int:
    reject(names.check_node_count(count, minimum=form.fewest_workers))
    return count


def _clean_allowed_cidrs(form: LaunchForm, text: str) -> str:
    try:
        return ",".join(read_cidrs(text))
    except CidrError as error:
        raise ValidationError(render_message(error.message)) from error


def _clean_new_key(form: LaunchForm, key: str) -> str:
    key = key.strip()
    if key:
        reject(check_public_key(key))
    return key


def _clean_new_key_name(form: LaunchForm, name: str) -> str:
    if name:
        reject(check_key_name(name))
    if any(name == keypair.name for keypair in form.facts.keypairs or ()):
        reject(KEY_NAME_TAKEN)
    return name


def _clean_labels(form: LaunchForm, text: str) -> dict[str, str]:
    labels = labels_from_text(text)
    reject(check_volume_size("boot_volume_size", labels.get("boot_volume_size", "0")))
    for name in labels.keys() & form.catalogue.labels.keys():
        value = labels[name]
        note = form.catalogue.note(name, value, form.driver)
        if note.kind is NoteKind.WRONG_VALUE:
            raise ValidationError(
                _("%(name)s: %(reason)s") % {"name": name, "reason": render_message(note.reason)}
            )
    return labels


def _check_label_fields(form: LaunchForm, cleaned: Mapping[str, Any]) -> None:
    """Reject a field that the driver does not know, and a value that its label cannot have."""
    for name, use in form.uses.items():
        value = cleaned.get(name)
        if value in (None, ""):
            continue
        label = form.catalogue.labels.get(use.label)
        reason = use.verdict.reason if label is None else label.check(str(value))
        if reason is not None:
            form.add_error(name, render_message(reason))
    verdict = docker_volumes(form.driver) if cleaned.get("docker_volume_size") else ALLOWED
    if not verdict:
        form.add_error("docker_volume_size", render_message(verdict.reason))


def _check_autoscaling(form: LaunchForm, cleaned: Mapping[str, Any]) -> None:
    bounds = ("min_nodes", "max_nodes")
    if any(name in form.errors for name in ("labels", "node_count", *bounds)):
        return
    mistake = check_autoscaling(
        form.merged_labels().labels,
        cleaned.get("node_count"),
        bounded=any(cleaned.get(name) is not None for name in bounds),
        fewest=form.fewest_workers,
    )
    if mistake is not None:
        field, reason = mistake
        form.add_error(field.value, render_message(reason))


def _check_label_conflicts(form: LaunchForm, _cleaned: Mapping[str, Any]) -> None:
    """Reject labels that do not go together, unless one of them is rejected already."""
    if "labels" in form.errors:
        return
    for conflict in form.label_conflicts():
        fields = {form.field_of_label(label) for label in conflict.labels}
        if conflict.severity is Severity.REFUSE and not fields & form.errors.keys():
            place = form.place_of(form.field_of_label(conflict.label))
            form.add_error(place, render_message(conflict.sentence))


def _check_new_key(form: LaunchForm, cleaned: Mapping[str, Any]) -> None:
    """Reject a new key without a name, and a name without a key."""
    name, key = cleaned.get("new_key_name"), cleaned.get("new_key")
    if name and key == "":
        form.add_error("new_key", _("Paste the public key, or clear the new key's name."))
    if key and name == "":
        form.add_error("new_key_name", _("Give the new key pair a name."))


def _check_typed_labels(form: LaunchForm, cleaned: Mapping[str, Any]) -> None:
    """Reject a typed label that contradicts the field that sets it."""
    field_of_label = {use.label: name for name, use in form.uses.items()}
    field_of_label |= {add_on.add_on.label: ADD_ON + add_on.add_on.key for add_on in form.add_ons}
    for label, typed in (cleaned.get("labels") or {}).items():
        name = field_of_label.get(label, "")
        value = cleaned.get(name)
        if value not in (None, "") and str(value) != typed:
            form.add_error(
                "labels",
                _("%(label)s is set above to “%(value)s” (%(field)s). Keep one of the two.")
                % {"label": label, "value": value, "field": form.fields[name].label},
            )


FIELD_RULES: Mapping[str, Callable[[LaunchForm, Any], Any]] = {
    "name": _clean_name,
    "node_count": _clean_node_count,
    "allowed_cidrs": _clean_allowed_cidrs,
    "new_key": _clean_new_key,
    "new_key_name": _clean_new_key_name,
    "labels": _clean_labels,
}
"""By field: return the value as it is used, or raise ValidationError."""

RULES_ACROSS: tuple[Callable[[LaunchForm, Mapping[str, Any]], None], ...] = (
    _check_label_fields,
    _check_autoscaling,
    _check_new_key,
    _check_typed_labels,
    _check_label_conflicts,
)
"""Add errors to the form by the values of its fields."""


def check_rules(form: LaunchForm) -> None:
    """Apply all rules to a form of which Django has cleaned the fields."""
    cleaned = form.cleaned_data
    for name, rule in FIELD_RULES.items():
        if name not in cleaned:
            continue
        try:
            cleaned[name] = rule(form, cleaned[name])
        except ValidationError as error:
            form.add_error(name, error)
    for check in RULES_ACROSS:
        check(form, cleaned)
