# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Turns Magnum's JSON into the dataclasses of `domain`.

A row without an id is MALFORMED. Any other field that is missing, null or of the wrong type
gets the default of its dataclass, so one odd value never costs a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import (
    count,
    integer,
    mapping,
    moment,
    reason,
    reasons,
    switch,
    text,
    texts,
)
from ldc_k8s_dashboard.domain.cidrs import bracketed_url
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health, NodeGroup, Status
from ldc_k8s_dashboard.domain.clusters.service_state import ServiceState
from ldc_k8s_dashboard.domain.service_names import MAGNUM
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate


def _row(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not text(value.get("uuid")):
        raise malformed(MAGNUM, f"An entry without an id where a {what} was expected: {value!r}")
    return value


def _health(value: Any) -> Health:
    if value in (None, ""):
        return Health.NONE
    return Health.__members__.get(text(value).strip().upper(), Health.UNKNOWN)


def cluster(value: Any) -> Cluster:
    """Return a cluster from a list, a detail list or a GET."""
    row = _row(value, "cluster")
    return Cluster(
        uuid=text(row["uuid"]),
        name=text(row.get("name")),
        status=Status.parse(text(row.get("status"))),
        status_reason=reason(row.get("status_reason")),
        health=_health(row.get("health_status")),
        health_reason=reasons(row.get("health_status_reason")),
        template_id=text(row.get("cluster_template_id")),
        version=text(row.get("coe_version")),
        master_count=count(row.get("master_count")),
        node_count=count(row.get("node_count")),
        flavor_id=text(row.get("flavor_id")),
        master_flavor_id=text(row.get("master_flavor_id")),
        keypair=text(row.get("keypair")),
        docker_volume_size=integer(row.get("docker_volume_size")),
        labels=mapping(row.get("labels")),
        labels_overridden=mapping(row.get("labels_overridden")),
        labels_added=mapping(row.get("labels_added")),
        api_address=bracketed_url(text(row.get("api_address"))),
        master_addresses=texts(row.get("master_addresses")),
        node_addresses=texts(row.get("node_addresses")),
        project_id=text(row.get("project_id")),
        user_id=text(row.get("user_id")),
        fixed_network=text(row.get("fixed_network")),
        fixed_subnet=text(row.get("fixed_subnet")),
        floating_ip_enabled=switch(row.get("floating_ip_enabled")),
        master_lb_enabled=switch(row.get("master_lb_enabled")),
        create_timeout=integer(row.get("create_timeout")),
        # stack_id until microversion 1.13.
        faults=reasons(row.get("faults")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
    )


def _taints(value: Any) -> tuple[str, ...]:
    """Return taints as kubectl writes them, key=value:effect, from dictionaries (1.14)."""
    if not isinstance(value, list):
        return ()
    taints = []
    for taint in value:
        if isinstance(taint, str):
            taints.append(text(taint))
        elif isinstance(taint, Mapping) and taint.get("key"):
            assignment = f"={text(taint.get('value'))}" if taint.get("value") else ""
            taints.append(f"{text(taint['key'])}{assignment}:{text(taint.get('effect'))}")
    return tuple(taints)


def node_group(value: Any) -> NodeGroup:
    """Return a node group from a list (few fields) or a GET."""
    row = _row(value, "node group")
    return NodeGroup(
        uuid=text(row["uuid"]),
        name=text(row.get("name")),
        role=text(row.get("role")),
        status=Status.parse(text(row.get("status"))),
        status_reason=reason(row.get("status_reason")),
        is_default=switch(row.get("is_default")) is True,
        node_count=count(row.get("node_count")),
        min_node_count=count(row.get("min_node_count")),
        max_node_count=integer(row.get("max_node_count")),
        flavor_id=text(row.get("flavor_id")),
        image_id=text(row.get("image_id")),
        version=text(row.get("version")),
        docker_volume_size=integer(row.get("docker_volume_size")),
        labels=mapping(row.get("labels")),
        node_labels=mapping(row.get("node_labels")),
        node_taints=_taints(row.get("node_taints")),
        node_addresses=texts(row.get("node_addresses")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
    )


def template(value: Any) -> ClusterTemplate:
    """Return a cluster template."""
    row = _row(value, "cluster template")
    return ClusterTemplate(
        uuid=text(row["uuid"]),
        name=text(row.get("name")),
        coe=text(row.get("coe")) or "kubernetes",
        image_id=text(row.get("image_id")),
        flavor_id=text(row.get("flavor_id")),
        master_flavor_id=text(row.get("master_flavor_id")),
        keypair_id=text(row.get("keypair_id")),
        external_network_id=text(row.get("external_network_id")),
        fixed_network=text(row.get("fixed_network")),
        fixed_subnet=text(row.get("fixed_subnet")),
        network_driver=text(row.get("network_driver")),
        volume_driver=text(row.get("volume_driver")),
        dns_nameserver=text(row.get("dns_nameserver")),
        docker_volume_size=integer(row.get("docker_volume_size")),
        docker_storage_driver=text(row.get("docker_storage_driver")),
        labels=mapping(row.get("labels")),
        tags=texts(row.get("tags")),
        public=switch(row.get("public")) is True,
        hidden=switch(row.get("hidden")) is True,
        floating_ip_enabled=switch(row.get("floating_ip_enabled")) is True,
        master_lb_enabled=switch(row.get("master_lb_enabled")) is True,
        tls_disabled=switch(row.get("tls_disabled")) is True,
        registry_enabled=switch(row.get("registry_enabled")) is True,
        insecure_registry=text(row.get("insecure_registry")),
        server_type=text(row.get("server_type")),
        distro=text(row.get("cluster_distro")),
        driver=text(row.get("driver")),
        http_proxy=text(row.get("http_proxy")),
        https_proxy=text(row.get("https_proxy")),
        no_proxy=text(row.get("no_proxy")),
        project_id=text(row.get("project_id")),
        user_id=text(row.get("user_id")),
        created_at=moment(row.get("created_at")),
        updated_at=moment(row.get("updated_at")),
    )


def service_state(value: Any) -> ServiceState:
    """Return one of Magnum's processes."""
    if not isinstance(value, Mapping):
        raise malformed(MAGNUM, f"Not a service: {value!r}")
    return ServiceState(
        id=count(value.get("id")),
        binary=text(value.get("binary")),
        host=text(value.get("host")),
        state=text(value.get("state")),
        last_seen_up=moment(value.get("last_seen_up")) or moment(value.get("updated_at")),
        disabled=switch(value.get("disabled")) is True,
        reason=reason(value.get("disabled_reason")),
    )
