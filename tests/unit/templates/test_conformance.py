# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The versions that the operator lists as certified."""

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
    ("version", "entry"),
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
def test_certification_prefers_the_exact_version(version: str, entry: str | None) -> None:
    expected = None if entry is None else Certification(SETTING[entry], entry)
    assert certification_of(SETTING, KubernetesVersion.parse(version)) == expected


def test_certification_ignores_a_javascript_address() -> None:
    assert (
        certification_of({"v1.33": "javascript:alert(1)"}, KubernetesVersion.parse("v1.33.1"))
        is None
    )


def test_certifications_setting_is_read() -> None:
    assert read_certifications(SETTING) == SETTING
    assert read_certifications({}) == {}


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (["v1.33"], "must be a dictionary"),
        ({"latest": "https://results.example.org"}, "is not a version"),
        ({1.33: "https://results.example.org"}, "is not a version"),
        ({"v1.33": "results.example.org"}, "must be a web address"),
        ({"v1.33": "javascript:alert(1)"}, "must be a web address"),
        ({"v1.33": None}, "must be a web address"),
        ({"v1.33": "https://["}, "must be a web address"),
    ],
)
def test_certifications_setting_with_a_mistake_raises_a_sentence(
    setting: object, sentence: str
) -> None:
    with pytest.raises(ValueError) as error:
        read_certifications(setting)
    assert sentence in str(error.value)
    assert str(error.value).endswith(".")
