# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""URLs of the project's quota."""

from __future__ import annotations

from django.urls import path

from ldc_k8s_dashboard.content.quota.views import change, index, resources

urlpatterns = [
    path("", index.IndexView.as_view(), name="index"),
    path("resources/", resources.ResourcesView.as_view(), name="resources"),
    path("change/", change.ChangeView.as_view(), name="change"),
]
