# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The templates that a cluster can be upgraded to, and what an upgrade to each changes.

Sources: `upgrade_cluster` of each driver.  magnum-cluster-api takes over the template's image
and the label kube_tag, magnum-capi-helm its image and its version of the Helm chart; both replace
every machine.  The Heat driver takes over the labels with versions and leaves the machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.drivers import Driver, driver_change_verdict
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.appraisal import template_verdict
from ldc_k8s_dashboard.domain.templates.architecture import (
    architecture_change_verdict,
    architectures_of,
)
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import (
    KubernetesVersion,
    best_first,
    is_older,
    upgrade_verdict,
    version_of_template,
)
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

_CHART_LABEL = "capi_helm_chart_version"


class UpgradeKind(StrEnum):
    """What an upgrade to a template is for."""

    NEWER = "newer"
    """A newer version of Kubernetes."""
    REBUILD = "rebuild"
    """The same numbers, from another image or another build."""
    FINISH = "finish"
    """The cluster's own template, whose version does not run yet."""


@dataclass(frozen=True)
class RunningCluster:
    """What of a cluster decides about its upgrades.

    template    None where the cluster's own template could not be found
    driver      None where the template is unknown
    version     what runs; None where Magnum reports none
    image_ids   the images of its machines; empty where they are unknown
    flavor_ids  the flavors of its machines
    """

    template_id: str
    template: ClusterTemplate | None = None
    driver: Driver | None = None
    version: KubernetesVersion | None = None
    image_ids: frozenset[str] = frozenset()
    flavor_ids: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UpgradeCandidate:
    """A template with the family of its driver; `image` is None where it could not be read."""

    template: ClusterTemplate
    driver: Driver
    image: Image | None = None

    @property
    def version(self) -> KubernetesVersion | None:
        return version_of_template(self.template, self.image.properties if self.image else None)

    @property
    def image_id(self) -> str:
        return self.image.id if self.image else self.template.image_id


@dataclass(frozen=True)
class UpgradeTarget:
    """A template, whether the cluster can be upgraded to it, and what that changes."""

    template: ClusterTemplate
    version: KubernetesVersion | None
    verdict: Verdict
    kind: UpgradeKind
    meaning: Message | None = None
    """What the upgrade is for, where that is not a newer version."""
    changes: tuple[Message, ...] = ()


def upgrade_targets(
    running: RunningCluster, candidates: Iterable[UpgradeCandidate]
) -> tuple[UpgradeTarget, ...]:
    """Return the templates for an upgrade: the usable ones first, each kind newest first.

    The cluster's own template is one of them only where its version does not run yet.
    """
    candidates = tuple(candidates)
    current_image = next(
        (
            candidate.image
            for candidate in candidates
            if candidate.template.uuid == running.template_id
        ),
        None,
    )
    targets = (
        _target(running, candidate, current_image)
        for candidate in candidates
        if candidate.template.uuid != running.template_id or _is_behind(running, candidate.version)
    )
    return best_first(targets)


def newer_than_template(
    running: RunningCluster, template_version: KubernetesVersion | None
) -> Message | None:
    """Return the note for a cluster that runs a newer version than its template has, or None.

    Magnum goes on naming the old template where an upgrade was made beside it, or where a
    driver did not store the new one.
    """
    version = running.version
    if version is None or template_version is None or running.template is None:
        return None
    if not is_older(template_version, version):
        return None
    return message(
        "The cluster runs %(version)s, which is newer than its template %(template)s with "
        "%(template_version)s: it was upgraded without Magnum, or Magnum did not note the new "
        "template. The choices below are for the version that runs.",
        version=str(version),
        template=running.template.name,
        template_version=str(template_version),
    )


def upgrade_procedure(driver: Driver | None) -> Message:
    """Describe what an upgrade does with the machines."""
    if driver is Driver.HEAT:
        return message(
            "Each machine is emptied and upgraded in place, one after another. This cannot be "
            "undone."
        )
    return message("Every machine is replaced, one after another. This cannot be undone.")


def takes_batches(driver: Driver | None) -> bool:
    """Return whether the driver reads max_batch_size: both Cluster API drivers ignore it."""
    return driver is None or driver is Driver.HEAT


def kept_by_upgrade(driver: Driver | None) -> Message:
    """Name what an upgrade leaves as it is, whatever the new template has."""
    if driver is Driver.HEAT:
        return message(
            "Flavors, network, the number of nodes and all labels but those with versions stay "
            "as they are, also where the new template has others."
        )
    return message(
        "Flavors, network, labels and the number of nodes stay as they are, also where the new "
        "template has others."
    )


def _is_behind(running: RunningCluster, version: KubernetesVersion | None) -> bool:
    if running.version is None or version is None:
        return False
    return is_older(running.version, version)


