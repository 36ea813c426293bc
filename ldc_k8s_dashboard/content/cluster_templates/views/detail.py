# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page of one cluster template: its fields, its labels and its evidence for arm64."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.content.cluster_templates import detail_rows, label_help, tables
from ldc_k8s_dashboard.content.cluster_templates.actions import template_menu
from ldc_k8s_dashboard.content.late_facts import LateFactsPage
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.appraisal import (
    Appraisal,
    TemplateResources,
    appraise,
    template_verdict,
)
from ldc_k8s_dashboard.domain.templates.architecture import Weight
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts

_WEIGHTS: dict[Weight, tuple[str, str, Message]] = {
    Weight.DECISIVE: ("fa-check-circle", "success", message("arm64")),
    Weight.SUPPORTS: ("fa-plus-circle", "info", message("probably arm64")),
    Weight.AGAINST: ("fa-times-circle", "danger", message("not arm64")),
    Weight.HINT: ("fa-question-circle", "muted", message("no conclusion")),
}
"""Icon (Font Awesome 4), colour and conclusion by the weight of a piece of evidence."""


class DetailView(LateFactsPage):
    """Reads the template and everything that its ids refer to at once; only it is waited for."""

    template_name = "ldc_k8s_dashboard/cluster_templates/detail.html"
    rule = "clustertemplate:get"

    def context(self) -> dict[str, Any]:
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        facts = self.read(
            "template",
            template=lambda: magnum.templates.get(str(self.kwargs["template_id"])),
            images=cloud.images.list,
            flavors=cloud.compute.flavors,
            networks=cloud.network.networks,
            subnets=cloud.network.subnets,
        )
        template = facts.need("template")
        appraisal = appraise(
            template,
            TemplateResources.of(facts["images"].value, facts["flavors"].value, late=facts.late),
            conf.declared(),
        )
        return {
            "page_title": template.name,
            "template": template,
            "appraisal": appraisal,
            "badge": StatusBadge.of_finding(appraisal.finding, appraisal.reason),
            "evidence": [
                {
                    "source": evidence.source,
                    "text": evidence.statement,
                    "icon": _WEIGHTS[evidence.weight][0],
                    "colour": _WEIGHTS[evidence.weight][1],
                    "conclusion": _WEIGHTS[evidence.weight][2],
                }
                for evidence in appraisal.evidence
            ],
            "groups": detail_rows.detail_groups(
                appraisal,
                by_id_and_name(facts["networks"].or_else(())),
                by_id_and_name(facts["subnets"].or_else(())),
                visibility=tables.visibility(template, self.request.user.project_id),
            ),
            "labels": label_help.explained(template),
            "cautions": (*reasons_against(appraisal), *appraisal.cautions),
            "label_conflicts": label_help.conflicts(template),
            "actions": template_menu(self.request, appraisal, self.url),
            "missing_parts": missing_parts(
                missing_part(facts["images"].error, _("The images could not be read.")),
                missing_part(facts["flavors"].error, _("The flavors could not be read.")),
                missing_part(
                    facts["networks"].error or facts["subnets"].error,
                    _("The names of networks could not be read; ids are shown."),
                ),
            ),
        }


def reasons_against(appraisal: Appraisal) -> tuple[Message, ...]:
    """Return why the template's kind, image or driver allows no cluster.

    What concerns the architecture is among the evidence.
    """
    reason = template_verdict(appraisal.template, appraisal.image).reason
    return (reason,) if reason else ()
