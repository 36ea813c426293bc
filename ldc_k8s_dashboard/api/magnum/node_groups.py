# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The node groups of clusters (microversion 1.9)."""

from __future__ import annotations

from typing import Any

from magnumclient.v1.nodegroups import NodeGroupManager

from ldc_k8s_dashboard.api.magnum import parse
from ldc_k8s_dashboard.api.magnum.calls import (
    ask,
    document_of,
    given_fields,
    json_patch,
    path_segment,
    retry_while_changing,
    rows_of,
)
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.domain.clusters.cluster import NodeGroup
from ldc_k8s_dashboard.domain.message import message


class NodeGroups:
    """The node groups of a cluster."""

    def __init__(self, http: MagnumHTTP) -> None:
        self._http = http
        self._manager = NodeGroupManager(http)

    def list(self, cluster_id: str, *, detail: bool = False) -> tuple[NodeGroup, ...]:
        """List the node groups of a cluster (1.9), masters included.

        Magnum's list leaves out bounds, labels, version and reasons; with `detail` each
        group is read as well.
        """
        self._http.need((1, 9), message("node groups"))
        path = f"/v1/clusters/{path_segment(cluster_id)}/nodegroups"
        _response, body = retry_while_changing(ask, self._http.json_request, "GET", path)
        groups = tuple(parse.node_group(row) for row in rows_of(body, "nodegroups"))
        if detail:
            groups = tuple(self.get(cluster_id, group.uuid) for group in groups)
        return groups

    def get(self, cluster_id: str, ident: str) -> NodeGroup:
        """Return a node group by id or name (1.9)."""
        self._http.need((1, 9), message("node groups"))
        resource = retry_while_changing(
            ask, self._manager.get, path_segment(cluster_id), path_segment(ident)
        )
        return parse.node_group(document_of(resource, "node group"))

    def create(self, cluster_id: str, **fields: Any) -> NodeGroup:
        """Request a node group with the fields of the REST body (1.9); labels are merged."""
        self._http.need((1, 9), message("node groups"))
        created = ask(self._manager.create, path_segment(cluster_id), **given_fields(fields))
        return parse.node_group(document_of(created, "node group"))

    def update(self, cluster_id: str, ident: str, **changes: Any) -> None:
        """Change min_node_count, max_node_count, node_labels or node_taints; None removes.

        Magnum changes nothing else (NodeGroupPatchType).
        """
        self._http.need((1, 9), message("node groups"))
        ask(
            self._manager.update,
            path_segment(cluster_id),
            path_segment(ident),
            json_patch(changes),
        )

    def delete(self, cluster_id: str, ident: str) -> None:
        """Request the deletion of a node group; Magnum refuses it for a default group."""
        self._http.need((1, 9), message("node groups"))
        ask(self._manager.delete, path_segment(cluster_id), path_segment(ident))
