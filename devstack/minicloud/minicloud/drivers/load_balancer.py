# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""An Octavia provider without amphorae: load balancers that become ACTIVE and carry nothing.

The VIP port is a real Neutron port, which Octavia's own network driver makes.
"""

from __future__ import annotations

from typing import Any

from octavia_lib.api.drivers import exceptions, provider_base

from minicloud.drivers.load_balancer_status import report_child, report_load_balancer


class AmphoralessProvider(provider_base.ProviderDriver):  # type: ignore[misc]
    def create_vip_port(self, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotImplementedError()  # Octavia then makes the port itself

    def loadbalancer_create(self, loadbalancer: Any) -> None:
        report_load_balancer(loadbalancer.loadbalancer_id)

    def loadbalancer_update(self, old_loadbalancer: Any, new_loadbalancer: Any) -> None:
        report_load_balancer(new_loadbalancer.loadbalancer_id)

    def loadbalancer_delete(self, loadbalancer: Any, cascade: bool = False) -> None:
        report_load_balancer(loadbalancer.loadbalancer_id, deleted=True)

    def loadbalancer_failover(self, loadbalancer_id: str) -> None:
        report_load_balancer(loadbalancer_id)

    def listener_create(self, listener: Any) -> None:
        report_child("Listener", listener.listener_id)

    def listener_update(self, old_listener: Any, new_listener: Any) -> None:
        report_child("Listener", new_listener.listener_id)

    def listener_delete(self, listener: Any) -> None:
        report_child("Listener", listener.listener_id, deleted=True)

    def pool_create(self, pool: Any) -> None:
        report_child("Pool", pool.pool_id)

    def pool_update(self, old_pool: Any, new_pool: Any) -> None:
        report_child("Pool", new_pool.pool_id)

    def pool_delete(self, pool: Any) -> None:
        report_child("Pool", pool.pool_id, deleted=True)

    def member_create(self, member: Any) -> None:
        report_child("Member", member.member_id)

    def member_update(self, old_member: Any, new_member: Any) -> None:
        report_child("Member", new_member.member_id)

    def member_delete(self, member: Any) -> None:
        report_child("Member", member.member_id, deleted=True)

    def member_batch_update(self, pool_id: str, members: Any) -> None:
        report_child("Pool", pool_id)

    def health_monitor_create(self, healthmonitor: Any) -> None:
        report_child("HealthMonitor", healthmonitor.healthmonitor_id)

    def health_monitor_update(self, old_healthmonitor: Any, new_healthmonitor: Any) -> None:
        report_child("HealthMonitor", new_healthmonitor.healthmonitor_id)

    def health_monitor_delete(self, healthmonitor: Any) -> None:
        report_child("HealthMonitor", healthmonitor.healthmonitor_id, deleted=True)

    def l7policy_create(self, l7policy: Any) -> None:
        report_child("L7Policy", l7policy.l7policy_id)

    def l7policy_update(self, old_l7policy: Any, new_l7policy: Any) -> None:
        report_child("L7Policy", new_l7policy.l7policy_id)

    def l7policy_delete(self, l7policy: Any) -> None:
        report_child("L7Policy", l7policy.l7policy_id, deleted=True)

    def l7rule_create(self, l7rule: Any) -> None:
        report_child("L7Rule", l7rule.l7rule_id)

    def l7rule_update(self, old_l7rule: Any, new_l7rule: Any) -> None:
        report_child("L7Rule", new_l7rule.l7rule_id)

    def l7rule_delete(self, l7rule: Any) -> None:
        report_child("L7Rule", l7rule.l7rule_id, deleted=True)

    def validate_flavor(self, flavor_metadata: Any) -> None:
        """Accept any flavor."""

    def validate_availability_zone(self, availability_zone_metadata: Any) -> None:
        """Accept any zone."""

    def get_supported_flavor_metadata(self) -> dict[str, str]:
        return {}

    def get_supported_availability_zone_metadata(self) -> dict[str, str]:
        return {}
