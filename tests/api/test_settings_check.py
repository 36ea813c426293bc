# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What an operator is told of wrong settings when Horizon starts."""

from __future__ import annotations

from typing import Any

from django.core import checks


def told() -> list[str]:
    return [found.msg for found in checks.run_checks() if found.id == "ldc_k8s_dashboard.E001"]


def test_right_settings_are_not_mentioned(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"page_size": 50}
    assert told() == []


def test_a_misspelt_setting_is_named(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"page_sise": 50}
    assert ["page_sise" in sentence for sentence in told()] == [True]


def test_an_impossible_value_is_named_with_its_setting(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"kubeconfig_cap_days": "ninety"}
    [sentence] = told()
    assert "kubeconfig_cap_days" in sentence
    assert "'ninety'" in sentence


def test_what_is_wrong_within_a_structure_is_told_in_its_rule_s_words(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"certified_versions": {"v1.34": "ask us"}}
    [sentence] = told()
    assert "certified_versions" in sentence
    assert "v1.34" in sentence
