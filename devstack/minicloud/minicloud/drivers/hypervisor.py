# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Nova's own fake hypervisor driver, with a size and an architecture.

One nova-compute runs for each host of ``[minicloud] hosts`` in nova.conf. Everything else is
Nova's own: Placement's inventory and traits, quotas, filters, faults.

A server's metadata can ask for a fault:
``sim_boot_fail=TEXT``    its boot fails: the server goes to ERROR with TEXT as its fault
``sim_boot_seconds=N``    its boot takes N seconds (at most 60)
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

import nova.conf
from nova import context as nova_context
from nova import exception, objects
from nova.compute import power_state
from nova.virt import fake
from oslo_config import cfg

CONF = nova.conf.CONF
CONF.register_opt(cfg.StrOpt("hosts", default=""), group="minicloud")
LONGEST_BOOT = 60.0  # seconds
NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


@dataclass(frozen=True)
class Host:
    architecture: str
    vcpus: int
    memory_mb: int
    disk_gb: int


def hosts() -> dict[str, Host]:
    """Return the hosts of nova.conf by name.

    There they are ``name:architecture:vcpus:memory_mb:disk_gb``, separated by commas.
    """
    return parse_hosts(CONF.minicloud.hosts)


def parse_hosts(text: str) -> dict[str, Host]:
    parsed = {}
    for entry in text.split(","):
        name, architecture, vcpus, memory_mb, disk_gb = entry.strip().split(":")
        parsed[name] = Host(architecture, int(vcpus), int(memory_mb), int(disk_gb))
    return parsed


def boot_seconds(metadata: dict[str, str]) -> float:
    """Return how long a server with this metadata takes to boot; 0 for what is no number."""
    try:
        return max(0.0, min(LONGEST_BOOT, float(metadata.get("sim_boot_seconds", 0))))
    except ValueError:
        return 0.0


class SizedFakeDriver(fake.FakeDriver):  # type: ignore[misc]
    def init_host(self, host: str) -> None:
        self.shape = hosts()[host]
        self.vcpus = self.shape.vcpus
        self.memory_mb = self.shape.memory_mb
        self.local_gb = self.shape.disk_gb
        self.resources = fake.Resources(self.vcpus, self.memory_mb, self.local_gb)
        self.host_status_base.update(
            hypervisor_hostname=host,
            supported_instances=[
                (self.shape.architecture, kind, "hvm") for kind in ("fake", "qemu", "kvm")
            ],
        )
        super().init_host(host)
        self._remember_servers(host)

    def _remember_servers(self, host: str) -> None:
        """Restore the running servers, so that a restart of this process does not stop them."""
        admin = nova_context.get_admin_context()
        for server in objects.InstanceList.get_by_host(admin, host):
            if server.power_state is not None and server.launched_at:
                self.instances[server.uuid] = fake.FakeInstance(
                    server.name, server.power_state or power_state.RUNNING, server.uuid
                )

    def _node_uuid(self, node: str) -> str:
        # The same at every start, otherwise Nova takes it for another host.
        return str(uuid.uuid5(NAMESPACE, f"minicloud/{node}"))

    def get_available_resource(self, nodename: str) -> dict[str, Any]:
        resources: dict[str, Any] = super().get_available_resource(nodename)
        resources["uuid"] = self._node_uuid(nodename)
        return resources

    def get_nodenames_by_uuid(self, refresh: bool = False) -> dict[str, str]:
        return {self._node_uuid(node): node for node in self.get_available_nodes()}

    def update_provider_tree(
        self, provider_tree: Any, nodename: str, allocations: Any = None
    ) -> None:
        super().update_provider_tree(provider_tree, nodename, allocations)
        provider_tree.add_traits(nodename, f"HW_ARCH_{self.shape.architecture.upper()}")

    def spawn(self, context: Any, instance: Any, *args: Any, **kwargs: Any) -> Any:
        metadata = instance.metadata or {}
        time.sleep(boot_seconds(metadata))
        if metadata.get("sim_boot_fail"):
            raise exception.BuildAbortException(
                instance_uuid=instance.uuid, reason=metadata["sim_boot_fail"]
            )
        return super().spawn(context, instance, *args, **kwargs)
