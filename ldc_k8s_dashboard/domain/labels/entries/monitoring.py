# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about what measures a cluster and shows it.

Sources as in label_entries_cluster.py, and doc/source/user/monitoring.rst of magnum.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

K = ValueKind
_ON = ("true", "false")
_SEEN = message("Everybody who can see the cluster can read it.")

MONITORING: tuple[Label, ...] = (
    known_label(
        "monitoring_enabled",
        K.FLAG,
        message("Measurements and graphs of the cluster (Prometheus and Grafana)."),
        _ON,
        heat="false",
        helm="false",
    ),
    known_label(
        "monitoring_retention_days",
        K.NUMBER,
        message("For how many days measurements are kept."),
        heat="14",
    ),
    known_label(
        "monitoring_retention_size",
        K.GIGABYTES,
        message("How many GB of measurements are kept."),
        heat="14",
    ),
    known_label(
        "monitoring_interval_seconds",
        K.NUMBER,
        message("Seconds between two measurements."),
        heat="30",
    ),
    known_label(
        "monitoring_storage_class_name",
        K.TEXT,
        message("The storage class of the volume for measurements; empty keeps none."),
        heat="",
    ),
    known_label(
        "monitoring_ingress_enabled",
        K.FLAG,
        message("Make the graphs reachable through the ingress controller."),
        _ON,
        heat="false",
    ),
    known_label(
        "cluster_root_domain_name",
        K.TEXT,
        message("The domain under which the graphs are reachable."),
        heat="localhost",
    ),
    known_label(
        "cluster_basic_auth_secret",
        K.TEXT,
        message("The Kubernetes secret that has the password of the graphs."),
        heat="",
    ),
    known_label(
        "grafana_admin_passwd",
        K.TEXT,
        message("The password of Grafana's administrator."),
        heat="admin",
        cautions={Driver.HEAT: _SEEN},
    ),
    known_label("grafana_tag", K.VERSION, message("The version of Grafana."), heat="5.1.5"),
    known_label("prometheus_tag", K.VERSION, message("The version of Prometheus."), heat="v1.8.2"),
    known_label(
        "prometheus_monitoring",
        K.FLAG,
        message("The older way to monitoring_enabled."),
        _ON,
        heat="false",
        cautions={Driver.HEAT: message("Use monitoring_enabled.")},
    ),
    known_label(
        "prometheus_operator_chart_tag",
        K.VERSION,
        message("The version of the Helm chart of Prometheus."),
        heat="v8.12.13",
    ),
    known_label(
        "prometheus_adapter_enabled",
        K.FLAG,
        message("Let pods be scaled by what Prometheus measures."),
        _ON,
        heat="true",
    ),
    known_label(
        "prometheus_adapter_chart_tag",
        K.VERSION,
        message("The version of the Helm chart of the Prometheus adapter."),
        heat="1.4.0",
    ),
    known_label(
        "prometheus_adapter_configmap",
        K.TEXT,
        message("The config map that has the Prometheus adapter's rules."),
        heat="",
    ),
    known_label(
        "metrics_server_enabled",
        K.FLAG,
        message("CPU and memory of pods and nodes (kubectl top), also for scaling pods."),
        _ON,
        heat="true",
        instead={Driver.HELM: message("It is always there.")},
    ),
    known_label(
        "metrics_server_chart_tag",
        K.VERSION,
        message("The version of the Helm chart of the metrics server."),
        heat="v3.7.0",
    ),
    known_label(
        "kube_dashboard_enabled",
        K.FLAG,
        message("A web page in the cluster that shows what runs there."),
        _ON,
        heat="true",
        helm="true",
    ),
    known_label(
        "metrics_scraper_tag",
        K.VERSION,
        message("The version of the part that measures for the Kubernetes dashboard."),
        heat="v1.0.4",
    ),
    known_label(
        "heapster_enabled",
        K.FLAG,
        message("Heapster, which measured before the metrics server did."),
        _ON,
        heat="false",
        cautions={Driver.HEAT: message("Use metrics_server_enabled.")},
    ),
    known_label(
        "influx_grafana_dashboard_enabled",
        K.FLAG,
        message("Graphs of Heapster's measurements."),
        _ON,
        heat="false",
        cautions={Driver.HEAT: message("Use monitoring_enabled.")},
    ),
)
