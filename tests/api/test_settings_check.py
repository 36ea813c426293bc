# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The check of the settings when Horizon starts."""

from __future__ import annotations

from typing import Any

from django.core import checks


def reported() -> list[str]:
    return [error.msg for error in checks.run_checks() if error.id == "ldc_k8s_dashboard.E001"]


def test_check_accepts_valid_settings(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"page_size": 50}
    assert reported() == []


def test_check_names_a_misspelt_setting(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"page_sise": 50}
    assert ["page_sise" in sentence for sentence in reported()] == [True]


def test_check_names_the_setting_of_an_invalid_value(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"kubeconfig_cap_days": "ninety"}
    [sentence] = reported()
    assert "kubeconfig_cap_days" in sentence
    assert "'ninety'" in sentence


def test_check_reports_a_mistake_within_a_structure(settings: Any) -> None:
    settings.LDC_K8S_DASHBOARD = {"certified_versions": {"v1.34": "ask us"}}
    [sentence] = reported()
    assert "certified_versions" in sentence
    assert "v1.34" in sentence
