# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A login that has ended leads to the sign-in, whichever call of a page finds it out."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.content.clusters.views.dialogs import ScaleView
from ldc_k8s_dashboard.domain.errors import SignedOut
from tests.fake_openstack.seed import OTHER_LAB
from tests.views.pages import FRAGMENT, address_of, admin_url, said, url

TEMPLATES = "horizon:project:kubernetes.cluster_templates"
QUOTA = "horizon:project:kubernetes.quota"
ADMIN_QUOTAS = "horizon:admin:kubernetes.quotas"


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def reject(openstack, path, method="GET"):
    """Reject the login at this path only, and have Keystone confirm that it has ended."""
    openstack.fail(method, path, status=401, message="expired")
    openstack.fail("GET", "/v3/auth/tokens", status=404)


def leads_to_sign_in(answer):
    return answer.status_code == 302 and "/auth/login/" in answer["Location"]


# Each page with the path of a call that it can do without: any other failure costs a part of it.
PAGES = {
    "index": ("/v1/clusters", lambda c: url("index")),
    "launch": ("/v3/types", lambda c: url("launch")),
    "launch limits": ("/v2.1/limits", lambda c: url("launch")),
    "bulk_delete": ("/v3/users", lambda c: url("bulk_delete") + f"?cluster={c['uuid']}"),
    "credentials": ("/v3/users", lambda c: url("credentials")),
    "detail": ("/v2.1/flavors", lambda c: url("detail", c["uuid"])),
    "detail template": ("/v1/clustertemplates", lambda c: url("detail", c["uuid"])),
    "node_groups": ("/v2.1/flavors", lambda c: url("node_groups", c["uuid"])),
    "scale": ("/v2.1/limits", lambda c: url("scale", c["uuid"])),
    "scale template": ("/v1/clustertemplates", lambda c: url("scale", c["uuid"])),
    "upgrade": ("/v2/images", lambda c: url("upgrade", c["uuid"])),
    "access": ("/v1/clustertemplates", lambda c: url("access", c["uuid"])),
    "create_node_group": ("/v2.1/flavors", lambda c: url("create_node_group", c["uuid"])),
    "templates": ("/v2/images", lambda c: address_of(f"{TEMPLATES}:index")),
    "template create": ("/v2.0/networks", lambda c: address_of(f"{TEMPLATES}:create")),
    "quota": ("/v1/stats", lambda c: address_of(f"{QUOTA}:index")),
    "quota resources": ("/v2.0/lbaas", lambda c: address_of(f"{QUOTA}:resources")),
}


@pytest.mark.parametrize("page", PAGES)
def test_lost_login_of_one_call_leads_to_sign_in(openstack, member, cluster, page):
    path, address = PAGES[page]
    reject(openstack, path)
    assert leads_to_sign_in(member.get(address(cluster)))


@pytest.mark.parametrize("panel", ["clusters", "quotas"])
def test_lost_login_leads_administrator_to_sign_in(openstack, admin, cluster, panel):
    cluster["project_id"] = OTHER_LAB
    openstack.fail(service="keystone", status=401, message="expired")
    address = admin_url("index") if panel == "clusters" else address_of(f"{ADMIN_QUOTAS}:index")
    assert leads_to_sign_in(admin.get(address))


def test_lost_login_answers_live_rows_of_administrator_with_401(openstack, admin, cluster):
    cluster["project_id"] = OTHER_LAB
    openstack.fail(service="keystone", status=401, message="expired")
    answer = admin.get(admin_url("live"), {"rows": cluster["uuid"]}, headers=FRAGMENT)
    assert answer.status_code == 401
    assert "/auth/login/" in answer["X-Horizon-Location"]


def test_lost_login_while_waiting_for_a_change_still_reports_the_change(
    openstack, member, cluster, monkeypatch
):
    def signed_out(view):
        raise SignedOut("Magnum")

    monkeypatch.setattr(ScaleView, "settle", signed_out)
    answer = member.post(url("scale", cluster["uuid"]), {"node_count": "5"})
    assert leads_to_sign_in(answer)
    assert "was requested" in said(member.get(url("index")))
