# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of the launch form: first field by field, then across fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.content.clusters.launch.label_fields import docker_volumes
from ldc_k8s_dashboard.content.clusters.launch.steps import ADD_ON
from ldc_k8s_dashboard.domain.cidrs import CidrError, read_cidrs
from ldc_k8s_dashboard.domain.clusters import names
from ldc_k8s_dashboard.domain.labels.catalogue import NoteKind
from ldc_k8s_dashboard.domain.labels.label import check_volume_size
from ldc_k8s_dashboard.domain.launch.autoscaling import check_autoscaling
from ldc_k8s_dashboard.domain.launch.public_key import (
    KEY_NAME_TAKEN,
    check_key_name,
    check_public_key,
)
from ldc_k8s_dashboard.domain.verdict import ALLOWED
from ldc_k8s_dashboard.ui.forms import labels_from_text, reject
from ldc_k8s_dashboard.ui.i18n import render_message


class LaunchValidation(forms.Form):
    """The rules of LaunchForm, which has the attributes that they read."""

    facts: Any
    uses: Any
    driver: Any
    catalogue: Any
    add_ons: Any
    merged_labels: Any
    has_load_balancer: Any

    # --- one field ---

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        reject(names.check_cluster_name(name))
        return name

    def clean_node_count(self) -> int:
        count: int = self.cleaned_data["node_count"]
        reject(names.check_node_count(count, minimum=self.facts.minimum_workers))
        return count

    def clean_allowed_cidrs(self) -> str:
        try:
            return ",".join(read_cidrs(self.cleaned_data["allowed_cidrs"]))
        except CidrError as error:
            raise ValidationError(render_message(error.message)) from error

    def clean_new_key(self) -> str:
        key: str = self.cleaned_data["new_key"].strip()
        if key:
            reject(check_public_key(key))
        return key

    def clean_new_key_name(self) -> str:
        name: str = self.cleaned_data["new_key_name"]
        if name:
            reject(check_key_name(name))
        if any(name == keypair.name for keypair in self.facts.keypairs or ()):
            reject(KEY_NAME_TAKEN)
        return name

    def clean_labels(self) -> dict[str, str]:
        labels = labels_from_text(self.cleaned_data["labels"])
        reject(check_volume_size("boot_volume_size", labels.get("boot_volume_size", "0")))
        for name in labels.keys() & self.catalogue.labels.keys():
            value = labels[name]
            note = self.catalogue.note(name, value, self.driver)
            if note.kind is NoteKind.WRONG_VALUE:
                raise ValidationError(
                    _("%(name)s: %(reason)s")
                    % {"name": name, "reason": render_message(note.reason)}
                )
        return labels

    # --- all together ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_label_fields(cleaned)
        self._check_autoscaling(cleaned)
        self._check_load_balancer(cleaned)
        self._check_new_key(cleaned)
        self._check_typed_labels(cleaned)
        return cleaned

    def _check_label_fields(self, cleaned: Mapping[str, Any]) -> None:
        """Reject a field that the driver does not know, and a value that its label cannot have."""
        for name, use in self.uses.items():
            value = cleaned.get(name)
            if value in (None, ""):
                continue
            label = self.catalogue.labels.get(use.label)
            reason = use.verdict.reason if label is None else label.check(str(value))
            if reason is not None:
                self.add_error(name, render_message(reason))
        verdict = docker_volumes(self.driver) if cleaned.get("docker_volume_size") else ALLOWED
        if not verdict:
            self.add_error("docker_volume_size", render_message(verdict.reason))

    def _check_autoscaling(self, cleaned: Mapping[str, Any]) -> None:
        bounds = ("min_nodes", "max_nodes")
        if any(name in self.errors for name in ("labels", "node_count", *bounds)):
            return
        mistake = check_autoscaling(
            self.merged_labels().labels,
            cleaned.get("node_count"),
            bounded=any(cleaned.get(name) is not None for name in bounds),
        )
        if mistake is not None:
            field, reason = mistake
            self.add_error(field.value, render_message(reason))

    def _check_load_balancer(self, cleaned: Mapping[str, Any]) -> None:
        """Reject allowed networks without the load balancer that enforces them."""
        if cleaned.get("allowed_cidrs") and not self.has_load_balancer():
            self.add_error(
                "allowed_cidrs",
                _("Only a load balancer can restrict access. Choose one, or leave this empty."),
            )

    def _check_new_key(self, cleaned: Mapping[str, Any]) -> None:
        """Reject a new key without a name, and a name without a key."""
        name, key = cleaned.get("new_key_name"), cleaned.get("new_key")
        if name and key == "":
            self.add_error("new_key", _("Paste the public key, or clear the new key's name."))
        if key and name == "":
            self.add_error("new_key_name", _("Give the new key pair a name."))

    def _check_typed_labels(self, cleaned: Mapping[str, Any]) -> None:
        """Reject a typed label that contradicts the field that sets it."""
        field_of_label = {use.label: name for name, use in self.uses.items()}
        field_of_label |= {
            add_on.add_on.label: ADD_ON + add_on.add_on.key for add_on in self.add_ons
        }
        for label, typed in (cleaned.get("labels") or {}).items():
            name = field_of_label.get(label, "")
            value = cleaned.get(name)
            if value not in (None, "") and str(value) != typed:
                self.add_error(
                    "labels",
                    _("%(label)s is set above to “%(value)s” (%(field)s). Keep one of the two.")
                    % {"label": label, "value": value, "field": self.fields[name].label},
                )
