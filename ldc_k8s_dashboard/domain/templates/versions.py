# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubernetes versions: which one a template brings, and which step up is safe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import total_ordering
from typing import Any, Protocol, TypeVar

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

_VERSION = re.compile(
    r"v?(?P<major>[0-9]{1,4})\.(?P<minor>[0-9]{1,4})(\.(?P<patch>[0-9]{1,6}))?"
    # Bounded, since anybody may write a template's label, and Python makes no int out of more
    # than 4,300 digits.
    r"(?P<suffix>[-+][0-9A-Za-z.+~_-]{0,100})?"
)
_PRERELEASE = re.compile(r"-(alpha|beta|rc)\b")
_NUMBER = re.compile(r"([0-9]+)")


@total_ordering
@dataclass(frozen=True)
class KubernetesVersion:
    """A version such as v1.33.1-rancher1, ordered by its numbers.

    Among equal numbers a version without a patch comes first, an alpha, beta or
    release candidate before the release, and suffixes in their natural order
    (rancher2 before rancher10).
    """

    major: int
    minor: int
    patch: int | None = None
    suffix: str = ""
    """What follows the numbers, with its mark: "-rancher1", "+rke2r1", "-rc.0"."""
    raw: str = field(default="", compare=False)
    """As it was written."""

    @classmethod
    def parse(cls, text: str | None) -> KubernetesVersion | None:
        """Read "v1.33.1", "1.33.1-rancher1", "v1.33.1+rke2r1" or "1.33"; None for anything else."""
        raw = (text or "").strip()
        found = _VERSION.fullmatch(raw)
        if found is None:
            return None
        patch = found["patch"]
        return cls(
            major=int(found["major"]),
            minor=int(found["minor"]),
            patch=None if patch is None else int(patch),
            suffix=found["suffix"] or "",
            raw=raw,
        )

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Major, minor and patch; -1 for a patch that is not said."""
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
    """The version that a cluster of this template gets; None where nothing says.

    The Heat and magnum-cluster-api drivers read the label `kube_tag`;
    magnum-capi-helm ignores it and reads the image's `kube_version`
    (magnum_capi_helm/driver.py).  A Magnum before 23 does not tell the driver:
    then an image that has `kube_version` decides, since only images made for
    Cluster API carry it and they hold that version.
    """
    from_label = KubernetesVersion.parse(template.labels.get("kube_tag"))
    from_image = KubernetesVersion.parse((image_properties or {}).get("kube_version"))
    if "capi_helm" in template.driver:
        return from_image
    if template.driver:
        return from_label
    return from_image or from_label


def upgrade_verdict(current: KubernetesVersion | None, target: KubernetesVersion | None) -> Verdict:
    """Whether a cluster may go from `current` to `target`.

    Kubernetes supports neither a way back nor a leap over a minor version
    (kubernetes.io, Version Skew Policy), and not every driver looks.  A version
    that is not known is refused: the step could not be checked and cannot be
    undone.  The same numbers with another suffix are a rebuild, and allowed.
    """
    reason = _reason_against(current, target)
    return ALLOWED if reason is None else not_allowed(reason)


def newer_available(
    current: KubernetesVersion | None, targets: Iterable[KubernetesVersion | None]
) -> KubernetesVersion | None:
    """The newest of `targets` that `current` may be upgraded to in one step, or None.

    Newer means larger numbers: a rebuild of the same version is not announced,
    and neither is an alpha, beta or release candidate to a cluster on a release.
    """
    if current is None:
        return None
    fitting = [
        target
        for target in targets
        if target is not None
        and target.numbers > current.numbers
        and (current.is_prerelease or not target.is_prerelease)
        and upgrade_verdict(current, target)
    ]
    return max(fitting, default=None)


class Versioned(Protocol):
    """A template that may be chosen, or not, with the version that it brings."""

    @property
    def template(self) -> ClusterTemplate: ...
    @property
    def version(self) -> KubernetesVersion | None: ...
    @property
    def verdict(self) -> Verdict: ...


C = TypeVar("C", bound=Versioned)


def best_first(choices: Iterable[C]) -> tuple[C, ...]:
    """Those that can be chosen first, newest version first, then by name; unknown versions last."""

    def rank(choice: C) -> tuple[bool, bool, KubernetesVersion]:
        version = choice.version
        return bool(choice.verdict), version is not None, version or KubernetesVersion(0, 0)

    by_name = sorted(choices, key=lambda choice: choice.template.name)
    return tuple(sorted(by_name, key=rank, reverse=True))


def _reason_against(  # noqa: PLR0911 - a list of reasons
    current: KubernetesVersion | None, target: KubernetesVersion | None
) -> Message | None:
    """Why the step cannot be made, or None."""
    if target is None:
        return message(
            "This template does not say which Kubernetes version it brings, so the step "
            "cannot be checked. Ask the template's owner to set it."
        )
    if current is None:
        return message(
            "The cluster's present Kubernetes version is not known, so the step to "
            "%(target)s cannot be checked. Try again when the cluster reports its version.",
            target=str(target),
        )
    if target == current:
        return message("The cluster runs %(current)s already.", current=str(current))
    if _is_older(target, current):
        return message(
            "%(target)s is older than the cluster's %(current)s. "
            "Kubernetes cannot go back. Choose a newer version.",
            target=str(target),
            current=str(current),
        )
    if target.major != current.major:
        return message(
            "%(target)s is another major version than the cluster's %(current)s. "
            "Make a new cluster instead.",
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


def _is_older(one: KubernetesVersion, other: KubernetesVersion) -> bool:
    """By the numbers, where both say them, and by release candidate before release."""
    if (one.major, one.minor) != (other.major, other.minor):
        return (one.major, one.minor) < (other.major, other.minor)
    if one.patch is None or other.patch is None:
        return False
    if one.patch != other.patch:
        return one.patch < other.patch
    return one.is_prerelease and one < other


def _natural(suffix: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts rancher2 before rancher10; numbers come before words."""
    return tuple(
        (0, int(piece), "") if piece.isdigit() else (1, 0, piece)
        for piece in _NUMBER.split(suffix)
        if piece
    )
