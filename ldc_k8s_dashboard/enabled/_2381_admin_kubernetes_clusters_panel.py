# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
PANEL = "kubernetes.clusters"
PANEL_GROUP = "kubernetes"
PANEL_DASHBOARD = "admin"
ADD_PANEL = "ldc_k8s_dashboard.content.admin_clusters.panel.AdminClusters"
