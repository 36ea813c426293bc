# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The field of a REST body that a rejection by Magnum names."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.rejected_field import FIELDS, rejected_field


def field_rejected_by(text, kind=FailureKind.INVALID, **body):
    return rejected_field(ServiceError("Magnum", kind, raw=text), body)


@pytest.mark.parametrize(
    ("text", "field", "label"),
    [
        ("Unable to find keypair laptop.", "keypair", ""),
        ("Unable to find fixed network abc.", "fixed_network", ""),
        ("Unable to find fixed subnet abc.", "fixed_subnet", ""),
        ("Multiple images exist with same name 'x'. Please use the image ID.", "image_id", ""),
        ("Multiple external networks exist with same name 'x'.", "external_network_id", ""),
        ("Image 3b doesn't contain os_distro field.", "image_id", ""),
        ("Flavor with zero root volume size is not supported", "flavor_id", "boot_volume_size"),
        ("boot_volume_size must be an integer", "labels", "boot_volume_size"),
        ("Network driver type calico is not allowed", "network_driver", ""),
        ("Volume driver type rexray is not supported", "volume_driver", ""),
        ("Not authorized to set public or hidden flag for cluster template.", "public", ""),
        ("Expected a single dns address or comma separated dns list", "dns_nameserver", ""),
        ("Invalid input for field/attribute tags. Value: '1'.", "tags", ""),
        ("Couldn't apply patch '[{'op': 'remove', 'path': '/tags'}]'. Reason: no.", "tags", ""),
    ],
)
def test_rejected_field_has_the_field_and_the_label(text, field, label):
    rejected = field_rejected_by(text)
    assert (rejected.field, rejected.label) == (field, label)
    assert rejected.field in FIELDS


@pytest.mark.parametrize(
    ("workers", "masters", "field"),
    [
        ("small", "large", "master_flavor_id"),
        ("large", "large", "flavor_id"),
        ("large", "small", "flavor_id"),
    ],
)
def test_rejected_field_is_the_masters_flavor_where_only_they_have_it(workers, masters, field):
    body = {"flavor_id": workers, "master_flavor_id": masters}
    assert field_rejected_by("Unable to find flavor large.", **body).field == field


@pytest.mark.parametrize("text", ["", "Conflict.", "Invalid input for field/attribute x. Value:"])
def test_rejected_field_is_none_for_a_text_without_a_field(text):
    assert field_rejected_by(text) is None


@pytest.mark.parametrize(
    "kind", [FailureKind.SERVICE_FAILED, FailureKind.TIMEOUT, FailureKind.UNREACHABLE]
)
def test_rejected_field_is_none_for_another_failure(kind):
    assert field_rejected_by("Unable to find keypair laptop.", kind) is None
