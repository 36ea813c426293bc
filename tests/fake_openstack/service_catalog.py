# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The service catalog of the tests' cloud, as Keystone puts it in a token.

Every service has its own host name, so that a test names the service with each URL.
``container-infra`` must be in the catalog: without it Horizon hides the panels.
"""

from typing import Any

REGION = "RegionOne"

ENDPOINTS = {
    "identity": "https://keystone.test/v3",
    "container-infra": "http://magnum.test/v1",
    "compute": "http://nova.test/v2.1",
    "placement": "http://placement.test",
    "image": "http://glance.test",
    "network": "http://neutron.test",
    "block-storage": "http://cinder.test/v3",
    "load-balancer": "http://octavia.test",
    "orchestration": "http://heat.test/v1",
}


def service_catalog(*service_types: str) -> list[dict[str, Any]]:
    """Return the catalog with these services, or with all, in the form of a v3 token's body."""
    return [
        {
            "type": service_type,
            "name": service_type,
            "id": f"service-{service_type}",
            "endpoints": [
                {
                    "id": f"{service_type}-{interface}",
                    "interface": interface,
                    "region": REGION,
                    "region_id": REGION,
                    "url": ENDPOINTS[service_type],
                }
                for interface in ("public", "internal", "admin")
            ],
        }
        for service_type in (service_types or ENDPOINTS)
    ]
