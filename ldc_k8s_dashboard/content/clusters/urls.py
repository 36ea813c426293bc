# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The addresses of the clusters panel; the administrator's panel has those of a cluster too."""

from __future__ import annotations

from django.urls import URLPattern, path

from ldc_k8s_dashboard.content.clusters.access.views import files, pages, revocation
from ldc_k8s_dashboard.content.clusters.launch.views import wizard as launch
from ldc_k8s_dashboard.content.clusters.views import deletion, dialogs, index, node_groups, overview


def cluster_urls() -> list[URLPattern]:
    """Return the patterns below a cluster's id, new ones for each panel.

    Horizon wraps the views of a panel's patterns in that panel's permission
    checks, in place: a pattern that two panels shared would get the checks of both.
    """
    return [
        path("<str:cluster_id>/", overview.OverviewView.as_view(), name="detail"),
        path("<str:cluster_id>/live/", overview.LiveView.as_view(), name="detail_live"),
        path(
            "<str:cluster_id>/sections/<slug:section>/",
            overview.SectionView.as_view(),
            name="section",
        ),
        path("<str:cluster_id>/scale/", dialogs.ScaleView.as_view(), name="scale"),
        path("<str:cluster_id>/upgrade/", dialogs.UpgradeView.as_view(), name="upgrade"),
        path("<str:cluster_id>/rotate-ca/", dialogs.RotateCaView.as_view(), name="rotate_ca"),
        path("<str:cluster_id>/delete/", deletion.DeleteView.as_view(), name="delete"),
        path("<str:cluster_id>/access/", pages.AccessView.as_view(), name="access"),
        path(
            "<str:cluster_id>/access/credentials/",
            pages.CredentialsFragment.as_view(),
            name="access_credentials",
        ),
        path("<str:cluster_id>/access/sign/", files.SignView.as_view(), name="sign"),
        path("<str:cluster_id>/access/revoke/", revocation.RevokeView.as_view(), name="revoke"),
        path("<str:cluster_id>/access/ca/", pages.AuthorityView.as_view(), name="authority"),
        path(
            "<str:cluster_id>/access/kubeconfig/<str:method>/",
            files.KubeconfigView.as_view(),
            name="kubeconfig",
        ),
        path("<str:cluster_id>/node-groups/", node_groups.IndexView.as_view(), name="node_groups"),
        path(
            "<str:cluster_id>/node-groups/create/",
            node_groups.CreateView.as_view(),
            name="create_node_group",
        ),
        path(
            "<str:cluster_id>/node-groups/<str:node_group_id>/resize/",
            node_groups.ResizeView.as_view(),
            name="resize_node_group",
        ),
        path(
            "<str:cluster_id>/node-groups/<str:node_group_id>/delete/",
            node_groups.DeleteView.as_view(),
            name="delete_node_group",
        ),
    ]


urlpatterns = [
    path("", index.IndexView.as_view(), name="index"),
    path("live/", index.LiveView.as_view(), name="live"),
    path("template-names/", index.TemplateNamesView.as_view(), name="template_names"),
    path("launch/", launch.LaunchView.as_view(), name="launch"),
    path("delete/", deletion.BulkDeleteView.as_view(), name="bulk_delete"),
    path("credentials/", revocation.CredentialsView.as_view(), name="credentials"),
    path(
        "credentials/revoke/",
        revocation.RevokeCredentialsView.as_view(),
        name="revoke_credentials",
    ),
    *cluster_urls(),
]
