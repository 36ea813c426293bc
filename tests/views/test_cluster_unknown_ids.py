# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Clusters that are deleted, of another project or unknown: a problem page with status 404."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.views.pages import FRAGMENT, MODAL, changes, link, part, said, text_of, title, url

PAGES = (
    "detail",
    "node_groups",
    "access",
    "scale",
    "upgrade",
    "rotate_ca",
    "delete",
    "create_node_group",
    "authority",
)
STRANGE = [
    "00000000-0000-0000-0000-000000000000",
    "größe-und-länge",
    "日本語",
    "\U0001f680",
    "a b",
    "a%2Fb",
    "a?b=c#d",
    "<script>alert(1)</script>",
    "x" * 3000,
    "'; DROP TABLE cluster; --",
    "{$ 7*7 $}",
    "..",
    ".",
    "%00",
    "\r\nX-Evil: 1",
]


def address(name, ident):
    return url(name, "IDENT").replace("IDENT", quote(ident, safe=""))


@pytest.mark.usefixtures("whole_frame")
@pytest.mark.parametrize("ident", STRANGE)
def test_unknown_id_of_any_kind_is_not_found(openstack, member, ident):
    openstack.add_cluster("alpha")
    page = member.get(address("detail", ident))
    assert page.status_code == 404
    assert not changes(openstack)
    content = page.content.decode()
    assert "Traceback" not in content
    assert "<script>alert" not in content
    assert "X-Evil" not in page.headers


@pytest.mark.parametrize("name", PAGES)
def test_unknown_id_of_a_deleted_cluster_is_not_found(openstack, member, name):
    cluster = openstack.add_cluster("alpha")
    del openstack.clusters[cluster["uuid"]]
    page = member.get(url(name, cluster["uuid"]))
    assert page.status_code == 404
    assert title(page) == "Not found"
    assert "has been deleted, or it belongs to another project" in said(page)
    assert link(page, "Back") == url("index")


@pytest.mark.parametrize("name", PAGES)
def test_unknown_id_of_another_projects_cluster_reads_the_same(openstack, member, name):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    page = member.get(url(name, theirs["uuid"]))
    assert page.status_code == 404
    assert "has been deleted, or it belongs to another project" in said(page)
    assert "theirs" not in said(page)


@pytest.mark.parametrize("name", PAGES[3:8])
def test_unknown_id_in_a_dialog_is_reported_there(openstack, member, name):
    dialog = member.get(url(name, "00000000-0000-0000-0000-000000000000"), headers=MODAL)
    assert dialog.status_code == 200, "Horizon's script shows any other answer as an error"
    assert "<html" not in dialog.content.decode()
    assert title(dialog) == "Not found"


@pytest.mark.parametrize("ident", ["..%2F..%2Fquotas", "a?limit=1", "a#b", "..", "größe", "alpha"])
def test_unknown_id_that_is_no_id_never_reaches_magnum(openstack, member, ident):
    openstack.add_cluster("alpha")
    for name in PAGES:
        member.get(address(name, ident))
    assert not openstack.sent(service="magnum")


def test_unknown_id_of_a_node_group_is_not_found(openstack, member):
    cluster = openstack.add_cluster("alpha")
    for name in ("resize_node_group", "delete_node_group"):
        for ident in ("00000000-0000-0000-0000-000000000000", "日本語", ".."):
            page = member.get(url(name, cluster["uuid"], "IDENT").replace("IDENT", quote(ident)))
            assert page.status_code == 404
            assert "has been deleted" in said(page) or "page" in said(page).lower()


def test_unknown_id_of_a_fragment_is_not_found(openstack, member):
    fragment = member.get(address("detail_live", "日本語"), headers=FRAGMENT)
    assert part(fragment, "#cluster-live")["data-live-done"] == "true"
    assert text_of(part(fragment, "#cluster-live")) == ""
