# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""URLs of cluster templates."""

from __future__ import annotations

from django.urls import path

from ldc_k8s_dashboard.content.cluster_templates.views import delete, detail, edit, index

urlpatterns = [
    path("", index.IndexView.as_view(), name="index"),
    path("create/", edit.CreateView.as_view(), name="create"),
    path("<str:template_id>/", detail.DetailView.as_view(), name="detail"),
    path("<str:template_id>/edit/", edit.EditView.as_view(), name="edit"),
    path("<str:template_id>/delete/", delete.DeleteView.as_view(), name="delete"),
]
