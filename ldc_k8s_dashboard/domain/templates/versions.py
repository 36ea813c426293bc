# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubernetes versions of templates, and the upgrades between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import total_ordering
from typing import Any, Protocol, TypeVar

from ldc_k8s_dashboard.domain.drivers import Driver, default_kubernetes_version, known_driver
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

_VERSION = re.compile(
    r"v?(?P<major>[0-9]{1,4})\.(?P<minor>[0-9]{1,4})(\.(?P<patch>[0-9]{1,6}))?"
    # Bounded: anybody can write a template's label, and Python converts no more than 4,300
    # digits to an int.
    r"(?P<suffix>[-+][0-9A-Za-z.+~_-]{0,100})?"
)
_PRERELEASE = re.compile(r"-(alpha|beta|rc)\b")
_NUMBER = re.compile(r"([0-9]+)")


@total_ordering
@dataclass(frozen=True)
class KubernetesVersion:
    """A version such as v1.33.1-rancher1, ordered by its numbers.

    A version without a patch comes before one with a patch.  Among equal numbers an
    alpha, beta or release candidate comes before the release, and suffixes are in
    natural order (rancher2 before rancher10).
    """

    major: int
    minor: int
    patch: int | None = None
    suffix: str = ""
    """The text after the numbers, with its sign: "-rancher1", "+rke2r1", "-rc.0"."""
    raw: str = field(default="", compare=False)
    """The text from which it was read."""

    @classmethod
    def parse(cls, text: str | None) -> KubernetesVersion | None:
        """Read "v1.33.1", "1.33.1-rancher1", "v1.33.1+rke2r1" or "1.33"; None for anything else."""
        raw = (text or "").strip()
        match = _VERSION.fullmatch(raw)
        if match is None:
            return None
        patch = match["patch"]
        return cls(
            major=int(match["major"]),
            minor=int(match["minor"]),
            patch=None if patch is None else int(patch),
            suffix=match["suffix"] or "",
            raw=raw,
        )

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Major, minor and patch; -1 for an unknown patch."""
        return self.major, self.minor, -1 if self.patch is None else self.patch

    @property
    def is_prerelease(self) -> bool:
        return _PRERELEASE.match(self.suffix) is not None

    def __str__(self) -> str:
        patch = "" if self.patch is None else f".{self.patch}"
        return f"v{self.major}.{self.minor}{patch}{self.suffix}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, KubernetesVersion):
            return NotImplemented
        return self._rank() < other._rank()

    def _rank(self) -> tuple[Any, ...]:
        return self.numbers, not self.is_prerelease, _natural(self.suffix), self.suffix


def version_of_template(
    template: ClusterTemplate, image_properties: Mapping[str, str] | None = None
) -> KubernetesVersion | None:
    """Return the version that a cluster of this template gets; None where unknown.

    The Heat and magnum-cluster-api drivers read the label `kube_tag`, and the latter has a
    version of its own without it; magnum-capi-helm ignores it and reads the image's `kube_version`
    (magnum_capi_helm/driver.py).  Magnum before release 23 does not report the
    driver.  Then an image's `kube_version` decides, since only images made for
    Cluster API have it and they contain that version.
    """
    from_label = KubernetesVersion.parse(template.labels.get("kube_tag"))
    from_image = KubernetesVersion.parse((image_properties or {}).get("kube_version"))
    driver = known_driver(template.driver)
    if driver is Driver.HELM:
        return from_image
    if driver is Driver.MCAPI and not template.labels.get("kube_tag", "").strip():
        return KubernetesVersion.parse(default_kubernetes_version(driver))
    if template.driver:
        return from_label
    return from_image or from_label


def upgrade_verdict(current: KubernetesVersion | None, target: KubernetesVersion | None) -> Verdict:
    """Check whether a cluster may be upgraded from `current` to `target`.

    Kubernetes supports neither a downgrade nor an upgrade that skips a minor version
    (kubernetes.io, Version Skew Policy), and not every driver checks this.  An unknown
    version is not allowed, since the upgrade cannot be checked and cannot be undone.
    The same numbers with another suffix are a rebuild, which is allowed.
    """
    reason = _reason_against(current, target)
    return ALLOWED if reason is None else not_allowed(reason)


def is_older(target: KubernetesVersion, current: KubernetesVersion) -> bool:
    """Return whether `target` is older, by the numbers that both versions have.

    A release candidate is older than its release.
    """
    if (target.major, target.minor) != (current.major, current.minor):
        return (target.major, target.minor) < (current.major, current.minor)
    if target.patch is None or current.patch is None:
        return False
    if target.patch != current.patch:
        return target.patch < current.patch
    return target.is_prerelease and target < current


class Versioned(Protocol):
    """A template with its version and the verdict on choosing it."""

    @property
    def template(self) -> ClusterTemplate: ...
    @property
    def version(self) -> KubernetesVersion | None: ...
    @property
    def verdict(self) -> Verdict: ...


VersionedT = TypeVar("VersionedT", bound=Versioned)


def best_first(choices: Iterable[VersionedT]) -> tuple[VersionedT, ...]:
    """Sort choices: allowed ones first, then newest version (unknown ones last), then name."""

    def rank(choice: VersionedT) -> tuple[bool, bool, KubernetesVersion]:
        version = choice.version
        return bool(choice.verdict), version is not None, version or KubernetesVersion(0, 0)

    by_name = sorted(choices, key=lambda choice: choice.template.name)
    return tuple(sorted(by_name, key=rank, reverse=True))


def _reason_against(  # noqa: PLR0911 - one return for each reason
    current: KubernetesVersion | None, target: KubernetesVersion | None
) -> Message | None:
    """Return the reason against an upgrade, or None."""
    if target is None:
        return message(
            "The Kubernetes version of this template is unknown, so the upgrade cannot be "
            "checked. Ask the template's owner to set it."
        )
    if current is None:
        return message(
            "The cluster's current Kubernetes version is unknown, so the upgrade to "
            "%(target)s cannot be checked. Try again when the cluster reports its version.",
            target=str(target),
        )
    if target == current:
        return message("The cluster already runs %(current)s.", current=str(current))
    if is_older(target, current):
        return message(
            "%(target)s is older than the cluster's %(current)s. "
            "Kubernetes cannot go back. Choose a newer version.",
            target=str(target),
            current=str(current),
        )
    if target.major != current.major:
        return message(
            "%(target)s is another major version than the cluster's %(current)s. "
            "Launch a new cluster instead.",
            target=str(target),
            current=str(current),
        )
    if target.minor > current.minor + 1:
        return message(
            "%(target)s is more than one minor version above the cluster's %(current)s. "
            "Upgrade to v%(major)s.%(between)s first.",
            target=str(target),
            current=str(current),
            major=current.major,
            between=current.minor + 1,
        )
    return None


def _natural(suffix: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts rancher2 before rancher10, and numbers before letters."""
    return tuple(
        (0, int(piece), "") if piece.isdigit() else (1, 0, piece)
        for piece in _NUMBER.split(suffix)
        if piece
    )
