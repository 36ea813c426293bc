# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every text that a service reports is shown as text, on every page.

The fields are not listed here: each text in the tests' cloud is made malicious, unless KEPT says
why not, with its own name in it.  So a field that the cloud gets later is tried by itself, and
has to be shown somewhere or named in SHOWN_NOWHERE.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.fake_openstack import OpenStack
from tests.views.pages import EVIL, MODAL, admin_url, html_of, shown_harmless, url
from tests.views.test_content_alone import TEMPLATES, pages

pytestmark = pytest.mark.usefixtures("whole_frame")

COLLECTIONS = (
    *("projects", "users", "images", "flavors", "keypairs", "networks", "subnets"),
    *("volume_types", "templates", "clusters", "node_groups"),
)

KEPT = {
    # What other rows refer to, and what the services themselves choose.
    *("id", "uuid", "cluster_id", "project_id", "tenant_id", "user_id", "domain_id", "owner"),
    *("cluster_template_id", "network_id", "subnets", "links", "self", "file", "schema"),
    *("image_id", "flavor_id", "master_flavor_id", "external_network_id", "fixed_subnet"),
    # Numbers, switches and moments, some of which are null here.
    *("docker_volume_size", "max_node_count", "apiserver_port", "created_at", "updated_at"),
    *("master_count", "tls_disabled", "qos_specs_id", "create_timeout", "node_count"),
    # Words of a fixed list, which decide what a page shows.
    *("status", "health_status", "role", "coe", "visibility", "container_format", "disk_format"),
    *("os_distro", "hw_architecture", "architecture", "cluster_distro", "type", "cidr", "password"),
    *("roles", "discovery_url", "container_version", "min_disk", "stack_id"),
}

SHOWN_NOWHERE = {
    *("flavors:description", "flavors:extra_specs", "images:checksum", "images:tags"),
    *("keypairs:fingerprint", "keypairs:public_key", "node_groups:labels", "node_groups:version"),
    *("projects:description", "templates:server_type", "volume_types:description"),
    "volume_types:extra_specs",
}


def poisoned(collection: str, key: str, value: Any) -> Any:
    """Return a value in which every text is malicious and names its field."""
    mark = f"{EVIL}{collection}:{key}"
    if key in KEPT or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [*value, mark]
    if isinstance(value, dict):
        # Zones, types and proxies are the values of labels.
        zones = dict.fromkeys(("availability_zone", "boot_volume_availability_zone"), mark)
        return {**value, **zones, f"{mark}-name": mark}
    return f"{value or ''}{mark}"


@pytest.fixture
def marks(openstack: OpenStack, member: Any, admin: Any) -> set[str]:
    """Make every text malicious, after the people have signed in; return the fields."""
    cluster = openstack.add_cluster("alpha", status="UPDATE_FAILED", health_status="UNHEALTHY")
    cluster["_faults"] = {"faults": "fault"}
    fields: set[str] = set()
    for collection in COLLECTIONS:
        for row in getattr(openstack, collection).values():
            for key, value in list(row.items()):
                row[key] = poisoned(collection, key, value)
                if row[key] != value:
                    fields.add(f"{collection}:{key}")
    # The template of the cluster can be found by its id, and belongs to the reader's project.
    openstack.templates[cluster["cluster_template_id"]]["project_id"] = cluster["project_id"]
    cluster["status_reason"] = f"{EVIL}clusters:status_reason"
    return fields


def addresses(openstack: OpenStack) -> Iterator[tuple[str, str]]:
    """Yield who opens which page."""
    (cluster,) = openstack.clusters.values()
    uuid, template_id = cluster["uuid"], cluster["cluster_template_id"]
    for address in pages(cluster).values():
        yield "admin", address
        if "/admin/" not in address:
            yield "member", address
    for name in ("upgrade", "rotate_ca", "create_node_group", "access_credentials", "revoke"):
        yield "member", url(name, uuid)
    for group in openstack.node_groups.values():
        yield "member", url("resize_node_group", uuid, group["uuid"])
        yield "member", url("delete_node_group", uuid, group["uuid"])
    yield "member", f"{url('bulk_delete')}?cluster={uuid}"
    yield "member", f"{url('launch')}?wait=all&like={uuid}"
    yield "member", f"{url('launch')}?part=card&template={template_id}"
    yield "member", f"{url('template_names')}?of={template_id}"
    yield "member", reverse(f"{TEMPLATES}:delete", args=[template_id])
    yield "member", f"{reverse(f'{TEMPLATES}:create')}?copy={template_id}"
    yield "admin", admin_url("detail", uuid)
    for project_id in openstack.projects:
        for name in ("set", "reset"):
            yield "admin", reverse(f"horizon:admin:kubernetes.quotas:{name}", args=[project_id])
    query = "&".join(f"project={project_id}" for project_id in openstack.projects)
    yield "admin", f"{reverse('horizon:admin:kubernetes.quotas:bulk_set')}?{query}"


@pytest.mark.parametrize("headers", [None, MODAL], ids=["page", "modal"])
def test_outside_text_of_every_field_is_harmless_on_every_page(
    openstack: OpenStack, member: Any, admin: Any, marks: set[str], headers: Any
) -> None:
    people, shown = {"member": member, "admin": admin}, ""
    for who, address in addresses(openstack):
        answer = people[who].get(address, headers=headers)
        assert answer.status_code == 200, address
        is_fragment = "part=" in address or "/template-names/" in address
        is_fragment = is_fragment or address.endswith("/access/credentials/")
        shown_harmless(answer, fragment=is_fragment, menu=True)
        shown += html_of(answer)
    if headers is None:
        unseen = {mark for mark in marks if mark not in shown}
        assert unseen == SHOWN_NOWHERE
        assert len(marks) > len(COLLECTIONS)
