# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The section with a cluster's node groups, masters first."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.content.clusters.node_group_rows import node_group_rows, node_group_table
from ldc_k8s_dashboard.content.clusters.quota_change import driver_of_template
from ldc_k8s_dashboard.content.sections import Facts, Section
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.ui.listing import Table
from ldc_k8s_dashboard.ui.views import KubernetesView


class NodeGroupsSection(Section[Cluster]):
    """Each group with its state, size and flavor; a flavor of unknown name shows its id.

    Magnum's list of node groups omits their bounds, so only the tab of node groups has them.
    """

    slug = "cluster-node-groups"
    title = _("Node groups")
    template: ClassVar[str] = "ldc_k8s_dashboard/clusters/sections/node_groups.html"
    needs = ("node_groups",)
    adds = ("flavors", "template")
    unread: ClassVar = {
        "node_groups": _("The node groups could not be read."),
        "flavors": _("Flavor names could not be read; ids are shown."),
    }

    def data(self, view: KubernetesView, subject: Cluster, facts: Facts) -> Table | None:
        if not facts["node_groups"].ok:
            return None
        rows = node_group_rows(
            facts["node_groups"].or_else(()),
            facts["flavors"].or_else(()),
            request=view.request,
            cluster=subject,
            driver=driver_of_template(facts["template"].value),
            url=view.url,
        )
        return node_group_table(rows)
