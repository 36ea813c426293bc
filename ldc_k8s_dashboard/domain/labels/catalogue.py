# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The labels that drivers of Magnum know, what may be said of one, and labels laid over others.

Labels are plain text to Magnum: it checks none of them, and a driver passes over
one that it does not know.  So a slip of the finger goes unseen unless told here.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.entries.cluster import (
    GROWTH_AND_REPAIR,
    VERSION_AND_MACHINES,
    VOLUMES,
)
from ldc_k8s_dashboard.domain.labels.entries.images_and_components import IMAGES, OPTIONS
from ldc_k8s_dashboard.domain.labels.entries.monitoring import MONITORING
from ldc_k8s_dashboard.domain.labels.entries.network import (
    ADDRESSES,
    INGRESS,
    LOAD_BALANCERS,
    POD_NETWORKS,
)
from ldc_k8s_dashboard.domain.labels.entries.storage import SIGN_IN, STORAGE
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, read_flag
from ldc_k8s_dashboard.domain.labels.setting import apply_label_setting
from ldc_k8s_dashboard.domain.message import Message, message

__all__ = [
    "CATALOGUE",
    "ArchitectureTrap",
    "Label",
    "LabelCatalogue",
    "LabelNote",
    "LabelOverride",
    "MergedLabels",
    "NoteKind",
    "ValueKind",
    "arm64_traps",
    "customised_catalogue",
    "merge_labels",
    "read_flag",
]

_LONGEST_NAME = 100
"""Characters of the longest name that may be a slip for a known one."""


class NoteKind(StrEnum):
    """What can be said of a label that somebody gives."""

    KNOWN = "known"
    UNSUPPORTED = "unsupported"
    """Known, but not to this driver, which passes over it."""
    UNKNOWN = "unknown"
    WRONG_VALUE = "wrong_value"
    TEMPLATE_ONLY = "template_only"
    """This driver reads it from the cluster template alone."""


@dataclass(frozen=True)
class LabelNote:
    """What is known of one label with its value under one driver."""

    kind: NoteKind
    meaning: Message | None = None
    reason: Message | None = None
    """What is wrong and what to do; of a KNOWN label, what to mind before giving it."""
    default: str | None = None
    """What counts without the label; None where that is not known."""
    nearest: str | None = None
    """The known name that an unknown one may be a slip for."""


@dataclass(frozen=True)
class LabelCatalogue:
    """Labels by name."""

    labels: Mapping[str, Label]

    def for_driver(self, driver: Driver) -> tuple[Label, ...]:
        """The labels that a driver reads, by name."""
        return tuple(
            self.labels[name]
            for name in sorted(self.labels)
            if self.labels[name].supported_by(driver)
        )

    def note(self, name: str, value: str, driver: Driver) -> LabelNote:
        """What to tell of a label that is given to a cluster; any text will do for both."""
        label = self.labels.get(name)
        if label is None:
            return self._unknown(name, driver)
        default = label.default(driver)
        if not label.supported_by(driver):
            return LabelNote(NoteKind.UNSUPPORTED, label.meaning, _passed_over(label, driver))
        if driver in label.template_only:
            reason = message("It counts in a cluster template only. Choose a template that has it.")
            return LabelNote(NoteKind.TEMPLATE_ONLY, label.meaning, reason, default)
        wrong = label.check(value)
        if wrong is not None:
            return LabelNote(NoteKind.WRONG_VALUE, label.meaning, wrong, default)
        return LabelNote(NoteKind.KNOWN, label.meaning, label.cautions.get(driver), default)

    def nearest(self, name: str, driver: Driver) -> str | None:
        """The known name most like this one, one that the driver reads before any other."""
        if len(name) > _LONGEST_NAME:
            return None
        plain = name.lower().replace("-", "_")
        read = [label.name for label in self.for_driver(driver)]
        for names in (read, sorted(self.labels)):
            found = difflib.get_close_matches(plain, names, n=1, cutoff=0.8)
            if found:
                return found[0]
        return None

    def _unknown(self, name: str, driver: Driver) -> LabelNote:
        nearest = self.nearest(name, driver)
        if nearest is None:
            reason = message(
                "This dashboard does not know the label. It is sent as it stands; whether it has "
                "an effect is up to this cloud."
            )
        else:
            reason = message(
                "This dashboard does not know the label. Did you mean %(name)s?", name=nearest
            )
        return LabelNote(NoteKind.UNKNOWN, reason=reason, nearest=nearest)


