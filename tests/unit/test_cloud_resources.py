# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Images, flavors, networks and subnets by id and by name."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.cloud_resources import Image, by_id_and_name


def test_lookup_has_an_image_by_id_and_by_name() -> None:
    image = Image("1", "ubuntu")
    assert by_id_and_name([image]) == {"1": image, "ubuntu": image}


def test_lookup_leaves_out_a_name_of_two_resources() -> None:
    first, second = Image("1", "ubuntu"), Image("2", "ubuntu")
    assert by_id_and_name([first, second]) == {"1": first, "2": second}


def test_lookup_prefers_an_id_to_an_equal_name() -> None:
    first, second = Image("1", "ubuntu"), Image("2", "1")
    assert by_id_and_name([first, second])["1"] is first
    assert by_id_and_name([second, first])["1"] is first


def test_lookup_leaves_out_the_empty_name() -> None:
    assert "" not in by_id_and_name([Image("1", "")])
