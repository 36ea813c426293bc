# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Check whether clusters of a template run on arm64, with the evidence.

No Magnum label holds the architecture and no driver checks it.  So the evidence
is weighed in this order: the image's properties; the traits that the flavors
require of the host; declarations by the operator or the template's author; and
names, which prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

ARM64 = frozenset({"aarch64", "arm64"})


class Finding(StrEnum):
    """The conclusion from the evidence."""

    CONFIRMED = "confirmed"
    """The image names arm64 and nothing contradicts it."""
    DECLARED = "declared"
    """Only the operator or the template's author names arm64."""
    EMULATED = "emulated"
    """The machines would emulate another processor, in software and slowly."""
    CONFLICT = "conflict"
    """Two pieces of evidence contradict each other; such a cluster would not start."""
    NOT_ARM64 = "not_arm64"
    """The image is made for another processor."""
    UNKNOWN = "unknown"
    """There is no evidence."""


class Weight(StrEnum):
    """The weight of a piece of evidence."""

    DECISIVE = "decisive"
    SUPPORTS = "supports"
    AGAINST = "against"
    HINT = "hint"


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence: where it comes from, what it states, and its weight."""

    source: Message
    statement: Message
    weight: Weight


@dataclass(frozen=True)
class ArchitectureVerdict:
    """The finding, its evidence, and whether a cluster may be launched on it."""

    finding: Finding
    evidence: tuple[Evidence, ...]
    usable: Verdict


def architecture_verdict(
    template: ClusterTemplate,
    image: Image | None,
    flavor: Flavor | None = None,
    master_flavor: Flavor | None = None,
    *,
    declared_by_operator: bool = False,
    accept_declared: bool = False,
) -> ArchitectureVerdict:
    """Weigh the evidence for one template.

    `image` is None where it could not be read; a flavor is None where the template
    leaves it open or it could not be read.  `declared_by_operator` is the operator's
    setting that this template is for arm64.  `accept_declared` is the setting that a
    declaration is enough to launch.

    Sources: Glance "useful image properties" and nova/objects/image_meta.py
    (`hw_architecture`, its older name `architecture`, `hw_emulation_architecture`);
    os-traits HW_ARCH_*.
    """
    from_image = tuple(_image_evidence(image))
    from_flavors = tuple(
        evidence
        for role, role_flavor in (
            (message("Flavor of the workers"), flavor),
            (message("Flavor of the masters"), master_flavor),
        )
        if role_flavor is not None
        for evidence in _flavor_evidence(role, role_flavor)
    )
    declarations = tuple(_declarations(template, declared_by_operator))
    hints = tuple(_hints(template, image))

    finding = _image_finding(image)
    if any(evidence.weight is Weight.AGAINST for evidence in from_flavors) and finding in (
        None,
        Finding.CONFIRMED,
    ):
        finding = Finding.CONFLICT
    if finding is None:
        finding = Finding.DECLARED if declarations else Finding.UNKNOWN
    return ArchitectureVerdict(
        finding,
        from_image + from_flavors + declarations + hints,
        finding_verdict(finding, accept_declared=accept_declared),
    )


def finding_verdict(finding: Finding, *, accept_declared: bool) -> Verdict:
    """Check whether a cluster may be launched on this finding."""
    if finding is Finding.CONFIRMED or (finding is Finding.DECLARED and accept_declared):
        return ALLOWED
    return not_allowed(_REASONS[finding])


_REASONS = {
    Finding.DECLARED: message(
        "This template is only declared to be for arm64; its image does not confirm it. "
        "Ask the image's owner to set its property hw_architecture to aarch64."
    ),
    Finding.EMULATED: message(
        "The machines would emulate another processor, which is very slow. "
        "Choose a template whose image is made for arm64."
    ),
    Finding.CONFLICT: message(
        "Image and flavor are for different processors, so the machines would not start. "
        "Ask the template's owner to correct it."
    ),
    Finding.NOT_ARM64: message(
        "The image is not made for arm64. Choose a template whose image is."
    ),
    Finding.UNKNOWN: message(
        "There is no evidence that this template is for arm64. "
        "Ask the image's owner to set its property hw_architecture to aarch64."
    ),
}


def architecture_change_verdict(current: Image | None, target: Image | None) -> Verdict:
    """Check whether machines made from `target` can replace machines made from `current`.

    Only different architectures are a reason against it; an image without one, or
    an unread image, is none.
    """
    before, after = architectures_of(current), architectures_of(target)
    if not before or not after or before & after:
        return ALLOWED
    return not_allowed(
        message(
            "Its image is for %(after)s machines, but this cluster runs on %(before)s.",
            after=", ".join(sorted(after)),
            before=", ".join(sorted(before)),
        )
    )


def architectures_of(image: Image | None) -> frozenset[str]:
    """Return the architectures that an image names, with aarch64 as arm64."""
    if image is None:
        return frozenset()
    names = {_property(image, "hw_architecture"), _property(image, "architecture")} - {""}
    return frozenset("arm64" if name in ARM64 else name for name in names)


def demanded_architectures(flavor: Flavor) -> tuple[frozenset[str], frozenset[str]]:
    """Return the HW_ARCH_* that a flavor requires and forbids, without that prefix.

    For example ({"AARCH64"}, {}).
    """
    demands = tuple(_traits(flavor.extra_specs))
    return (
        frozenset(arch for arch, demand in demands if demand == "required"),
        frozenset(arch for arch, demand in demands if demand == "forbidden"),
    )


def _property(image: Image, name: str) -> str:
    return str(image.properties.get(name, "")).strip().lower()


def _image_finding(image: Image | None) -> Finding | None:
    """Return the finding from the image alone; None where it names no architecture."""
    if image is None:
        return None
    names = {_property(image, "hw_architecture"), _property(image, "architecture")} - {""}
    if _property(image, "hw_emulation_architecture"):
        return Finding.EMULATED
    if not names:
        return None
    if names <= ARM64:
        return Finding.CONFIRMED
    return Finding.CONFLICT if names & ARM64 else Finding.NOT_ARM64


def _image_evidence(image: Image | None) -> Iterator[Evidence]:
    source = message("Image")
    if image is None:
        yield Evidence(source, message("It could not be read."), Weight.HINT)
        return
    names_architecture = False
    for name in ("hw_architecture", "architecture"):
        value = _property(image, name)
        if value:
            names_architecture = True
            yield Evidence(
                source,
                message("%(name)s is %(value)s.", name=name, value=value),
                Weight.DECISIVE if value in ARM64 else Weight.AGAINST,
            )
    emulated = _property(image, "hw_emulation_architecture")
    if emulated:
        yield Evidence(
            source,
            message("It asks for an emulated %(value)s processor.", value=emulated),
            Weight.AGAINST,
        )
    if not names_architecture:
        yield Evidence(
            source,
            message("It has no hw_architecture, so Nova can start it on any host."),
            Weight.HINT,
        )


def _flavor_evidence(role: Message, flavor: Flavor) -> Iterator[Evidence]:
    source = message("%(role)s “%(name)s”", role=role, name=flavor.name)
    for arch, demand in _traits(flavor.extra_specs):
        arm64 = arch == "AARCH64"
        if demand == "required":
            yield Evidence(
                source,
                message("It requires a host with %(arch)s.", arch=arch.lower()),
                Weight.SUPPORTS if arm64 else Weight.AGAINST,
            )
        elif demand == "forbidden" and arm64:
            yield Evidence(source, message("It forbids aarch64 hosts."), Weight.AGAINST)


def _traits(extra_specs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """List architecture and demand of each `trait:HW_ARCH_<architecture>`.

    The group form `trait<suffix>:` counts too (nova/scheduler/utils.py).
    """
    for key, value in extra_specs.items():
        prefix, colon, trait = key.partition(":")
        if colon and prefix.startswith("trait") and trait.startswith("HW_ARCH_"):
            yield trait.removeprefix("HW_ARCH_"), str(value).strip().lower()


def _declarations(template: ClusterTemplate, declared_by_operator: bool) -> Iterator[Evidence]:
    if declared_by_operator:
        yield Evidence(
            message("Operator"), message("The settings declare it as arm64."), Weight.SUPPORTS
        )
    for tag in template.tags:
        name, equals, value = tag.partition("=")
        if equals and name.strip().lower() == "arch" and value.strip().lower() in ARM64:
            yield Evidence(
                message("Template"),
                message("Its author gave it the tag “%(tag)s”.", tag=tag.strip()),
                Weight.SUPPORTS,
            )


def _hints(template: ClusterTemplate, image: Image | None) -> Iterator[Evidence]:
    names = [(message("Name of the template"), template.name)]
    if image is not None:
        names.append((message("Name of the image"), image.name))
    for source, name in names:
        if any(arch in name.lower() for arch in ARM64):
            yield Evidence(
                source,
                message("“%(name)s” sounds like arm64, which proves nothing.", name=name),
                Weight.HINT,
            )
