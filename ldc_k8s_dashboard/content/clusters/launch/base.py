# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the wizard's page and its parts share: the form and what their templates read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch.context import WizardContext
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.name_check import name_caution
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.ui import resubmission
from ldc_k8s_dashboard.ui.views import KubernetesView


class WizardView(KubernetesView):
    """The base of the page and of its parts."""

    rule = "cluster:create"
    page_title = _("Launch cluster")
    # Neither the page nor its parts are ever a dialog, though htmx asks for parts as for one.
    in_modal = False

    def form(self, data: Any, facts: LaunchFacts) -> LaunchForm:
        return LaunchForm(data, facts=facts, catalogue=conf.label_catalogue())

    def sent(self) -> Any:
        """Return what was sent, with a new resubmission key where the form has none."""
        data = self.request.POST
        if resubmission.is_key(data.get("once", "")):
            return data
        data = data.copy()
        data["once"] = resubmission.new_key()
        return data

    def name_caution(self, form: LaunchForm) -> Message | None:
        return name_caution(self.request, form.valid_values.get("name", ""), form.driver)

    def context(self, wizard: WizardContext) -> dict[str, Any]:
        return {
            "page_title": self.page_title,
            "view": self,
            "form": wizard.form,
            "wizard": wizard,
        }
