# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Single values out of Magnum's JSON, however odd."""

import pytest

from ldc_k8s_dashboard.api.magnum import parse
from ldc_k8s_dashboard.api.transport.values import REASON_LIMIT, integer
from ldc_k8s_dashboard.domain.clusters.cluster import Health
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


@pytest.mark.parametrize(("value", "number"), [(7, 7), ("7", 7), (" -7 ", -7), ("0", 0)])
def test_a_number_is_read_from_digits_too(value, number):
    assert integer(value) == number


@pytest.mark.parametrize("value", [None, True, 1.5, "", "--5", "²", "seven", "9" * 5000, [1]])
def test_what_is_no_number_is_none(value):
    assert integer(value) is None


UUID = "6a1c9d3e-0000-4000-8000-3f2b9d9c1a55"


def test_no_secret_is_in_a_cluster_s_reasons():
    said = "Create failed:\nrabbit_password=hunter2"
    cluster = parse.cluster(
        {
            "uuid": UUID,
            "status_reason": said,
            "health_status_reason": {"api": said},
            "faults": {"master-0": said},
        }
    )
    kept = "Create failed:\nrabbit_password=***"
    assert cluster.status_reason == kept
    assert cluster.health_reason == {"api": kept}
    assert cluster.faults == {"master-0": kept}
    assert parse.node_group({"uuid": UUID, "status_reason": said}).status_reason == kept
    assert parse.service_state({"id": 1, "disabled_reason": said}).reason == kept


def test_a_long_reason_is_kept_and_an_endless_one_is_cut():
    long = "Resource CREATE failed. " * 300
    assert parse.cluster({"uuid": UUID, "status_reason": long}).status_reason == long.strip()
    endless = parse.cluster({"uuid": UUID, "status_reason": "x" * 1_000_000}).status_reason
    assert endless == "x" * REASON_LIMIT + " ..."


HALF = "a\ud800b"
"""What JSON's "a\\ud800b" is read as: half of a surrogate pair, which cannot be sent to anybody."""


@pytest.mark.parametrize("health", [[], {}, [{}], 7, True, "odd", HALF])
def test_an_odd_health_is_unknown(health):
    assert parse.cluster({"uuid": UUID, "health_status": health}).health is Health.UNKNOWN


def test_half_a_character_is_replaced_wherever_it_stands():
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
