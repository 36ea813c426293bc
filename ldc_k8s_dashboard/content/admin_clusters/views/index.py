# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of all projects' clusters, with project and owner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.magnum import template_names
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.content.clusters import tables
from ldc_k8s_dashboard.content.clusters.template_links import template_url
from ldc_k8s_dashboard.content.clusters.views import index
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.ui.listing import with_after


class AllProjects(index.ClusterListing):
    """Adds project and owner to each row; ids where Keystone returns no names."""

    rule = "cluster:get_all_all_projects"
    all_projects = True
    columns = with_after(
        tables.COLUMNS,
        "name",
        tables.cluster_column("project", _("Project"), "project_id", css="k8s-project"),
        tables.cluster_column("owner", _("Owner"), css="k8s-owner hidden-xs"),
    )

    def read_rows(self, clusters: tuple[Cluster, ...]) -> tuple[tables.ClusterRow, ...]:
        """Return the clusters' rows with the names of projects and owners, read from Keystone."""
        cloud = Cloud.of(self.request)
        projects = {cluster.project_id for cluster in clusters if cluster.project_id}
        owners = {cluster.user_id for cluster in clusters if cluster.user_id}
        names = gather(
            projects=lambda: cloud.identity.project_names(projects),
            owners=lambda: cloud.identity.user_names(owners),
        )
        return tables.cluster_rows(
            self.request,
            clusters,
            self.url,
            template_url,
            template_names=template_names.known(self.request),
            projects=names["projects"].or_else({}),
            owners=names["owners"].or_else({}),
        )


class IndexView(AllProjects, index.IndexView):
    """The page.  It has no launch button: clusters are launched in a project."""

    page_title = _("Clusters of all projects")


class LiveView(AllProjects, index.LiveView):
    """The live rows of the list."""
