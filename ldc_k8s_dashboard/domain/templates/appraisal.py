# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Appraise a template: its Kubernetes version, its architecture, and the launch verdict.

Images and flavors are optional.  Where they could not be read, the finding is
unknown, and the reason names this.
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
from ldc_k8s_dashboard.domain.templates.driver_checks import (
    driver_cautions,
    reason_against_driver,
)
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion, version_of_template
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


@dataclass(frozen=True)
class TemplateResources:
    """Images and flavors by id and by name; None where they could not be read.

    `late` means that they were not read yet, and will be.
    """

    images: Mapping[str, Image] | None
    flavors: Mapping[str, Flavor] | None
    late: bool = False

    @classmethod
    def of(
        cls,
        images: Iterable[Image] | None,
        flavors: Iterable[Flavor] | None,
        *,
        late: bool = False,
    ) -> TemplateResources:
        return cls(
            None if images is None else by_id_and_name(images),
            None if flavors is None else by_id_and_name(flavors),
            late,
        )


@dataclass(frozen=True)
class OperatorDeclarations:
    """The operator's settings on templates that no image proves to be for arm64."""

    accepted: bool = False
    """Whether a declaration, by the operator or by a tag, is enough to launch."""
    templates: frozenset[str] = frozenset()
    """Names and ids of the templates that the operator declares to be for arm64."""

    def includes(self, template: ClusterTemplate) -> bool:
        return bool({template.uuid, template.name} & self.templates)


def read_arm64_templates(value: Iterable[object]) -> frozenset[str]:
    """Read the names and ids of the setting; raise ValueError with a sentence for the operator."""
    templates = tuple(value)
    if not all(isinstance(template, str) and template.strip() for template in templates):
        raise ValueError("Each entry must be a string, the name or the id of a template.")
    return frozenset(str(template).strip() for template in templates)


@dataclass(frozen=True)
class Appraisal:
    """A template with its resources, its evidence, and the verdict."""

    template: ClusterTemplate
    finding: Finding
    evidence: tuple[Evidence, ...]
    reason: Message
    """The sentence that explains the finding."""
    image_finding: Finding
    """The finding from the image alone, for a launch with other flavors."""
    verdict: Verdict
    """Whether a cluster may be launched from it: kind, image, architecture and driver."""
    version: KubernetesVersion | None = None
    image: Image | None = None
    flavor: Flavor | None = None
    master_flavor: Flavor | None = None
    cautions: tuple[Message, ...] = ()
    """What a user should know before a launch."""


def appraise(
    template: ClusterTemplate, resources: TemplateResources, declared: OperatorDeclarations
) -> Appraisal:
    """Appraise a template by the cloud's images and flavors and the operator's settings."""
    image = (resources.images or {}).get(template.image_id)
    flavor = (resources.flavors or {}).get(template.flavor_id)
    master_flavor = (resources.flavors or {}).get(template.master_flavor_id)
    weigh = partial(
        architecture_verdict,
        template,
        image,
        declared_by_operator=declared.includes(template),
        accept_declared=declared.accepted,
    )
    architecture = weigh(flavor, master_flavor)
    missing_image = _missing_image_reason(template, resources) if image is None else None
    usable = not_allowed(missing_image) if missing_image is not None else architecture.usable
    evidence = architecture.evidence
    if missing_image is not None:
        # The first piece of evidence is "It could not be read."; the cause is known here.
        evidence = (Evidence(message("Image"), missing_image, Weight.HINT), *evidence[1:])
    return Appraisal(
        template=template,
        finding=architecture.finding,
        evidence=evidence + tuple(_missing_flavors(template, resources)),
        reason=missing_image or _reason(architecture.finding, evidence, architecture.usable),
        image_finding=weigh().finding,
        verdict=template_verdict(template, image) and usable,
        version=version_of_template(template, image.properties if image else None),
        image=image,
        flavor=flavor,
        master_flavor=master_flavor,
        cautions=driver_cautions(template, image),
    )


def template_verdict(template: ClusterTemplate, image: Image | None) -> Verdict:
    """Check whether a template's kind, the state of its image and its driver allow a cluster.

    `image` is None where it could not be read; this is no reason against it here.
    """
    if template.coe != "kubernetes":
        return not_allowed(message("It makes %(coe)s clusters, not Kubernetes.", coe=template.coe))
    reason = reason_against_image(image) if image is not None else None
    reason = reason or reason_against_driver(template, image)
    return not_allowed(reason) if reason is not None else ALLOWED


NO_OS_DISTRO = message(
    "The image has no property os_distro, which Magnum needs. Ask the image's owner to set it."
)


def reason_against_image(image: Image) -> Message | None:
    """Return the reason why no machine can be made from this image, or None.

    Magnum requires os_distro (magnum/api/attr_validator.py validate_image), and
    Glance serves the data of active images only.
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
    """Return the proof where there is one, else what is wrong and what to do."""
    if usable.reason is not None:
        return usable.reason
    decisive = Weight.DECISIVE if finding is Finding.CONFIRMED else Weight.SUPPORTS
    proof = next(item for item in evidence if item.weight is decisive)
    return message("%(source)s: %(statement)s", source=proof.source, statement=proof.statement)


def _missing_image_reason(template: ClusterTemplate, resources: TemplateResources) -> Message:
    if resources.images is None and resources.late:
        return message("Unknown yet: the images are still being read.")
    if resources.images is None:
        return message("Unknown because the images could not be read. Try again in a minute.")
    return message(
        "Unknown because its image “%(image)s” is not among the images you can see. It was "
        "deleted, it is private, or several have this name. Ask the template's owner.",
        image=template.image_id,
    )


def _missing_flavors(template: ClusterTemplate, resources: TemplateResources) -> Iterable[Evidence]:
    for source, name in (
        (message("Flavor of the workers"), template.flavor_id),
        (message("Flavor of the masters"), template.master_flavor_id),
    ):
        if not name:
            continue
        if resources.flavors is None and resources.late:
            yield Evidence(source, message("It is still being read."), Weight.HINT)
        elif resources.flavors is None:
            yield Evidence(source, message("It could not be read."), Weight.HINT)
        elif name not in resources.flavors:
            yield Evidence(
                source,
                message("“%(name)s” is not among the flavors you can see.", name=name),
                Weight.HINT,
            )
