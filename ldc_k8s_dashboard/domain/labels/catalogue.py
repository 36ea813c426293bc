# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The catalogue of labels that Magnum's drivers read, notes on labels, and merging of labels.

Labels are plain text to Magnum: it checks none of them, and a driver ignores one
that it does not know.  So only the notes here point out a typing mistake.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.entries.cluster import (
    AUTO_HEALING,
    AUTOSCALING,
    CLOUD_PROVIDER,
    CONTAINER_RUNTIME,
    OPERATING_SYSTEM,
    PLACEMENT,
    VERSION,
)
from ldc_k8s_dashboard.domain.labels.entries.identity import KEYSTONE, OPENID_CONNECT
from ldc_k8s_dashboard.domain.labels.entries.images_and_components import (
    API_SECURITY,
    AUDIT_LOG,
    COMPONENT_OPTIONS,
    HELM_CLIENT,
    IMAGES,
)
from ldc_k8s_dashboard.domain.labels.entries.monitoring import (
    HEAPSTER,
    KUBERNETES_DASHBOARD,
    METRICS_SERVER,
    PROMETHEUS,
)
from ldc_k8s_dashboard.domain.labels.entries.network import (
    ADDRESSES,
    INGRESS,
    LOAD_BALANCERS,
    POD_NETWORKS,
)
from ldc_k8s_dashboard.domain.labels.entries.storage import (
    ETCD_VOLUMES,
    MACHINE_VOLUMES,
    POD_VOLUMES,
    SHARED_FILE_SYSTEMS,
)
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
"""Characters; a longer name is not compared with the known ones."""


class NoteKind(StrEnum):
    """The kinds of note on a label that a user sets."""

    KNOWN = "known"
    UNSUPPORTED = "unsupported"
    """Known, but this driver does not read it."""
    UNKNOWN = "unknown"
    WRONG_VALUE = "wrong_value"
    TEMPLATE_ONLY = "template_only"
    """This driver reads it only from the cluster template."""


@dataclass(frozen=True)
class LabelNote:
    """What is known of a label and its value with one driver."""

    kind: NoteKind
    meaning: Message | None = None
    reason: Message | None = None
    """What is wrong and what to do; of a KNOWN label, what to consider before setting it."""
    default: str | None = None
    """The driver's value without the label; None if unknown."""
    nearest: str | None = None
    """The known name most like an unknown one."""


@dataclass(frozen=True)
class LabelCatalogue:
    """Labels by name."""

    labels: Mapping[str, Label]

    def for_driver(self, driver: Driver) -> tuple[Label, ...]:
        """List the labels that a driver reads, sorted by name."""
        return tuple(
            self.labels[name]
            for name in sorted(self.labels)
            if self.labels[name].supported_by(driver)
        )

    def note(self, name: str, value: str, driver: Driver) -> LabelNote:
        """Return the note on a label of a cluster; `name` and `value` can be any text."""
        label = self.labels.get(name)
        if label is None:
            return self._note_of_unknown(name, driver)
        default = label.default(driver)
        if not label.supported_by(driver):
            return LabelNote(
                NoteKind.UNSUPPORTED, label.meaning, _unsupported_reason(label, driver)
            )
        if driver in label.template_only:
            return LabelNote(NoteKind.TEMPLATE_ONLY, label.meaning, _ONLY_IN_TEMPLATE, default)
        wrong_value = label.check(value)
        if wrong_value is not None:
            return LabelNote(NoteKind.WRONG_VALUE, label.meaning, wrong_value, default)
        return LabelNote(NoteKind.KNOWN, label.meaning, label.cautions.get(driver), default)

    def nearest(self, name: str, driver: Driver) -> str | None:
        """Return the known name most like this one, preferably one that the driver reads."""
        if len(name) > _LONGEST_NAME:
            return None
        plain = name.lower().replace("-", "_")
        read_by_driver = [label.name for label in self.for_driver(driver)]
        for names in (read_by_driver, sorted(self.labels)):
            matches = difflib.get_close_matches(plain, names, n=1, cutoff=0.8)
            if matches:
                return matches[0]
        return None

    def _note_of_unknown(self, name: str, driver: Driver) -> LabelNote:
        nearest = self.nearest(name, driver)
        if nearest is None:
            reason = message(
                "This dashboard does not know the label. It is sent unchanged; this cloud decides "
                "whether it has an effect."
            )
        else:
            reason = message(
                "This dashboard does not know the label. Did you mean %(name)s?", name=nearest
            )
        return LabelNote(NoteKind.UNKNOWN, reason=reason, nearest=nearest)


