# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about monitoring: measurements, graphs and the Kubernetes dashboard.

Sources as in entries/cluster.py, and doc/source/user/monitoring.rst of magnum.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

_READABLE_PASSWORD = message("Anyone who can see the cluster can read it.")

PROMETHEUS: tuple[Label, ...] = (
    known_label(
        "monitoring_enabled",
        ValueKind.FLAG,
        message("Metrics and graphs of the cluster (Prometheus and Grafana)."),
        heat="false",
        helm="false",
    ),
    known_label(
        "monitoring_retention_days",
        ValueKind.NUMBER,
        message("For how many days metrics are kept."),
        heat="14",
    ),
    known_label(
        "monitoring_retention_size",
        ValueKind.GIGABYTES,
        message("How many GB of metrics are kept."),
        heat="14",
    ),
    known_label(
        "monitoring_interval_seconds",
        ValueKind.NUMBER,
        message("Seconds between two collections of metrics."),
        heat="30",
    ),
    known_label(
        "monitoring_storage_class_name",
        ValueKind.TEXT,
        message("The storage class of the volume for metrics; empty keeps them on no volume."),
        heat="",
    ),
    known_label(
        "monitoring_ingress_enabled",
        ValueKind.FLAG,
        message("Make Grafana and Prometheus reachable through the ingress controller."),
        heat="false",
    ),
    known_label(
        "cluster_root_domain_name",
        ValueKind.TEXT,
        message("The domain under which Grafana and Prometheus are reachable."),
        heat="localhost",
    ),
    known_label(
        "cluster_basic_auth_secret",
        ValueKind.TEXT,
        message("The Kubernetes Secret that holds the password for Grafana and Prometheus."),
        heat="",
    ),
    known_label(
        "grafana_admin_passwd",
        ValueKind.TEXT,
        message("The password of Grafana's administrator."),
        heat="admin",
        cautions={Driver.HEAT: _READABLE_PASSWORD},
    ),
    known_label("grafana_tag", ValueKind.VERSION, message("The version of Grafana."), heat="5.1.5"),
    known_label(
        "prometheus_tag", ValueKind.VERSION, message("The version of Prometheus."), heat="v1.8.2"
    ),
    known_label(
        "prometheus_monitoring",
        ValueKind.FLAG,
        message("An older monitoring with Prometheus."),
        heat="false",
        cautions={Driver.HEAT: message("Use monitoring_enabled.")},
    ),
    known_label(
        "prometheus_operator_chart_tag",
        ValueKind.VERSION,
        message("The version of the Helm chart of Prometheus."),
        heat="v8.12.13",
    ),
    known_label(
        "prometheus_adapter_enabled",
        ValueKind.FLAG,
        message("Let pods be scaled by metrics of Prometheus."),
        heat="true",
    ),
    known_label(
        "prometheus_adapter_chart_tag",
        ValueKind.VERSION,
        message("The version of the Helm chart of the Prometheus adapter."),
        heat="1.4.0",
    ),
    known_label(
        "prometheus_adapter_configmap",
        ValueKind.TEXT,
        message("The ConfigMap that holds the rules of the Prometheus adapter."),
        heat="",
    ),
)

METRICS_SERVER: tuple[Label, ...] = (
    known_label(
        "metrics_server_enabled",
        ValueKind.FLAG,
        message("CPU and memory use of pods and nodes (kubectl top), also for scaling pods."),
        heat="true",
        instead={Driver.HELM: message("Every cluster of this driver has it.")},
    ),
    known_label(
        "metrics_server_chart_tag",
        ValueKind.VERSION,
        message("The version of the Helm chart of the metrics server."),
        heat="v3.7.0",
    ),
)

KUBERNETES_DASHBOARD: tuple[Label, ...] = (
    known_label(
        "kube_dashboard_enabled",
        ValueKind.FLAG,
        message("A web page in the cluster that shows what runs in it."),
        heat="true",
        helm="true",
    ),
    known_label(
        "metrics_scraper_tag",
        ValueKind.VERSION,
        message("The version of the metrics scraper of the Kubernetes dashboard."),
        heat="v1.0.4",
    ),
)

HEAPSTER: tuple[Label, ...] = (
    known_label(
        "heapster_enabled",
        ValueKind.FLAG,
        message("Heapster, the predecessor of the metrics server."),
        heat="false",
        cautions={Driver.HEAT: message("Use metrics_server_enabled.")},
    ),
    known_label(
        "influx_grafana_dashboard_enabled",
        ValueKind.FLAG,
        message("Graphs of Heapster's metrics."),
        heat="false",
        cautions={Driver.HEAT: message("Use monitoring_enabled.")},
    ),
)
