# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The cluster templates as cards: what each brings, on what evidence, whether it can be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.appraisal import Appraisal, Resources, appraise
from ldc_k8s_dashboard.domain.architecture import Finding, architecture_verdict
from ldc_k8s_dashboard.domain.cloud import Image
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import Verdict, no
from ldc_k8s_dashboard.domain.versions import KubernetesVersion, best_first
from ldc_k8s_dashboard.ui.components import StatusBadge

from .facts import Facts


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
