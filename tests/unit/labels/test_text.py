# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels as people write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.labels.text import (
    LONGEST_LABELS_TEXT,
    LabelError,
    format_labels,
    parse_labels,
)

KEYS = st.text(
    st.characters(exclude_categories=["Cs", "Z", "Cc"], exclude_characters="=,"), min_size=1
).filter(lambda key: not any(character.isspace() for character in key))
VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")).map(str.strip)


@given(st.dictionaries(KEYS, VALUES))
def test_what_is_written_is_read_back(labels: dict[str, str]) -> None:
    assert parse_labels(format_labels(labels)) == labels


@given(st.text())
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        labels = parse_labels(text)
    except LabelError as error:
        assert str(error.message).endswith(".")
    else:
        assert all(labels)


def test_case_and_later_equals_signs_are_kept() -> None:
    assert parse_labels("OIDC_Flags=--a=B --c=D") == {"OIDC_Flags": "--a=B --c=D"}


def test_commas_divide_labels_on_a_single_line() -> None:
    assert parse_labels("kube_tag=v1.33.1, etcd_volume_size=5,") == {
        "kube_tag": "v1.33.1",
        "etcd_volume_size": "5",
    }


def test_a_list_of_networks_on_a_single_line_stays_one_value() -> None:
    text = "master_lb_allowed_cidrs=10.0.0.0/24,10.0.1.0/24,kube_tag=v1"
    assert parse_labels(text) == {
        "master_lb_allowed_cidrs": "10.0.0.0/24,10.0.1.0/24",
        "kube_tag": "v1",
    }


def test_a_value_of_nothing_but_commas_costs_no_more_than_its_length() -> None:
    value = "," * 300_000 + "b"
    began = time.process_time()
    assert format_labels({"a": value}) == f"a={value}"
    assert time.process_time() - began < 2
    value = "," * (LONGEST_LABELS_TEXT - 3) + "b"
    assert parse_labels(f"a={value}") == {"a": value}


def test_a_text_longer_than_magnum_can_keep_is_refused_before_it_is_read() -> None:
    began = time.process_time()
    with pytest.raises(LabelError, match="stores at most 60000"):
        parse_labels("a=" + "," * 1_000_000 + "b")
    assert time.process_time() - began < 0.1


def test_on_its_own_line_a_value_keeps_every_comma() -> None:
    assert parse_labels("a=1,b=2\nc=3") == {"a": "1,b=2", "c": "3"}


def test_a_single_label_with_commas_survives_the_round_trip() -> None:
    labels = {"flags": "a=1,b=2"}
    assert parse_labels(format_labels(labels)) == labels


def test_blank_lines_and_windows_line_ends_do_not_matter() -> None:
    assert parse_labels("\r\na=1\r\n\r\n b = 2 \r\n") == {"a": "1", "b": "2"}


def test_an_empty_value_is_a_value() -> None:
    assert parse_labels("ingress_controller=") == {"ingress_controller": ""}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("kube_tag v1.33.1", "“kube_tag v1.33.1” has no “=”"),
        ("a=1\nnonsense\nb=2", "“nonsense”"),
        ("=5", "no name before"),
        ("a=1\na=2", "“a” appears twice"),
        ("my label=5", "“my label”"),
        ("x" * 200, "…"),
    ],
)
def test_a_refusal_names_the_piece(text: str, named: str) -> None:
    with pytest.raises(LabelError) as caught:
        parse_labels(text)
    assert named in str(caught.value.message)
    assert len(str(caught.value.message)) < 200
