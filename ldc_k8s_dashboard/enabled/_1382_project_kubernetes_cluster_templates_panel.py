# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
PANEL = "kubernetes.cluster_templates"
PANEL_GROUP = "kubernetes"
PANEL_DASHBOARD = "project"
ADD_PANEL = "ldc_k8s_dashboard.content.cluster_templates.panel.ClusterTemplates"
