# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialog that changes the project's own limit, where Magnum's policy allows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.content.quota.actions import CHANGE
from ldc_k8s_dashboard.content.quota.cluster_usage import read_cluster_usage
from ldc_k8s_dashboard.domain.message import Message, plural
from ldc_k8s_dashboard.ui.forms import LimitForm
from ldc_k8s_dashboard.ui.views import DialogView


class ChangeView(DialogView):
    """Set another limit for the project that the user works in; no other can be named."""

    template_name = "ldc_k8s_dashboard/quota/change.html"
    action = CHANGE
    page_title = _("Change limit")
    submit_label = _("Change limit")

    def prepare(self) -> None:
        self.usage = read_cluster_usage(self.request)

    def get_form(self, form_class: Any = None) -> LimitForm:
        return LimitForm(
            self.request.POST or None,
            in_use=self.usage.quota.in_use,
            present=self.usage.quota.hard_limit,
        )

    def perform(self, form: Any) -> Message:
        limit = form.cleaned_data["limit"]
        Magnum.of(self.request).quotas.set(self.usage.quota.project_id, limit)
        return plural(
            "This project may now have %(count)s cluster.",
            "This project may now have %(count)s clusters.",
            limit,
        )

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {"usage": self.usage, "project_name": self.request.user.project_name}
