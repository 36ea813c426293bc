# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What can be chosen in the form of a template, each choice with the reason where it cannot.

None instead of choices means that the service did not answer; the form then
takes an id or a name as text, and Magnum checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.appraisal import image_refusal
from ldc_k8s_dashboard.domain.architecture import Finding, architecture_verdict
from ldc_k8s_dashboard.domain.cloud import Flavor, Image, Keypair, Network, Subnet
from ldc_k8s_dashboard.domain.template import ClusterTemplate
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.wording import flavor_words, translate

_NO_TEMPLATE = ClusterTemplate(uuid="", name="")


@dataclass(frozen=True)
class Choice:
    """A value, its words, the heading it stands under, and why it is refused, if it is."""

    value: str
    words: str
    group: str = ""
    refused: str = ""


@dataclass(frozen=True)
class ImageEvidence:
    """What an image says of itself, for the table beside the form."""

    name: str
    badge: StatusBadge
    says: tuple[str, ...]
    version: str
    refused: str


@dataclass(frozen=True)
class Choices:
    """Everything the form offers."""

    images: Sequence[Choice] | None = None
    flavors: Sequence[Choice] | None = None
    keypairs: Sequence[Choice] | None = None
    external_networks: Sequence[Choice] | None = None
    networks: Sequence[Choice] | None = None
    subnets: Sequence[Choice] | None = None
    evidence: Sequence[ImageEvidence] = ()
    image_by_id: dict[str, Image] = field(default_factory=dict)
    flavor_by_name: dict[str, Flavor] = field(default_factory=dict)
    network_of_subnet: dict[str, str] = field(default_factory=dict)


def choices(
    *,
    images: tuple[Image, ...] | None,
    flavors: tuple[Flavor, ...] | None,
    keypairs: tuple[Keypair, ...] | None,
    networks: tuple[Network, ...] | None,
    subnets: tuple[Subnet, ...] | None,
) -> Choices:
    """The choices out of what the services told."""
    network_names = {network.id: network.name or network.id for network in networks or ()}
    return Choices(
        images=_offered(images, image_choice, _GROUP_ORDER.index),
        flavors=_offered(flavors, flavor_choice),
        keypairs=_offered(keypairs, lambda keypair: Choice(keypair.name, keypair.name)),
        external_networks=_offered(_where(networks, external=True), _network_choice),
        networks=_offered(_where(networks, external=False), _network_choice),
        subnets=_offered(
            None
            if subnets is None or networks is None
            else [subnet for subnet in subnets if subnet.network_id in network_names],
            lambda subnet: Choice(
                subnet.id,
                f"{subnet.name or subnet.id} ({subnet.cidr})",
                network_names[subnet.network_id],
            ),
        ),
        evidence=[
            image_evidence(image)
            for image in sorted(images or (), key=lambda image: _rank(image_finding(image)))
            if image.properties.get("os_distro") or _is_arm64(image_finding(image))
        ],
        image_by_id={image.id: image for image in images or ()},
        flavor_by_name={flavor.name: flavor for flavor in flavors or ()},
        network_of_subnet={subnet.id: subnet.network_id for subnet in subnets or ()},
    )


def _offered(
    found: Iterable[Any] | None,
    choice: Callable[[Any], Choice],
    rank: Callable[[str], int] | None = None,
) -> list[Choice] | None:
    if found is None:
        return None
    offered = [choice(item) for item in found]
    if rank is not None:
        offered.sort(key=lambda one: rank(one.group))
    else:
        offered.sort(key=lambda one: one.group)
    return offered


def _where(networks: tuple[Network, ...] | None, *, external: bool) -> list[Network] | None:
    if networks is None:
        return None
    return [network for network in networks if network.external is external]


# --- images ---

_ARM64, _UNSAID, _OTHER, _UNUSABLE = "arm64", "unsaid", "other", "unusable"
_GROUP_ORDER = [_ARM64, _UNSAID, _OTHER, _UNUSABLE]


def group_words(group: str) -> str:
    """The heading of a group of choices, as people read it."""
    return {
        _ARM64: _("For arm64"),
        _UNSAID: _("Processor not said"),
        _OTHER: _("For other processors"),
        _UNUSABLE: _("Magnum cannot use"),
    }.get(group, group)


def image_finding(image: Image) -> Finding:
    """What the image alone says of the processor."""
    return architecture_verdict(_NO_TEMPLATE, image).finding


def _is_arm64(finding: Finding) -> bool:
    return finding is Finding.CONFIRMED


def _rank(finding: Finding) -> int:
    return {Finding.CONFIRMED: 0, Finding.UNKNOWN: 1}.get(finding, 2)


def image_choice(image: Image) -> Choice:
    """An image by id, with what it says of the processor in its words."""
    refused = translate(image_refusal(image))
    finding = image_finding(image)
    group = _UNUSABLE if refused else (_ARM64, _UNSAID, _OTHER)[_rank(finding)]
    told = translate(StatusBadge.of_finding(finding).word)
    version = image.properties.get("kube_version", "")
    words = ", ".join(piece for piece in (image.name or image.id, told, version) if piece)
    return Choice(image.id, words, group, refused)


def image_evidence(image: Image) -> ImageEvidence:
    """The image's own words on the processor, in the order of their weight."""
    verdict = architecture_verdict(_NO_TEMPLATE, image)
    return ImageEvidence(
        name=image.name or image.id,
        badge=StatusBadge.of_finding(verdict.finding),
        says=tuple(translate(one.says) for one in verdict.evidence),
        version=image.properties.get("kube_version", ""),
        refused=translate(image_refusal(image)),
    )


# --- the rest ---


def flavor_choice(flavor: Flavor) -> Choice:
    """A flavor by name: Magnum takes names and ids, and the Cluster API drivers hand them on
    to a provider that knows names only."""
    return Choice(flavor.name, flavor_words(flavor))


def _network_choice(network: Network) -> Choice:
    return Choice(network.id, network.name or network.id)