def _passed_over(label: Label, driver: Driver) -> Message:
    instead = label.instead.get(driver)
    if instead is None:
        return message(
            "It has no effect here: %(driver)s does not read it. Leave it out.",
            driver=driver.display_name,
        )
    return message(
        "It has no effect here: %(driver)s does not read it. %(instead)s",
        driver=driver.display_name,
        instead=instead,
    )


CATALOGUE = LabelCatalogue(
    {
        label.name: label
        for group in (
            VERSION_AND_MACHINES,
            VOLUMES,
            GROWTH_AND_REPAIR,
            ADDRESSES,
            LOAD_BALANCERS,
            INGRESS,
            POD_NETWORKS,
            STORAGE,
            SIGN_IN,
            MONITORING,
            IMAGES,
            OPTIONS,
        )
        for label in group
    }
)


def customised_catalogue(catalogue: LabelCatalogue, entries: object) -> LabelCatalogue:
    """The catalogue with the operator's setting "labels" on top: see label_setting.read_labels.

    Raises ValueError with a sentence for the operator.
    """
    return LabelCatalogue(apply_label_setting(catalogue.labels, entries)) if entries else catalogue


@dataclass(frozen=True)
class LabelOverride:
    """A label whose value is another than the template's."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class MergedLabels:
    """A template's labels with given ones on top, and those that are another than before."""

    labels: Mapping[str, str]
    overridden: tuple[LabelOverride, ...]


def merge_labels(template_labels: Mapping[str, str], given: Mapping[str, str]) -> MergedLabels:
    """What a cluster's labels will be, as Magnum's `merge_labels` makes them."""
    return MergedLabels(
        labels={**template_labels, **given},
        overridden=tuple(
            LabelOverride(name, template_labels[name], value)
            for name, value in given.items()
            if name in template_labels and template_labels[name] != value
        ),
    )


@dataclass(frozen=True)
class ArchitectureTrap:
    """A label that is missing, and why a cluster on arm64 fails without it."""

    label: str
    reason: Message


def arm64_traps(labels: Mapping[str, str], driver: Driver) -> tuple[ArchitectureTrap, ...]:
    """What the Heat driver downloads for amd64 unless these labels, a cluster's own and its
    template's together, name another source.

    Helm is unpacked on the masters of every cluster (magnum stable/2026.1,
    install-helm.sh), containerd where the cluster runs it (install-cri.sh).
    """
    if driver is not Driver.HEAT:
        return ()
    traps = []
    if not labels.get("helm_client_url", "").strip():
        reason = message(
            "Without the label helm_client_url the masters download Helm for amd64, and add-ons "
            "that Helm installs fail on arm64. Give it the address of an archive for arm64, and "
            "helm_client_sha256 its checksum."
        )
        traps.append(ArchitectureTrap("helm_client_url", reason))
    containerd = labels.get("container_runtime", "") == "containerd"
    if containerd and not labels.get("containerd_tarball_url", "").strip():
        reason = message(
            "Without the label containerd_tarball_url the machines download containerd for amd64, "
            "and no container runs on arm64. Give it the address of an archive for arm64, and "
            "containerd_tarball_sha256 its checksum."
        )
        traps.append(ArchitectureTrap("containerd_tarball_url", reason))
    return tuple(traps)
