# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which image, flavor, network or subnet a name or an id means."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.cloud_resources import Image, by_id_and_name


def test_an_image_is_found_by_its_id_and_by_its_name() -> None:
    image = Image("1", "ubuntu")
    assert by_id_and_name([image]) == {"1": image, "ubuntu": image}


def test_a_name_that_two_bear_means_neither_and_their_ids_still_do() -> None:
    one, other = Image("1", "ubuntu"), Image("2", "ubuntu")
    assert by_id_and_name([one, other]) == {"1": one, "2": other}


def test_an_id_comes_before_a_name_that_reads_the_same() -> None:
    one, other = Image("1", "ubuntu"), Image("2", "1")
    assert by_id_and_name([one, other])["1"] is one
    assert by_id_and_name([other, one])["1"] is one


def test_what_has_no_name_is_not_found_by_the_empty_one() -> None:
    assert "" not in by_id_and_name([Image("1", "")])
