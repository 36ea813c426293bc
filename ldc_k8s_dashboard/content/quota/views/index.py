# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The project's own quota of clusters, and its change by whoever Magnum's policy lets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.content.quota.actions import CHANGE
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.cluster_quota import ClusterQuota
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.forms import LimitForm
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar
from ldc_k8s_dashboard.ui.views import DialogView, KubernetesView, PageView


class OwnQuota(KubernetesView):
    """The quota of the project that one is in; no other can be named."""

    def load(self) -> None:
        """Ask for the limit and the count at once; either may be missing."""
        project_id = str(self.request.user.project_id)
        magnum = Magnum.of(self.request)
        facts = gather(
            limit=lambda: magnum.quotas.get(project_id), stats=lambda: magnum.stats.get(project_id)
        )
        stats = facts["stats"].value
        self.quota = ClusterQuota(
            project_id, facts["limit"].value, stats.clusters if stats else None
        )
        self.nodes = stats.nodes if stats else None
        self.missing: list[MissingPart] = missing_parts(
            missing_part(facts["limit"].error, _("The limit could not be read.")),
            missing_part(facts["stats"].error, _("The number of clusters could not be read.")),
        )
        self.limit_untold = facts["limit"].ok and facts["limit"].value is None


class IndexView(OwnQuota, PageView):
    """Limit, use and room of clusters; what they draw on comes after the page (`resources`)."""

    template_name = "ldc_k8s_dashboard/quota/index.html"
    page_title = _("Quota")
    rule = "quota:get"

    def context(self) -> dict[str, Any]:
        self.load()
        return {
            "quota": self.quota,
            "bar": QuotaBar(str(_("Clusters")), self.quota.in_use, self.quota.hard_limit),
            "room": room_sentence(self.quota),
            "nodes": self.nodes,
            "limit_untold": self.limit_untold,
            "missing": self.missing,
            "change": CHANGE.link(self.request, None, self.url),
            "project_name": self.request.user.project_name,
            "resources_url": self.url("resources"),
        }


def room_sentence(quota: ClusterQuota) -> Message:
    """How many more clusters fit, in words; what is not known is said to be unknown."""
    if quota.unlimited:
        return message("There is no limit.")
    room = quota.room()
    if room is None:
        return message(
            "How many more fit is unknown. Magnum checks it when a cluster is requested."
        )
    if room == 0:
        return message(
            "No more clusters fit. Delete one that is no longer needed, or ask for a higher limit."
        )
    return plural(
        "By this limit %(count)s more cluster fits.",
        "By this limit %(count)s more clusters fit.",
        room,
    )


class ChangeView(OwnQuota, DialogView):
    """Another limit for this project."""

    template_name = "ldc_k8s_dashboard/quota/change.html"
    action = CHANGE
    page_title = _("Change limit")
    submit_label = _("Change limit")

    def prepare(self) -> None:
        self.load()

    def get_form(self, form_class: Any = None) -> LimitForm:
        limit = self.quota.hard_limit
        return LimitForm(
            self.request.POST or None,
            in_use=self.quota.in_use,
            initial={"limit": "" if limit is None else limit},
        )

    def perform(self, form: Any) -> Message:
        limit = form.cleaned_data["limit"]
        Magnum.of(self.request).quotas.set(self.quota.project_id, limit)
        return plural(
            "This project may now have %(count)s cluster.",
            "This project may now have %(count)s clusters.",
            limit,
        )

    def dialog_context(self) -> dict[str, Any]:
        return {
            "bar": QuotaBar(str(_("Clusters")), self.quota.in_use, self.quota.hard_limit),
            "missing": self.missing,
            "project_name": self.request.user.project_name,
        }
