# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One cluster template: all that it says, and whether it is for arm64, with the evidence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.content.cluster_templates import detail_rows as template_facts
from ldc_k8s_dashboard.content.cluster_templates import label_help, tables
from ldc_k8s_dashboard.content.cluster_templates.actions import template_menu
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.appraisal import TemplateResources, appraise
from ldc_k8s_dashboard.domain.templates.architecture import Weight
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import PageView

#: icon (Font Awesome 4), colour and word of what a piece of evidence is worth
_WEIGHTS: dict[Weight, tuple[str, str, Message]] = {
    Weight.DECISIVE: ("fa-check-circle", "success", message("proves it")),
    Weight.SUPPORTS: ("fa-plus-circle", "info", message("speaks for it")),
    Weight.AGAINST: ("fa-times-circle", "danger", message("speaks against it")),
    Weight.HINT: ("fa-question-circle", "muted", message("decides nothing")),
}


class DetailView(PageView):
    """The template and what its ids stand for, in one gathering."""

    template_name = "ldc_k8s_dashboard/cluster_templates/detail.html"
    rule = "clustertemplate:get"

    def context(self) -> dict[str, Any]:
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        facts = gather(
            template=lambda: magnum.templates.get(str(self.kwargs["template_id"])),
            images=cloud.images.list,
            flavors=cloud.compute.flavors,
            networks=cloud.network.networks,
            subnets=cloud.network.subnets,
        )
        template = facts.need("template")
        appraisal = appraise(
            template,
            TemplateResources.of(facts["images"].value, facts["flavors"].value),
            conf.declared(),
        )
        return {
            "page_title": template.name,
            "template": template,
            "appraisal": appraisal,
            "badge": StatusBadge.of_finding(appraisal.finding, appraisal.reason),
            "evidence": [
                {"source": one.source, "says": one.says, "look": _WEIGHTS[one.weight]}
                for one in appraisal.evidence
            ],
            "groups": template_facts.detail_groups(
                appraisal,
                by_id_and_name(facts["networks"].or_else(())),
                by_id_and_name(facts["subnets"].or_else(())),
                visibility=tables.visibility(template, self.request.user.project_id),
            ),
            "labels": label_help.explained(template),
            "actions": template_menu(self.request, appraisal, self.url),
            "missing": missing_parts(
                missing_part(facts["images"].error, _("The images could not be read.")),
                missing_part(facts["flavors"].error, _("The flavors could not be read.")),
                missing_part(
                    facts["networks"].error or facts["subnets"].error,
                    _("The names of networks could not be read; ids are shown."),
                ),
            ),
        }
