# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The page of the project's own quota of clusters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.quota.actions import CHANGE
from ldc_k8s_dashboard.content.quota.cluster_usage import read_cluster_usage
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.cluster_quota import ClusterQuota
from ldc_k8s_dashboard.ui.views import PageView


class IndexView(PageView):
    """Limit, use and headroom of clusters; htmx loads the other resources after the page."""

    template_name = "ldc_k8s_dashboard/quota/index.html"
    page_title = _("Quota")
    rule = "quota:get"

    def context(self) -> dict[str, Any]:
        usage = read_cluster_usage(self.request)
        return {
            "usage": usage,
            "headroom": headroom_sentence(usage.quota),
            "change_action": CHANGE.link(self.request, None, self.url),
            "project_name": self.request.user.project_name,
            "resources_url": self.url("resources"),
        }


def headroom_sentence(quota: ClusterQuota) -> Message:
    """Return how many more clusters fit, as a sentence."""
    if quota.refuses_all:
        return message(
            "No cluster fits: the limit is negative, and Magnum takes that as none at all, not as "
            "any number. An administrator of this cloud has to set a number."
        )
    headroom = quota.headroom()
    if headroom is None:
        return message(
            "How many more fit is unknown. Magnum checks it when a cluster is requested."
        )
    if headroom == 0:
        return message(
            "No more clusters fit. Delete one that is no longer needed, or ask for a higher limit."
        )
    return plural(
        "By this limit %(count)s more cluster fits.",
        "By this limit %(count)s more clusters fit.",
        headroom,
    )
