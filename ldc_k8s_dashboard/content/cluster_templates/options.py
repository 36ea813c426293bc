# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The options of the form of a template, each with its reason where it cannot be chosen.

None in place of options means that the service failed; the form then takes an
id or a name as text, and Magnum checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Image, Keypair, Network, Subnet
from ldc_k8s_dashboard.domain.templates.appraisal import reason_against_image
from ldc_k8s_dashboard.domain.templates.architecture import Finding, architecture_verdict
from ldc_k8s_dashboard.domain.templates.template import NO_TEMPLATE
from ldc_k8s_dashboard.domain.verdict import ALLOWED, not_allowed
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import Option, flavor_options

T = TypeVar("T")


@dataclass(frozen=True)
class ImageEvidence:
    """The evidence of one image, for the table beside the form.

    sentences  the evidence, the strongest first
    rejection  why Magnum cannot use the image; "" where it can
    """

    name: str
    badge: StatusBadge
    sentences: tuple[str, ...]
    rejection: str


@dataclass(frozen=True)
class TemplateOptions:
    """The options of all fields, and what the form's checks need of the resources."""

    images: Sequence[Option] | None = None
    flavors: Sequence[Option] | None = None
    keypairs: Sequence[Option] | None = None
    external_networks: Sequence[Option] | None = None
    networks: Sequence[Option] | None = None
    subnets: Sequence[Option] | None = None
    evidence: Sequence[ImageEvidence] = ()
    image_by_id: dict[str, Image] = field(default_factory=dict)
    flavor_by_name: dict[str, Flavor] = field(default_factory=dict)
    network_of_subnet: dict[str, str] = field(default_factory=dict)


def template_options(
    *,
    images: tuple[Image, ...] | None,
    flavors: tuple[Flavor, ...] | None,
    keypairs: tuple[Keypair, ...] | None,
    networks: tuple[Network, ...] | None,
    subnets: tuple[Subnet, ...] | None,
) -> TemplateOptions:
    """Return the options of what the services returned; None for one that failed."""
    network_names = {network.id: network.name or network.id for network in networks or ()}
    return TemplateOptions(
        images=_options_of(None if images is None else sorted(images, key=_group), image_option),
        flavors=None if flavors is None else flavor_options(flavors),
        keypairs=_options_of(keypairs, lambda keypair: Option(keypair.name, keypair.name)),
        external_networks=_options_of(_where(networks, external=True), _network_option),
        networks=_options_of(_where(networks, external=False), _network_option),
        subnets=_options_of(
            None
            if subnets is None or networks is None
            else sorted(
                (subnet for subnet in subnets if subnet.network_id in network_names),
                key=lambda subnet: network_names[subnet.network_id],
            ),
            lambda subnet: Option(
                subnet.id,
                f"{subnet.name or subnet.id} ({subnet.cidr})",
                group=network_names[subnet.network_id],
            ),
        ),
        evidence=[
            image_evidence(image)
            for image in sorted(images or (), key=lambda image: _rank(image_finding(image)))
            if image.properties.get("os_distro") or image_finding(image) is Finding.CONFIRMED
        ],
        image_by_id={image.id: image for image in images or ()},
        flavor_by_name={flavor.name: flavor for flavor in flavors or ()},
        network_of_subnet={subnet.id: subnet.network_id for subnet in subnets or ()},
    )


def _options_of(items: Iterable[T] | None, option_of: Callable[[T], Option]) -> list[Option] | None:
    return None if items is None else [option_of(item) for item in items]


def _where(networks: tuple[Network, ...] | None, *, external: bool) -> list[Network] | None:
    if networks is None:
        return None
    return [network for network in networks if network.external is external]


# --- images ---


def image_finding(image: Image) -> Finding:
    """Return the finding on arm64 of the image alone."""
    return architecture_verdict(NO_TEMPLATE, image).finding


def _rank(finding: Finding) -> int:
    return {Finding.CONFIRMED: 0, Finding.UNKNOWN: 1}.get(finding, 2)


def _group(image: Image) -> int:
    """Return the index of the image's heading in the list."""
    return 3 if reason_against_image(image) else _rank(image_finding(image))


def image_option(image: Image) -> Option:
    """Return the option of an image by id, with its processor and version in the label."""
    rejection = reason_against_image(image)
    headings = (
        _("For arm64"),
        _("Processor unknown"),
        _("For other processors"),
        _("Not usable by Magnum"),
    )
    processor = render_message(StatusBadge.of_finding(image_finding(image)).word)
    version = image.properties.get("kube_version", "")
    label = ", ".join(part for part in (image.name or image.id, processor, version) if part)
    verdict = not_allowed(rejection) if rejection else ALLOWED
    return Option(image.id, label, verdict, headings[_group(image)])


def image_evidence(image: Image) -> ImageEvidence:
    """Return what an image's properties say of its processor."""
    verdict = architecture_verdict(NO_TEMPLATE, image)
    return ImageEvidence(
        name=image.name or image.id,
        badge=StatusBadge.of_finding(verdict.finding),
        sentences=tuple(render_message(evidence.statement) for evidence in verdict.evidence),
        rejection=render_message(reason_against_image(image)),
    )


# --- the rest ---


def _network_option(network: Network) -> Option:
    return Option(network.id, network.name or network.id)
