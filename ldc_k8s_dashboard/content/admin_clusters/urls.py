# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""URLs of all projects' clusters; the pages of one cluster are the project panel's views."""

from __future__ import annotations

from django.urls import path

from ldc_k8s_dashboard.content.admin_clusters.views import index
from ldc_k8s_dashboard.content.clusters.urls import cluster_urls
from ldc_k8s_dashboard.content.clusters.views import deletion
from ldc_k8s_dashboard.content.clusters.views.index import TemplateNamesView

urlpatterns = [
    path("", index.IndexView.as_view(), name="index"),
    path("live/", index.LiveView.as_view(), name="live"),
    path("template-names/", TemplateNamesView.as_view(), name="template_names"),
    path("delete/", deletion.BulkDeleteView.as_view(), name="bulk_delete"),
    *cluster_urls(),
]
