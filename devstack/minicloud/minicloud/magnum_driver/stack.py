# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One cluster's resources in the cloud: as which user they are requested, and how they are found.

Everything belongs to the cluster's project and counts in its quotas. Network resources carry the
cluster's uuid in their description; servers, server groups and load balancers have names made of
the cluster's name and stack id. Deleting looks for all of these whatever the blueprint, because an
upgrade can have changed it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from keystoneauth1 import loading
from keystoneauth1.identity import v3
from magnum.common import keystone
from openstack import connection

from minicloud.magnum_driver.behaviour import Behaviour
from minicloud.magnum_driver.blueprints import Blueprint, LoadBalancer
from minicloud.magnum_driver.conf import CONF

CREDENTIALS = "keystone_auth"  # magnum.conf's section of the service user


@dataclass(frozen=True)
class NodeGroup:
    """A node group as it should be.

    ``role`` is master, worker or a name that the user chose; ``docker_gb`` is the size of the
    volume for containers that each machine has, or 0.
    """

    name: str
    role: str
    count: int
    flavor: str
    image: str
    docker_gb: int = 0

    @property
    def is_master(self) -> bool:
        return self.role == "master"


class Stack:
    """A cluster's plan and its connection to the services.

    Made while Magnum handles the request, of which it keeps the token; then used in a thread.
    """

    def __init__(
        self, context: Any, cluster: Any, behaviour: Behaviour, blueprint: Blueprint
    ) -> None:
        template = cluster.cluster_template
        self.cluster_uuid: str = cluster.uuid
        self.behaviour = behaviour
        self.blueprint = blueprint
        self.labels = {name: str(value) for name, value in (cluster.labels or {}).items()}
        self.name = f"{cluster.name}-{cluster.stack_id.replace('-', '')[:12]}"
        self.tag = f"magnum cluster {cluster.uuid}"
        self.external_network: str = template.external_network_id
        self.fixed_network: str | None = cluster.fixed_network
        self.fixed_subnet: str | None = cluster.fixed_subnet
        self.wants_floating_ips = bool(cluster.floating_ip_enabled)
        self.wants_balancer = bool(cluster.master_lb_enabled) or blueprint.always_balanced
        # A keypair belongs to one user, and Nova finds it only for that user.
        self.keypair = cluster.keypair if context.user_id == cluster.user_id else None
        self.network: tuple[str, str] | None = None  # see network.ensure_network
        self._context = context
        self._project_id: str = cluster.project_id

    @cached_property
    def connection(self) -> connection.Connection:
        """The connection, made when it is first used, so that an error ends the operation."""
        return connection.Connection(session=session_for(self._context, self._project_id))

    @cached_property
    def _catalog(self) -> set[str]:
        session = self.connection.session
        return {
            service["type"] for service in session.auth.get_access(session).service_catalog.catalog
        }

    @property
    def has_cinder(self) -> bool:
        return bool(self._catalog & {"block-storage", "volumev3"})

    @property
    def has_octavia(self) -> bool:
        return "load-balancer" in self._catalog

    @property
    def has_balancer(self) -> bool:
        return self.wants_balancer and self.has_octavia

    @property
    def has_floating_ip_each(self) -> bool:
        """Return whether every machine has a floating IP."""
        return self.wants_floating_ips and self.blueprint.floating_ip_each

    @property
    def has_api_floating_ip(self) -> bool:
        """Return whether the Kubernetes API has one, on its balancer or its first master."""
        label = self.labels.get("master_lb_floating_ip_enabled")
        if self.blueprint.api_floating_ip is None:  # then the label can only add one
            return self.has_balancer and (self.wants_floating_ips or is_true(label))
        return self.blueprint.api_floating_ip if label is None else is_true(label)

    def gigabytes(self, *labels: str) -> int:
        """Return the size in the first of these labels that is set; 0 for none or no number."""
        text = next((self.labels[name] for name in labels if name in self.labels), "")
        return int(text) if text.isdecimal() else 0

    def balancer_name(self, balancer: LoadBalancer) -> str:
        return f"{self.name}-{balancer.name}"

    def node_prefix(self, group: str) -> str:
        return f"{self.name}-{group}-"

    def servers(self, **filters: str) -> dict[str, Any]:
        """Return every server of the cluster, by name, with its id and name alone.

        For details Nova would ask Neutron about each of them.
        """
        servers = self.connection.compute.servers(
            details=False, name=f"^{re.escape(self.name)}-", **filters
        )
        return {server.name: server for server in servers}

    def nodes(self, group: str) -> dict[str, Any]:
        """Return a node group's servers by name, lowest number first."""
        servers = {
            name: server for name, server in self.servers().items() if self.is_node(name, group)
        }
        return {name: servers[name] for name in sorted(servers, key=node_number)}

    def is_node(self, name: str, group: str) -> bool:
        return re.fullmatch(re.escape(self.node_prefix(group)) + r"\d+", name) is not None

    def tagged(self, kind: str) -> list[Any]:
        """Return the cluster's own ``networks``, ``ports``, ``ips`` ... in Neutron."""
        return list(getattr(self.connection.network, kind)(description=self.tag))

    def server_groups(self) -> list[Any]:
        return [
            group
            for group in self.connection.compute.server_groups()
            if group.name.startswith(f"{self.name}-")
        ]

    @cached_property
    def external_network_id(self) -> str:
        network = self.connection.network.find_network(self.external_network, ignore_missing=False)
        return str(network.id)


def is_true(text: str | None) -> bool:
    """Return whether Magnum's drivers take this text of a label for a yes."""
    return (text or "").strip().lower() in ("true", "1", "yes", "on", "t", "y")


def node_number(name: str) -> int:
    return int(name.rsplit("-", 1)[1])


def session_for(context: Any, project_id: str) -> Any:
    """Return the requester's session, so that their roles and quotas count.

    The requester can be an administrator of another project, and after a restart there is none.
    Such a session would not find the project's servers, and would make new ones in the wrong
    project. Then the service user acts in the cluster's project; it has a role in every project
    (seed/identity.py).
    """
    if context.project_id == project_id and context.auth_token:
        return keystone.KeystoneClientV3(context).session
    loading.load_auth_from_conf_options(CONF, CREDENTIALS)  # makes its options known
    service_user = getattr(CONF, CREDENTIALS)
    auth = v3.Password(
        service_user.auth_url,
        username=service_user.username,
        password=service_user.password,
        user_domain_id=service_user.user_domain_id,
        project_id=project_id,
    )
    return loading.load_session_from_conf_options(CONF, CREDENTIALS, auth=auth)
