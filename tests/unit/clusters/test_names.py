# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Names and counts that Magnum takes."""

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.clusters.names import (
    check_cluster_name,
    check_node_count,
    check_node_group_name,
    check_template_name,
    have_resources_of_one_name,
    is_uuid,
    name_of_resources,
    one_name_caution,
)
from ldc_k8s_dashboard.domain.drivers import Driver


@given(st.text(max_size=260))
def test_a_cluster_name_is_right_exactly_when_magnum_says_so(name: str) -> None:
    right = len(name) <= 242 and re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_.-]*", name) is not None
    assert (check_cluster_name(name) is None) is right


@given(st.from_regex(r"[a-zA-Z][a-zA-Z0-9_.-]{0,241}", fullmatch=True))
def test_every_name_of_the_pattern_is_taken(name: str) -> None:
    assert check_cluster_name(name) is None
    assert check_node_group_name(name) is None


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "Enter a name."),
        ("9lives", "begin with a letter"),
        ("-x", "begin with a letter"),
        ("my cluster", "a space"),
        ("name\n", "a line break"),
        ("käse", "“ä”"),
        ("a\x00b", "U+0000"),
        ("a" * 243, "243 characters"),
    ],
)
def test_the_reason_names_what_is_wrong(name: str, says: str) -> None:
    assert says in str(check_cluster_name(name))


def test_the_better_name_is_itself_right() -> None:
    reason = check_cluster_name("9" * 242)
    assert reason is not None
    assert check_cluster_name(str(reason.params["better"])) is None


def test_a_template_may_be_called_anything_printable() -> None:
    assert check_template_name("Kubernetes v1.33 für Arm (ä)") is None
    assert "255" in str(check_template_name("x" * 256))
    assert "Enter a name" in str(check_template_name("  "))
    assert "line break" in str(check_template_name("a\nb"))


def test_zero_workers_are_right_only_where_the_minimum_allows() -> None:
    assert check_node_count(0, minimum=0) is None
    assert "At least one" in str(check_node_count(0, minimum=1))
    assert "negative" in str(check_node_count(-1, minimum=0))
    assert "At least 3 nodes" in str(check_node_count(2, minimum=3))
    assert check_node_count(2**31, minimum=1) is not None


@pytest.mark.parametrize("ident", ["946614f3-b42a-44bf-a3f4-fc5bbceaea47", str(uuid.UUID(int=0))])
def test_an_id_is_known_by_its_form(ident: str) -> None:
    assert is_uuid(ident)
    assert is_uuid(ident.upper())


@pytest.mark.parametrize("name", ["", "web", "946614f3b42a44bfa3f4fc5bbceaea47", "../x", "ü" * 36])
def test_a_name_is_no_id(name: str) -> None:
    assert not is_uuid(name)


@pytest.mark.parametrize(
    ("name", "driver", "beginning"),
    [
        ("Team_A.Production", Driver.HELM, "team-a-production"),
        ("x" * 31, Driver.HELM, "x" * 30),
        ("Team_A.Production", Driver.HEAT, "Team-A-Production"),
        ("x" * 31, Driver.HEAT, "x" * 30),
        ("x", Driver.MCAPI, None),
    ],
)
def test_name_of_resources_is_cut_and_cleaned_as_the_driver_does(
    name: str, driver: Driver, beginning: str | None
) -> None:
    assert name_of_resources(name, driver) == beginning


def test_resources_of_one_name_are_those_of_other_clusters() -> None:
    long = "production-of-the-data-team-at-"
    for driver in (Driver.HELM, Driver.HEAT):
        assert have_resources_of_one_name(f"{long}north", f"{long}south", driver)
        assert not have_resources_of_one_name(f"{long}north", f"{long}north", driver)
        assert not have_resources_of_one_name("north", "south", driver)
    assert have_resources_of_one_name("demo.v2", "Demo-v2", Driver.HELM)
    assert not have_resources_of_one_name("demo.v2", "Demo-v2", Driver.HEAT)
    assert not have_resources_of_one_name(f"{long}north", f"{long}south", Driver.MCAPI)


def test_one_name_caution_names_the_other_cluster_and_what_is_kept() -> None:
    caution = str(one_name_caution("demo.v2", "Demo-v2", Driver.HELM))
    assert "of this cluster and of Demo-v2" in caution
    assert "the Cluster API driver with Helm charts keeps 30 characters" in caution
    assert "are called demo-v2, with an id each" in caution
