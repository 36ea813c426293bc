# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The quotas of the services under a cluster, and how many more clusters they allow.

Five services are read, so htmx loads this fragment after the page.  Without
JavaScript a link leads to the page that contains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.project_usage import ProjectUsage, usage_of
from ldc_k8s_dashboard.api.transport.gather import Gathered, begin
from ldc_k8s_dashboard.content.quota.tables import PRESET_COLUMNS, preset_rows, usable_templates
from ldc_k8s_dashboard.content.quota.views.index import IndexView
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.launch.preset_plan import flavor_test_of
from ldc_k8s_dashboard.domain.quotas.resources import Service
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal, TemplateResources, appraise
from ldc_k8s_dashboard.ui.listing import Table
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.quota_bars import QuotaBars, unread_quotas
from ldc_k8s_dashboard.ui.rendering import wants_content
from ldc_k8s_dashboard.ui.views import render_fragment

FRAGMENT = "ldc_k8s_dashboard/quota/_resources.html"


class ResourcesView(IndexView):
    """The slow fragment of the page for htmx; for other requests the page with the fragment.

    A click inside and a step in the history come from htmx as well, and are for the page.
    """

    in_modal = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("HX-Request") != "true" or wants_content(request):
            return super().get(request, *args, **kwargs)
        return render_fragment(request, FRAGMENT, {"view": self, **self.resources()})

    def context(self) -> dict[str, Any]:
        return {**super().context(), "resources_template": FRAGMENT, **self.resources()}

    def resources(self) -> dict[str, Any]:
        """Read all services at once and return the fragment's context.

        Limits that are seconds old are enough when only the template changes.
        """
        template_id = self.request.GET.get("template", "")
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        gathering = begin(
            templates=magnum.templates.list,
            images=cloud.images.list,
            flavors=cloud.compute.flavors,
        )
        project_usage = usage_of(self.request, fresh=not template_id)
        facts = gathering.wait()
        return {
            "resources_url": self.url("resources"),
            "bars": _bars(project_usage),
            **_presets_context(facts, project_usage, template_id),
        }


def _bars(project_usage: ProjectUsage) -> QuotaBars:
    """Return the bars of all resources but clusters, which are at the top of the page."""
    usage = {
        resource: usage
        for resource, usage in project_usage.by_resource.items()
        if resource.service is not Service.MAGNUM
    }
    errors: dict[Service, ServiceError] = {
        service: error
        for service, error in project_usage.errors.items()
        if service is not Service.MAGNUM
    }
    return QuotaBars.of_usage(usage, unread_quotas(errors), slug="own")


def _presets_context(
    facts: Gathered, project_usage: ProjectUsage, template_id: str
) -> dict[str, Any]:
    """Return the table of presets with the template of this id, or else with the first usable."""
    images, flavors = facts["images"], facts["flavors"]
    resources = TemplateResources.of(images.value, flavors.value)
    declared = conf.declared()
    appraisals = usable_templates(
        appraise(template, resources, declared) for template in facts["templates"].or_else(())
    )
    context = {
        "templates": appraisals,
        "presets_missing": missing_parts(
            missing_part(facts["templates"].error, _("The cluster templates could not be read.")),
            missing_part(images.error, _("The images could not be read.")),
            missing_part(flavors.error, _("The flavors could not be read.")),
        ),
    }
    appraisal = _chosen(appraisals, template_id)
    if appraisal is None:
        return context
    template = appraisal.template
    driver = conf.driver_of(template.driver)
    rows = preset_rows(
        conf.presets(),
        template,
        driver,
        by_id_and_name(flavors.or_else(())),
        flavor_test_of(template, appraisal.image, conf.flavor_minimum(driver)),
        project_usage.by_resource,
    )
    caption = _("How many more clusters of template %(name)s fit") % {"name": template.name}
    table = Table("quota-presets", caption, PRESET_COLUMNS, rows)
    return {**context, "template": template, "table": table}


def _chosen(appraisals: Sequence[Appraisal], template_id: str) -> Appraisal | None:
    for appraisal in appraisals:
        if appraisal.template.uuid == template_id:
            return appraisal
    return next(iter(appraisals), None)