_ONLY_IN_TEMPLATE = message(
    "It takes effect only in a cluster template. Choose a template that has it."
)


def _unsupported_reason(label: Label, driver: Driver) -> Message:
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
            VERSION,
            PLACEMENT,
            OPERATING_SYSTEM,
            CONTAINER_RUNTIME,
            CLOUD_PROVIDER,
            AUTOSCALING,
            AUTO_HEALING,
            MACHINE_VOLUMES,
            ETCD_VOLUMES,
            POD_VOLUMES,
            SHARED_FILE_SYSTEMS,
            KEYSTONE,
            OPENID_CONNECT,
            PROMETHEUS,
            METRICS_SERVER,
            KUBERNETES_DASHBOARD,
            HEAPSTER,
            IMAGES,
            HELM_CLIENT,
            COMPONENT_OPTIONS,
            API_SECURITY,
            AUDIT_LOG,
            ADDRESSES,
            LOAD_BALANCERS,
            INGRESS,
            POD_NETWORKS,
        )
        for label in group
    }
)


def customised_catalogue(catalogue: LabelCatalogue, entries: object) -> LabelCatalogue:
    """Return the catalogue with the operator's setting "labels" laid over it.

    labels.setting.apply_label_setting describes the setting.

    Raises ValueError with a sentence for the operator.
    """
    return LabelCatalogue(apply_label_setting(catalogue.labels, entries)) if entries else catalogue


@dataclass(frozen=True)
class LabelOverride:
    """A label whose value differs from the template's."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class MergedLabels:
    """A template's labels with a cluster's laid over them, and those whose value changes."""

    labels: Mapping[str, str]
    overridden: tuple[LabelOverride, ...]


def merge_labels(template_labels: Mapping[str, str], given: Mapping[str, str]) -> MergedLabels:
    """Merge a cluster's labels (`given`) into its template's, as Magnum's merge_labels does."""
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
    """A missing label, and why a cluster on arm64 fails without it."""

    label: str
    reason: Message


def arm64_traps(labels: Mapping[str, str], driver: Driver) -> tuple[ArchitectureTrap, ...]:
    """List what the Heat driver downloads for amd64 because no label names another source.

    `labels` are the cluster's with its template's.  Helm is unpacked on the
    masters of every cluster (magnum stable/2026.1, install-helm.sh), containerd only if
    the cluster runs it (install-cri.sh).
    """
    if driver is not Driver.HEAT:
        return ()
    traps = []
    if not labels.get("helm_client_url", "").strip():
        reason = message(
            "Without the label helm_client_url the masters download Helm for amd64, and "
            "add-ons that Helm installs fail on arm64. Set it to the address of an archive "
            "for arm64, and helm_client_sha256 to its checksum."
        )
        traps.append(ArchitectureTrap("helm_client_url", reason))
    containerd = labels.get("container_runtime", "") == "containerd"
    if containerd and not labels.get("containerd_tarball_url", "").strip():
        reason = message(
            "Without the label containerd_tarball_url the machines download containerd for "
            "amd64, and no container runs on arm64. Set it to the address of an archive for "
            "arm64, and containerd_tarball_sha256 to its checksum."
        )
        traps.append(ArchitectureTrap("containerd_tarball_url", reason))
    return tuple(traps)
