# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A Neutron ML2 mechanism driver that replaces the agents.

It binds every port at once, and gives each network with DHCP the port of a DHCP agent, which counts
in quotas.
"""

from __future__ import annotations

from typing import Any

from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins import directory
from neutron_lib.plugins.ml2 import api


class AgentlessBinding(api.MechanismDriver):  # type: ignore[misc]
    def initialize(self) -> None:
        """Nothing to prepare."""

    @property
    def connectivity(self) -> str:
        return str(portbindings.CONNECTIVITY_L2)

    def bind_port(self, context: Any) -> None:
        """Bind to the first segment; the port is ACTIVE as if an agent had plugged it."""
        for segment in context.segments_to_bind[:1]:
            context.set_binding(
                segment[api.ID],
                portbindings.VIF_TYPE_OVS,
                {portbindings.CAP_PORT_FILTER: True},
                status=constants.PORT_STATUS_ACTIVE,
            )

    def create_subnet_postcommit(self, context: Any) -> None:
        """Make the DHCP port. Neutron itself deletes such a port with its network or subnet."""
        subnet = context.current
        if not subnet["enable_dhcp"]:
            return
        plugin, admin = directory.get_plugin(), context._plugin_context.elevated()
        owner = {
            "network_id": [subnet["network_id"]],
            "device_owner": [constants.DEVICE_OWNER_DHCP],
        }
        if plugin.get_ports_count(admin, owner):
            return  # one is enough for a network's further subnets
        port = {
            "project_id": subnet["project_id"],
            "tenant_id": subnet["project_id"],
            "network_id": subnet["network_id"],
            "fixed_ips": [{"subnet_id": subnet["id"]}],
            "device_owner": constants.DEVICE_OWNER_DHCP,
            "device_id": f"dhcp-{subnet['network_id']}",
            "mac_address": constants.ATTR_NOT_SPECIFIED,
            "admin_state_up": True,
            "name": "",
        }
        plugin.create_port(admin, {"port": port})
