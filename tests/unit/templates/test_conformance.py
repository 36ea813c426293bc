# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which versions are certified."""

import pytest

from ldc_k8s_dashboard.domain.templates.conformance import (
    Certification,
    certification_of,
    read_certifications,
)
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion

SETTING = {
    "v1.33": "https://results.example.org/v1.33",
    "v1.33.1": "https://results.example.org/v1.33.1",
    "1.34": "https://results.example.org/v1.34",
}


@pytest.mark.parametrize(
    ("version", "written"),
    [
        ("v1.33.1", "v1.33.1"),
        ("v1.33.4", "v1.33"),
        ("v1.33.4-rancher1", "v1.33"),
        ("v1.34.0", "1.34"),
        ("v1.34.0-rc.1", None),
        ("v1.35.0", None),
        ("", None),
    ],
)
def test_the_exact_version_comes_before_the_minor_one(version: str, written: str | None) -> None:
    found = certification_of(SETTING, KubernetesVersion.parse(version))
    expected = None if written is None else Certification(SETTING[written], written)
    assert found == expected


def test_an_address_that_a_browser_would_run_is_no_evidence() -> None:
    assert (
        certification_of({"v1.33": "javascript:alert(1)"}, KubernetesVersion.parse("v1.33.1"))
        is None
    )


def test_the_setting_is_read() -> None:
    assert read_certifications(SETTING) == SETTING
    assert read_certifications({}) == {}


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        (["v1.33"], "must be a dictionary"),
        ({"latest": "https://results.example.org"}, "is not a version"),
        ({1.33: "https://results.example.org"}, "is not a version"),
        ({"v1.33": "results.example.org"}, "must be an address"),
        ({"v1.33": "javascript:alert(1)"}, "must be an address"),
        ({"v1.33": None}, "must be an address"),
        ({"v1.33": "https://["}, "must be an address"),
    ],
)
def test_a_mistake_is_told_to_the_operator_in_a_sentence(setting: object, says: str) -> None:
    with pytest.raises(ValueError) as told:
        read_certifications(setting)
    assert says in str(told.value)
    assert str(told.value).endswith(".")