def _target(
    running: RunningCluster, candidate: UpgradeCandidate, current_image: Image | None
) -> UpgradeTarget:
    version = candidate.version
    kind = _kind(running, candidate)
    verdict = (
        template_verdict(candidate.template, candidate.image)
        and architecture_change_verdict(current_image, candidate.image)
        and (
            ALLOWED
            if running.driver is None
            else driver_change_verdict(running.driver, candidate.driver)
        )
        and _version_verdict(running, candidate)
    )
    if not verdict:
        return UpgradeTarget(candidate.template, version, verdict, kind)
    return UpgradeTarget(
        candidate.template,
        version,
        verdict,
        kind,
        meaning=_meaning(kind, running),
        changes=tuple(_changes(running, candidate, current_image)),
    )


def _kind(running: RunningCluster, candidate: UpgradeCandidate) -> UpgradeKind:
    if candidate.template.uuid == running.template_id:
        return UpgradeKind.FINISH
    version = candidate.version
    same_numbers = (
        running.version is not None
        and version is not None
        and (version.numbers == running.version.numbers)
    )
    return UpgradeKind.REBUILD if same_numbers else UpgradeKind.NEWER


def _version_verdict(running: RunningCluster, candidate: UpgradeCandidate) -> Verdict:
    """Check the version; the same one is allowed from another image, if that is put to use."""
    version = candidate.version
    if version is None or version != running.version:
        return upgrade_verdict(running.version, version)
    if candidate.driver is Driver.HEAT:
        return not_allowed(
            message(
                "The cluster already runs %(version)s, and %(driver)s does not replace the image "
                "of machines.",
                version=str(version),
                driver=candidate.driver.display_name,
            )
        )
    if not running.image_ids:
        return upgrade_verdict(running.version, version)
    if running.image_ids == {candidate.image_id}:
        return not_allowed(
            message(
                "The cluster already runs %(version)s from this template's image.",
                version=str(version),
            )
        )
    return ALLOWED


def _meaning(kind: UpgradeKind, running: RunningCluster) -> Message | None:
    if kind is UpgradeKind.FINISH:
        return message(
            "Finish the upgrade: Magnum has noted this template already, and %(version)s still "
            "runs.",
            version=str(running.version),
        )
    if kind is UpgradeKind.NEWER:
        return None
    if running.driver is Driver.HEAT:
        return message("The same version of Kubernetes in another build.")
    return message(
        "The same version from another image, for example with security fixes: every machine is "
        "replaced, and Kubernetes stays."
    )


def _changes(
    running: RunningCluster, candidate: UpgradeCandidate, current_image: Image | None
) -> Iterable[Message]:
    """Yield what the upgrade changes, and what of the template it does not take over."""
    if candidate.version != running.version:
        yield message(
            "Kubernetes %(before)s becomes %(after)s.",
            before=str(running.version),
            after=str(candidate.version),
        )
    image = candidate.image.name if candidate.image else candidate.template.image_id
    if candidate.driver is not Driver.HEAT and image:
        stays = running.image_ids == {candidate.image_id}
        yield (
            message("The image stays %(image)s.", image=image)
            if stays
            else message("The new machines have the image %(image)s.", image=image)
        )
    architectures = architectures_of(current_image)
    if architectures and candidate.image and not architectures_of(candidate.image):
        yield message(
            "Its image does not say that it is for %(architecture)s machines. Ask the "
            "template's owner before you choose it.",
            architecture=", ".join(sorted(architectures)),
        )
    yield from _add_on_changes(running, candidate)
    flavors = {candidate.template.flavor_id, candidate.template.master_flavor_id} - {""}
    others = sorted(flavors - running.flavor_ids)
    if others and running.flavor_ids:
        yield message(
            "Its flavor is not taken over: %(flavors)s.",
            flavors=", ".join(others),
        )


def _add_on_changes(running: RunningCluster, candidate: UpgradeCandidate) -> Iterable[Message]:
    """Yield the versions of add-ons that the driver takes from the new template's labels."""
    before, after = running.labels, candidate.template.labels
    if candidate.driver is Driver.HELM:
        chart = after.get(_CHART_LABEL, "")
        if chart and chart != before.get(_CHART_LABEL):
            yield message("The add-ons come from the Helm chart %(version)s.", version=chart)
    elif candidate.driver is Driver.HEAT:
        names = sorted(
            name
            for name, value in after.items()
            if name.endswith("_tag") and name != "kube_tag" and value != before.get(name)
        )
        if names:
            yield message(
                "Versions of add-ons change: %(labels)s.",
                labels=", ".join(f"{name}={after[name]}" for name in names),
            )
    else:
        yield message("The driver installs its add-ons anew for this version.")
