# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""URLs of all projects' quotas."""

from __future__ import annotations

from django.urls import path

from ldc_k8s_dashboard.content.admin_quotas.views import dialogs, index

urlpatterns = [
    path("", index.IndexView.as_view(), name="index"),
    path("set/", dialogs.BulkSetView.as_view(), name="bulk_set"),
    path("<slug:project_id>/set/", dialogs.SetView.as_view(), name="set"),
    path("<slug:project_id>/reset/", dialogs.ResetView.as_view(), name="reset"),
]
