# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a template is worth: its Kubernetes version, its arm64 verdict and the reason.

Images and flavors are optional facts.  Where they could not be read, only the
verdict is unknown, and it says that this is why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image, by_id_and_name
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.architecture import (
    Evidence,
    Finding,
    Weight,
    architecture_verdict,
)
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion, version_of_template
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


@dataclass(frozen=True)
class TemplateResources:
    """Images and flavors by id and by name; None where they could not be read."""

    images: Mapping[str, Image] | None
    flavors: Mapping[str, Flavor] | None

    @classmethod
    def of(
        cls, images: Iterable[Image] | None, flavors: Iterable[Flavor] | None
    ) -> TemplateResources:
        return cls(
            None if images is None else by_id_and_name(images),
            None if flavors is None else by_id_and_name(flavors),
        )


@dataclass(frozen=True)
class OperatorDeclarations:
    """What the operator's settings say of architectures that no image proves."""

    accepted: bool = False
    """Whether a word on it, the operator's or a tag's, is enough to launch."""
    templates: frozenset[str] = frozenset()
    """Names and ids of templates that are for arm64 by the operator's word."""

    def names(self, template: ClusterTemplate) -> bool:
        return bool({template.uuid, template.name} & self.templates)


def read_arm64_templates(value: Iterable[object]) -> frozenset[str]:
    """The names and ids of the operator's setting.  Raises ValueError, for the operator to read."""
    found = tuple(value)
    if not all(isinstance(one, str) and one.strip() for one in found):
        raise ValueError("Each of them must be the name or the id of a template, as a text.")
    return frozenset(str(one).strip() for one in found)


@dataclass(frozen=True)
class Appraisal:
    """A template with all that is known of it."""

    template: ClusterTemplate
    finding: Finding
    evidence: tuple[Evidence, ...]
    reason: Message
    """The one sentence behind the finding."""
    image_finding: Finding
    """What it would be with other flavors than the template's."""
    launchable: Verdict
    """Whether a cluster may be launched from it: kind, image and architecture."""
    version: KubernetesVersion | None = None
    image: Image | None = None
    flavor: Flavor | None = None
    master_flavor: Flavor | None = None

    @property
    def verdict(self) -> Verdict:
        """`launchable`, by the name that `versions.best_first` knows it."""
        return self.launchable


def appraise(
    template: ClusterTemplate, resources: TemplateResources, declared: OperatorDeclarations
) -> Appraisal:
    """Weigh a template against what the cloud has and what the operator says of it."""
    image = (resources.images or {}).get(template.image_id)
    flavor = (resources.flavors or {}).get(template.flavor_id)
    master_flavor = (resources.flavors or {}).get(template.master_flavor_id)
    weigh = partial(
        architecture_verdict,
        template,
        image,
        declared_by_operator=declared.names(template),
        accept_declared=declared.accepted,
    )
    verdict = weigh(flavor, master_flavor)
    unseen = _unseen_image(template, resources) if image is None else None
    suits = not_allowed(unseen) if unseen is not None else verdict.usable
    evidence = verdict.evidence
    if unseen is not None:
        # The first piece of evidence is the domain's "could not be read"; here it is known why.
        evidence = (Evidence(message("Image"), unseen, Weight.HINT), *evidence[1:])
    return Appraisal(
        template=template,
        finding=verdict.finding,
        evidence=evidence + tuple(_unseen_flavors(template, resources)),
        reason=unseen or _reason(verdict.finding, evidence, verdict.usable),
        image_finding=weigh().finding,
        launchable=template_verdict(template, image) and suits,
        version=version_of_template(template, image.properties if image else None),
        image=image,
        flavor=flavor,
        master_flavor=master_flavor,
    )


def template_verdict(template: ClusterTemplate, image: Image | None) -> Verdict:
    """Whether there can be clusters of this template: its kind, and its image's state.

    `image` is None where it could not be read; that alone refuses nothing here.
    """
    if template.coe != "kubernetes":
        return not_allowed(message("It makes %(coe)s clusters, not Kubernetes.", coe=template.coe))
    refusal = reason_against_image(image) if image is not None else None
    return not_allowed(refusal) if refusal is not None else ALLOWED


NO_OS_DISTRO = message(
    "The image has no property os_distro, which Magnum needs. Ask the image's owner to set it."
)


def reason_against_image(image: Image) -> Message | None:
    """Why no machine of a cluster can be made from this image, or None.

    Magnum looks for os_distro (magnum/api/attr_validator.py validate_image), and
    Glance gives out the data of active images only.
    """
    if not image.properties.get("os_distro"):
        return NO_OS_DISTRO
    if image.status not in ("", "active"):
        return message(
            "The image cannot be used now (%(status)s). Ask the image's owner.",
            status=image.status,
        )
    return None


def _reason(finding: Finding, evidence: tuple[Evidence, ...], usable: Verdict) -> Message:
    """What decided: the proof where there is one, else what is wrong and what to do."""
    if usable.reason is not None:
        return usable.reason
    decisive = Weight.DECISIVE if finding is Finding.CONFIRMED else Weight.SUPPORTS
    proof = next(one for one in evidence if one.weight is decisive)
    return message("%(source)s: %(says)s", source=proof.source, says=proof.says)


def _unseen_image(template: ClusterTemplate, resources: TemplateResources) -> Message:
    if resources.images is None:
        return message("Unknown because the images could not be read. Try again in a minute.")
    return message(
        "Unknown because its image “%(image)s” is not among those you can see: it was deleted, "
        "it is private, or several have this name. Ask the template's owner.",
        image=template.image_id,
    )


def _unseen_flavors(template: ClusterTemplate, resources: TemplateResources) -> Iterable[Evidence]:
    for source, name in (
        (message("Flavor of the workers"), template.flavor_id),
        (message("Flavor of the masters"), template.master_flavor_id),
    ):
        if not name:
            continue
        if resources.flavors is None:
            yield Evidence(source, message("It could not be read."), Weight.HINT)
        elif name not in resources.flavors:
            yield Evidence(
                source,
                message("“%(name)s” is not among the flavors you can see.", name=name),
                Weight.HINT,
            )
