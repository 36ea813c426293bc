# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A rule over several labels: what it reads, whom it concerns, and what it says.

A label alone is checked by Label.check.  A rule compares labels with one another, and
with those of Magnum's fields that drivers read beside them.  `combinations.RULES` lists
all rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
from ldc_k8s_dashboard.domain.labels.label import label_number, read_flag
from ldc_k8s_dashboard.domain.message import Message, message


class Severity(StrEnum):
    """What a broken rule means."""

    REFUSE = "refuse"
    """The driver, or a service behind it, rejects it: the cluster would fail."""
    CAUTION = "caution"
    """The cluster is created, but not as it was asked for."""


@dataclass(frozen=True)
class LabelledCluster:
    """What rules read of a cluster, or of a template for clusters.

    The fields other than `driver` and `labels` are Magnum's; None and "" where unknown.
    """

    driver: Driver
    labels: Mapping[str, str]
    """Of a cluster with those of its template."""
    is_template: bool = False
    """Whether a launch can still add what is missing."""
    network_driver: str = ""
    volume_driver: str | None = None
    """"" if the template has none."""
    load_balancer: bool | None = None
    floating_ips: bool | None = None
    docker_volume_size: int | None = None
    """GB; 0 for none."""
    existing_network: bool | None = None
    """Whether the machines use a network that exists already."""
    subnet_cidr: str = ""
    """The addresses of the existing subnet."""
    default_boot_volume_size: int = 0
    """GB; what Magnum takes without the label boot_volume_size."""

    def is_set(self, name: str) -> bool:
        """Return whether a label is set to something."""
        return bool(self.labels.get(name, "").strip())

    def value(self, name: str) -> str:
        """Return a label's value, or else the driver's default; "" where that is unknown."""
        if self.is_set(name):
            return self.labels[name].strip()
        return CATALOGUE.labels[name].default(self.driver) or ""

    def flag(self, name: str) -> bool | None:
        """Return a label as a flag; None where it is unknown."""
        return read_flag(self.value(name))

    def number(self, name: str) -> int | None:
        """Return a label as a number; None where it is unknown or no number."""
        return label_number(self.value(name))


@dataclass(frozen=True)
class Mend:
    """A label to set, with the value that ends the conflict."""

    label: str
    value: str

    def __str__(self) -> str:
        return f"{self.label}={self.value}"


@dataclass(frozen=True)
class Conflict:
    """Labels that do not go together."""

    label: str
    """The label at which to show it."""
    sentence: Message
    """What happens, why, and what to do."""
    severity: Severity
    mend: Mend | None = None
    rule: str = ""
    """The key of the rule."""
    labels: tuple[str, ...] = ()
    """All labels that the rule reads."""


Check = Callable[[LabelledCluster], Conflict | None]


@dataclass(frozen=True)
class LabelRule:
    """A rule over several labels."""

    key: str
    labels: tuple[str, ...]
    """The labels that it reads."""
    drivers: frozenset[Driver]
    """The drivers for whose clusters it holds."""
    source: str
    """Where upstream the behaviour can be read: project, release, file, function."""
    check: Check = field(repr=False)
    """Returns the conflict, or None."""


def useless_label(
    key: str,
    labels: tuple[str, ...],
    drivers: frozenset[Driver],
    source: str,
    *,
    works: Callable[[LabelledCluster], bool | None],
    reads: tuple[str, ...] = (),
    why: Message,
    mend: Mend | None = None,
) -> LabelRule:
    """Return a rule for labels that have no effect unless something else is set.

    works  whether they have an effect; None where that is unknown
    reads  the other labels on which it depends
    why    the sentence that says why not, and what to do
    """

    def check(cluster: LabelledCluster) -> Conflict | None:
        useless = [name for name in labels if cluster.is_set(name)]
        if not useless or works(cluster) is not False:
            return None
        sentence = message(
            "No effect: %(labels)s. %(why)s",
            labels=", ".join(f"{name}={cluster.labels[name]}" for name in useless),
            why=why,
        )
        return Conflict(useless[0], sentence, Severity.CAUTION, mend)

    return LabelRule(key, (*labels, *reads), drivers, source, check)
