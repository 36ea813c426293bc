# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Odd values in Magnum's JSON."""

import pytest

from ldc_k8s_dashboard.api.magnum import parse
from ldc_k8s_dashboard.api.transport.values import (
    REASON_LIMIT,
    integer,
    moment,
    reasons,
    switch,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Health
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


@pytest.mark.parametrize(("value", "number"), [(7, 7), (3.0, 3), ("7", 7), (" -7 ", -7), ("0", 0)])
def test_integer_reads_digits(value, number):
    assert integer(value) == number


@pytest.mark.parametrize(
    "value", [None, True, 1.5, "", "--5", "²", "seven", "9" * 5000, [1], 10**300, float("nan")]
)
def test_integer_of_anything_else_is_none(value):
    assert integer(value) is None


UUID = "6a1c9d3e-0000-4000-8000-3f2b9d9c1a55"


def test_reasons_hold_no_secret():
    reported = "Create failed:\nrabbit_password=hunter2"
    cluster = parse.cluster(
        {
            "uuid": UUID,
            "status_reason": reported,
            "health_status_reason": {"api": reported},
            "faults": {"master-0": reported},
        }
    )
    shown = "Create failed:\nrabbit_password=***"
    assert cluster.status_reason == shown
    assert cluster.health_reason == {"api": shown}
    assert cluster.faults == {"master-0": shown}
    assert parse.node_group({"uuid": UUID, "status_reason": reported}).status_reason == shown
    assert parse.service_state({"id": 1, "disabled_reason": reported}).reason == shown


def test_reason_is_cut_at_its_limit():
    long = "Resource CREATE failed. " * 300
    assert parse.cluster({"uuid": UUID, "status_reason": long}).status_reason == long.strip()
    endless = parse.cluster({"uuid": UUID, "status_reason": "x" * 1_000_000}).status_reason
    assert endless == "x" * REASON_LIMIT + " ..."


HALF = "a\ud800b"
"""The string in JSON's "a\\ud800b": half of a surrogate pair, which cannot be encoded."""


@pytest.mark.parametrize("health", [[], {}, [{}], 7, True, "odd", HALF])
def test_unknown_health_is_unknown(health):
    assert parse.cluster({"uuid": UUID, "health_status": health}).health is Health.UNKNOWN


def test_half_a_character_is_replaced_in_every_field():
    cluster = parse.cluster(
        {
            "uuid": UUID,
            "name": HALF,
            "status_reason": HALF,
            "labels": {HALF: HALF},
            "node_addresses": [HALF],
            "faults": {HALF: HALF},
        }
    )
    group = parse.node_group({"uuid": UUID, "name": HALF, "node_taints": [HALF, {"key": HALF}]})
    assert "\ufffd" in cluster.name
    repr((cluster, group)).encode()
    for shown in (cluster.name, *cluster.labels, *group.node_taints, *cluster.node_addresses):
        shown.encode()
    ServiceError("Magnum", FailureKind.SERVICE_FAILED, raw=HALF, request_id=HALF).raw.encode()


@pytest.mark.parametrize(
    ("value", "read"), [(True, True), ("true", True), ("False", False), ("yes", None), (1, None)]
)
def test_switch_reads_booleans_and_their_spellings(value, read):
    assert switch(value) is read


@pytest.mark.parametrize("value", [None, 7, "", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_moment_that_no_time_zone_can_show_is_none(value):
    assert moment(value) is None


def test_reasons_that_are_no_object_are_kept_as_one():
    assert reasons("etcd is gone") == {"": "etcd is gone"}
    assert reasons(["etcd is gone"]) == {"": '["etcd is gone"]'}
    assert reasons({"nodes": {"gpu": "nok"}}) == {"nodes": '{"gpu": "nok"}'}
    for nothing in (None, "", {}, []):
        assert reasons(nothing) == {}


def test_cluster_of_nulls_has_the_defaults():
    nulls = {"labels", "faults", "node_addresses", "health_status_reason", "node_count", "name"}
    assert parse.cluster({"uuid": UUID, **dict.fromkeys(nulls)}) == parse.cluster({"uuid": UUID})
