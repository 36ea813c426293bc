# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The addresses of the clusters panel; the administrator's panel has those of a cluster too."""

from __future__ import annotations

from django.urls import URLPattern, path

from ldc_k8s_dashboard.content.clusters.access.views import files, pages, revocation
from ldc_k8s_dashboard.content.clusters.base import ClusterDialog
from ldc_k8s_dashboard.content.clusters.launch.views import wizard as launch
from ldc_k8s_dashboard.content.clusters.views import deletion, dialogs, index, node_groups, overview

CLUSTER_DIALOGS: tuple[type[ClusterDialog], ...] = (
    dialogs.ScaleView,
    dialogs.UpgradeView,
    dialogs.RotateCaView,
    deletion.DeleteView,
)
"""Dialogs about a whole cluster: the slug of a dialog's action is its URL's name and last part."""

NODE_GROUP_DIALOGS: dict[str, type[ClusterDialog]] = {
    "resize": node_groups.ResizeView,
    "delete": node_groups.DeleteView,
}
"""Dialogs about one node group, by the last part of their URLs; the slug is the name."""


def cluster_dialog_url(view: type[ClusterDialog]) -> URLPattern:
    """Return the pattern of a dialog about a cluster: "<id>/rotate-ca/" for `rotate_ca`."""
    slug = view.action.slug
    return path(f"<str:cluster_id>/{slug.replace('_', '-')}/", view.as_view(), name=slug)


def node_group_dialog_url(word: str, view: type[ClusterDialog]) -> URLPattern:
    """Return the pattern of a dialog about a node group: "<id>/node-groups/<id>/resize/"."""
    route = f"<str:cluster_id>/node-groups/<str:node_group_id>/{word}/"
    return path(route, view.as_view(), name=view.action.slug)


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
        *(cluster_dialog_url(view) for view in CLUSTER_DIALOGS),
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
        *(node_group_dialog_url(word, view) for word, view in NODE_GROUP_DIALOGS.items()),
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
