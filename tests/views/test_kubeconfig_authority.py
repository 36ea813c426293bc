# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The download of a cluster's CA certificate."""

from __future__ import annotations

from tests.views.pages import EVIL, changes, said, url


def test_ca_download_is_a_file(openstack, member):
    cluster = openstack.add_cluster("alpha")
    answer = member.get(url("authority", cluster["uuid"]))
    assert answer.status_code == 200
    assert answer.content.decode() == openstack.authority.ca_pem
    assert answer["Content-Type"].startswith("application/x-pem-file")
    assert answer["Content-Disposition"] == 'attachment; filename="alpha-ca.pem"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not changes(openstack)


def test_ca_download_is_refused_to_other_members(openstack, member):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    answer = member.get(url("authority", cluster["uuid"]))
    assert answer.status_code == 403
    assert "does not allow this" in said(answer)


def test_ca_download_adds_no_header_for_a_hostile_name(openstack, member):
    cluster = openstack.add_cluster(f"a\r\nX-Evil: 1{EVIL}")
    answer = member.get(url("authority", cluster["uuid"]))
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers
    assert answer["Content-Disposition"].count('"') == 2
    assert answer["Content-Disposition"].isascii()


def test_ca_download_reports_a_malformed_certificate(openstack, member):
    cluster = openstack.add_cluster("alpha")
    openstack.fail("GET", f"/v1/certificates/{cluster['uuid']}", status=200, body={"pem": "hello"})
    answer = member.get(url("authority", cluster["uuid"]))
    assert answer.status_code == 502
    assert "cannot be read" in said(answer)
