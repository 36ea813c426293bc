# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the services under a cluster allow the project, and how many clusters that makes.

Five services are asked, so the page comes without this and htmx brings it;
where there is no JavaScript a link leads to the page with it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.project_limits import ProjectLimits, limits_of
from ldc_k8s_dashboard.api.transport.gather import Gathered, begin
from ldc_k8s_dashboard.content.quota.preset_rows import COLUMNS, preset_rows, usable_templates
from ldc_k8s_dashboard.content.quota.views.index import IndexView
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.launch.preset_plan import flavor_test_of
from ldc_k8s_dashboard.domain.quotas.resources import Service
from ldc_k8s_dashboard.domain.templates.appraisal import TemplateResources, appraise
from ldc_k8s_dashboard.ui.listing import Table
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.quota_bars import QuotaBars, unread_quotas
from ldc_k8s_dashboard.ui.views import render_fragment

FRAGMENT = "ldc_k8s_dashboard/quota/_resources.html"


class ResourcesView(IndexView):
    """The part of the Quota page that takes its time, or with it the whole page."""

    in_modal = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("HX-Request") != "true":
            return super().get(request, *args, **kwargs)
        return render_fragment(request, FRAGMENT, lambda: {"view": self, **self.resources()})

    def context(self) -> dict[str, Any]:
        return {**super().context(), "resources_template": FRAGMENT, **self.resources()}

    def resources(self) -> dict[str, Any]:
        """All services at once; with another template chosen, the limits of seconds ago will do."""
        chosen = self.request.GET.get("template", "")
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        asked = begin(
            templates=magnum.templates.list,
            images=cloud.images.list,
            flavors=cloud.compute.flavors,
        )
        limits = limits_of(self.request, fresh=not chosen)
        facts = asked.wait()
        return {
            "resources_url": self.url("resources"),
            "bars": _bars(limits),
            **_presets(facts, limits, chosen),
        }


def _bars(limits: ProjectLimits) -> QuotaBars:
    """All but the clusters themselves, which stand at the top of the page."""
    usage = {
        resource: used
        for resource, used in limits.usage.items()
        if resource.service is not Service.MAGNUM
    }
    errors: dict[Service, ServiceError] = {
        service: error for service, error in limits.errors.items() if service is not Service.MAGNUM
    }
    return QuotaBars.of_usage(usage, unread_quotas(errors), slug="own")


def _presets(facts: Gathered, limits: ProjectLimits, chosen: str) -> dict[str, Any]:
    """How many more of each preset fit, with the template that was chosen or else the first."""
    images, flavors = facts["images"], facts["flavors"]
    resources = TemplateResources.of(images.value, flavors.value)
    declared = conf.declared()
    choices = usable_templates(
        appraise(template, resources, declared) for template in facts["templates"].or_else(())
    )
    found = {
        "templates": choices,
        "no_room": missing_parts(
            missing_part(facts["templates"].error, _("The cluster templates could not be read.")),
            missing_part(images.error, _("The images could not be read.")),
            missing_part(flavors.error, _("The flavors could not be read.")),
        ),
    }
    choice = next((one for one in choices if one.template.uuid == chosen), None)
    choice = choice or next(iter(choices), None)
    if choice is None:
        return found
    template = choice.template
    driver = conf.driver_of(template.driver)
    presets = conf.presets()
    by_name = by_id_and_name(flavors.or_else(()))
    suits = flavor_test_of(template, choice.image)
    rows = preset_rows(presets, template, driver, by_name, suits, limits.usage)
    caption = _("How many more clusters of template %(name)s fit") % {"name": template.name}
    table = Table("quota-presets", caption, COLUMNS, rows)
    return {**found, "template": template, "table": table}
