# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Answers of Magnum's with values of the wrong type: they cost a field, never a page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fake_openstack.magnum.records import node_groups_of
from tests.views.pages import part, read, said, text_of, url

# Half a surrogate pair is valid in JSON; requests' own encoder cannot send it.
_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_SCALAR = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | _TEXT
    | st.sampled_from(["3", " -1 ", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00", "[]"])
)
ANY_JSON = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=5,
)


def odd_row(data: Any, row: dict[str, Any]) -> dict[str, Any]:
    """The row with any values in some of its fields, and without others; its id stays."""
    fields = sorted(set(row) - {"uuid"})
    odd = data.draw(st.dictionaries(st.sampled_from(fields), ANY_JSON, max_size=len(fields)))
    missing = data.draw(st.sets(st.sampled_from(fields), max_size=3))
    return {name: value for name, value in {**row, **odd}.items() if name not in missing}


def as_seen(openstack, client, path: str) -> dict[str, Any]:
    """The body of Magnum's answer at a path, as the fake gives it."""
    client.get(url("detail", path.split("/")[3]))
    sent = next(request for request in openstack.sent("GET", path) if request.service == "magnum")
    return openstack.answer(sent).body


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_pages_stand_whatever_magnum_reports_of_a_cluster(openstack, member, data):
    openstack.heal()
    openstack.clusters.clear()
    openstack.node_groups.clear()
    cluster = openstack.add_cluster("alpha", _faults={"master-0": "gone"})
    path = f"/v1/clusters/{cluster['uuid']}"
    row = odd_row(data, as_seen(openstack, member, path) | {"faults": {}})
    groups = [odd_row(data, group) for group in node_groups_of(openstack, cluster)]
    for group in groups:
        group_path = f"{path}/nodegroups/{group['uuid']}"
        openstack.fail("GET", group_path, status=200, body=group)
    openstack.fail("GET", f"{path}/nodegroups", status=200, body={"nodegroups": groups})
    openstack.fail("GET", path, status=200, body=row)
    openstack.fail("GET", "/v1/clusters/detail", status=200, body={"clusters": [row]})
    pages = [
        url("index"),
        *(
            url(name, cluster["uuid"])
            for name in (
                "detail",
                "node_groups",
                "access",
                "scale",
                "upgrade",
                "create_node_group",
                "delete",
            )
        ),
        *(url("resize_node_group", cluster["uuid"], group["uuid"]) for group in groups),
    ]
    for page in pages:
        answer = member.get(page)
        assert answer.status_code == 200, page
        assert read(answer).select_one("h1"), page


def test_overview_shows_a_health_reason_that_is_a_sentence(openstack, member):
    sentence = "etcd: 1 of 3 members is not reachable"
    cluster = openstack.add_cluster(
        "alpha", health_status="UNHEALTHY", health_status_reason=sentence
    )
    page = member.get(url("detail", cluster["uuid"]))
    assert text_of(part(page, "#cluster-health tbody")) == f"Whole cluster {sentence}"
    assert sentence in said(member.get(url("index")))


def test_overview_shows_a_health_part_with_parts_of_its_own(openstack, member):
    reported = {"nodegroup": {"workers": "Ready", "gpu": "Scaling up"}}
    cluster = openstack.add_cluster("alpha", health_status_reason=reported)
    page = member.get(url("detail", cluster["uuid"]))
    assert '"gpu": "Scaling up"' in text_of(part(page, "#cluster-health"))


@pytest.mark.parametrize("faults", ["the stack is gone", ["the stack is gone"]])
def test_overview_shows_faults_that_are_no_object(openstack, member, faults):
    cluster = openstack.add_cluster("alpha", status="CREATE_FAILED", _faults=faults)
    assert "the stack is gone" in said(member.get(url("detail", cluster["uuid"])))


def test_scale_reads_a_number_of_workers_in_a_string(openstack, member):
    cluster = openstack.add_cluster("alpha")
    workers = node_groups_of(openstack, cluster)[1]
    path = f"/v1/clusters/{cluster['uuid']}/nodegroups/{workers['uuid']}"
    openstack.fail("GET", path, status=200, body={**workers, "node_count": "3"})
    dialog = member.get(url("scale", cluster["uuid"]))
    assert part(dialog, "input[name=node_count]")["value"] == "3"


@pytest.mark.parametrize(
    "odd",
    [
        {"created_at": "0001-01-01T00:00:00+00:00"},
        {"updated_at": "9999-12-31T23:59:59-12:00"},
        {"create_timeout": 10**15},
        {"create_timeout": 10**30},
    ],
)
def test_overview_stands_with_a_time_that_cannot_be_worked_out(openstack, member, odd):
    cluster = openstack.add_cluster("alpha", **{"status": "CREATE_IN_PROGRESS", **odd})
    assert member.get(url("detail", cluster["uuid"])).status_code == 200
    assert member.get(url("index")).status_code == 200
