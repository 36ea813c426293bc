# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a launch needs to know: asked in one go, and what follows from it for the templates.

Only the templates are needed.  Any other service that does not answer costs
its own choices: `Facts` has None there, and the error to show in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.cloud import Cloud
from ldc_k8s_dashboard.api.gather import gather
from ldc_k8s_dashboard.api.magnum import Magnum
from ldc_k8s_dashboard.api.session import cache_key, login_of
from ldc_k8s_dashboard.domain.appraisal import Appraisal, Resources, appraise
from ldc_k8s_dashboard.domain.architecture import Finding, architecture_verdict
from ldc_k8s_dashboard.domain.cloud import (
    Flavor,
    Image,
    Keypair,
    Network,
    Subnet,
    by_id_and_name,
)
from ldc_k8s_dashboard.domain.failure import Kind, ServiceError
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quota import ClusterQuota
from ldc_k8s_dashboard.domain.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import Verdict, no
from ldc_k8s_dashboard.domain.versions import KubernetesVersion, best_first
from ldc_k8s_dashboard.ui.components import StatusBadge

CACHE_SECONDS = 30
"""How long the parts of an open wizard share one look at the cloud."""


@dataclass(frozen=True)
class Facts:
    """The cloud as this user sees it; None stands for what could not be read."""

    templates: tuple[ClusterTemplate, ...] | None
    images: tuple[Image, ...] | None
    flavors: tuple[Flavor, ...] | None
    keypairs: tuple[Keypair, ...] | None
    networks: tuple[Network, ...] | None
    subnets: tuple[Subnet, ...] | None
    quota: ClusterQuota
    least_workers: int = 1
    """0 where Magnum knows clusters without workers (microversion 1.10)."""
    errors: Mapping[str, ServiceError] = field(default_factory=dict)

    def flavor(self, name_or_id: str) -> Flavor | None:
        return by_id_and_name(self.flavors or ()).get(name_or_id)

    def network(self, name_or_id: str) -> Network | None:
        return by_id_and_name(self.networks or ()).get(name_or_id)

    def subnet(self, name_or_id: str) -> Subnet | None:
        return by_id_and_name(self.subnets or ()).get(name_or_id)


@dataclass(frozen=True)
class TemplateOffer:
    """A template as a card: what it brings, on what evidence, whether it can be used."""

    appraisal: Appraisal
    image_finding: Finding
    """What the image alone says: other flavors than the template's may be chosen."""
    add_ons: tuple[Message, ...]
    verdict: Verdict

    @property
    def template(self) -> ClusterTemplate:
        return self.appraisal.template

    @property
    def value(self) -> str:
        return self.template.uuid

    @property
    def version(self) -> KubernetesVersion | None:
        return self.appraisal.version

    @property
    def image(self) -> Image | None:
        return self.appraisal.image

    @property
    def badge(self) -> StatusBadge:
        """The finding on arm64 as a sign and a word; its reason stands beside it."""
        return StatusBadge.of_finding(self.appraisal.finding)


def look(request: HttpRequest, *, fresh: bool = True) -> Facts:
    """Ask every service at once; with `fresh` off, an answer of the last seconds will do.

    Raises ServiceError only where the login has ended or the region has no Magnum.
    """
    key = cache_key(login_of(request), "launch")
    facts = None if fresh else cache.get(key)
    if facts is None:
        facts = _ask(request)
        if not facts.errors:
            # What failed is asked for again by the next part, and may be there by then.
            cache.set(key, facts, CACHE_SECONDS)
    return facts


def _ask(request: HttpRequest) -> Facts:
    magnum, cloud = Magnum.of(request), Cloud.of(request)
    project_id = request.user.project_id
    answers = gather(
        templates=magnum.all_templates,
        images=cloud.images,
        flavors=cloud.flavors,
        keypairs=cloud.keypairs,
        networks=cloud.networks,
        subnets=cloud.subnets,
        limit=lambda: magnum.quota(project_id),
        stats=lambda: magnum.stats(project_id),
    ).raise_if_signed_out()
    stats = answers["stats"].value
    lists = {
        name: answers[name].value
        for name in ("templates", "images", "flavors", "keypairs", "networks", "subnets")
    }
    return Facts(
        **lists,
        quota=ClusterQuota(project_id, answers["limit"].value, stats.clusters if stats else None),
        # Known without another call, since a Magnum that has answered has said its version.
        least_workers=0 if answers["templates"].ok and magnum.at_least(1, 10) else 1,
        errors={name: answer.error for name, answer in answers.items() if answer.error},
    )


def name_taken(magnum: Magnum, name: str, project_id: str) -> bool:
    """Whether the project has a cluster of this name already.

    Magnum allows it, and then finds neither by name any more.  Raises ServiceError.
    """
    try:
        found = magnum.cluster(name)
    except ServiceError as error:
        if error.kind is Kind.GONE:
            return False
        if error.kind is Kind.CONFLICT:
            return True
        raise
    return found.name == name and found.project_id in ("", project_id)


def template_offers(facts: Facts) -> tuple[TemplateOffer, ...]:
    """Every template: those that can be used first, newest version first, then by name."""
    resources = Resources.of(facts.images, facts.flavors)
    accept_declared = conf.flag("accept_declared_architecture")
    offers = [
        _offer(appraise(template, resources, accept_declared=accept_declared))
        for template in facts.templates or ()
    ]
    return best_first(offers)


def _offer(appraisal: Appraisal) -> TemplateOffer:
    template = appraisal.template
    by_image = architecture_verdict(template, appraisal.image)
    return TemplateOffer(
        appraisal=appraisal,
        image_finding=by_image.finding,
        add_ons=add_ons(template.labels),
        verdict=_usable(appraisal),
    )


def _usable(appraisal: Appraisal) -> Verdict:
    """Whether a cluster can be launched from this template: kind, image, architecture."""
    template, image = appraisal.template, appraisal.image
    if template.coe != "kubernetes":
        return no(message("It makes %(coe)s clusters, not Kubernetes.", coe=template.coe))
    if image is not None and image.status not in ("", "active"):
        return no(
            message(
                "Its image cannot be used now (%(status)s). Ask the image's owner.",
                status=image.status,
            )
        )
    return appraisal.usable


_ADD_ONS = (
    ("keystone_auth_enabled", message("sign-in through Keystone")),
    ("cinder_csi_enabled", message("Cinder volumes")),
    ("auto_scaling_enabled", message("autoscaling")),
    ("auto_healing_enabled", message("auto-healing")),
    ("monitoring_enabled", message("monitoring")),
    ("metrics_server_enabled", message("metrics")),
    ("kube_dashboard_enabled", message("Kubernetes dashboard")),
)
_TRUE = frozenset({"true", "1", "yes", "on", "t", "y"})


def add_ons(labels: Mapping[str, str]) -> tuple[Message, ...]:
    """The add-ons that a template's labels switch on; what a driver does unasked is not known."""
    found = [word for label, word in _ADD_ONS if labels.get(label, "").strip().lower() in _TRUE]
    ingress = labels.get("ingress_controller", "").strip()
    if ingress:
        found.append(message("ingress (%(controller)s)", controller=ingress))
    return tuple(found)
