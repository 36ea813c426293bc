# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the operator."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.conf.table import SETTINGS


def test_setting_has_its_default(settings):
    del settings.LDC_K8S_DASHBOARD
    assert conf.get("kubeconfig_default_days") == 30
    assert conf.mistakes() == ()


def test_setting_is_read(settings):
    settings.LDC_K8S_DASHBOARD = {"kubeconfig_cap_days": 7}
    assert conf.get("kubeconfig_cap_days") == 7
    assert conf.get("kubeconfig_default_days") == 30


def test_seconds_accept_an_integer(settings):
    settings.LDC_K8S_DASHBOARD = {"read_timeout": 5}
    assert conf.seconds("read_timeout") == 5.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("read_timeout", "30"),
        ("read_timeout", 0),
        ("read_timeout", True),
        ("search_calls", 2.5),
        ("search_calls", -1),
        ("accept_declared_architecture", "yes"),
        ("accept_declared_architecture", 1),
        ("arm64_templates", "k8s-v1.34"),
        ("arm64_templates", [""]),
        ("arm64_templates", [7]),
        ("page_size", None),
        ("default_driver", "docker"),
        ("default_driver", None),
        ("default_driver", ["heat"]),
        ("certified_versions", ["v1.34"]),
        ("certified_versions", None),
        ("certified_versions", {"v1.34": "see our wiki"}),
        ("certified_versions", {"newest": "https://example.org/1"}),
        ("labels", "my_label"),
        ("labels", {"my_label": "what it means"}),
        ("labels", {"no_such_label": None}),
        ("presets", "development"),
        ("presets", {"small": {}}),
        ("presets", [{"title": "without a key"}]),
    ],
)
def test_invalid_value_is_rejected_with_the_settings_name_and_meaning(settings, name, value):
    settings.LDC_K8S_DASHBOARD = {name: value}
    with pytest.raises(ImproperlyConfigured, match=name) as caught:
        conf.get(name)
    meaning = next(setting.meaning for setting in SETTINGS if setting.name == name)
    assert meaning in str(caught.value)


def test_mistakes_list_unknown_settings(settings):
    settings.LDC_K8S_DASHBOARD = {"read_timout": 5, "page_size": "many"}
    first, second = conf.mistakes()
    assert "read_timout" in first
    assert "page_size" in second


def test_settings_that_are_a_list_are_rejected(settings):
    settings.LDC_K8S_DASHBOARD = ["page_size"]
    with pytest.raises(ImproperlyConfigured):
        conf.get("page_size")


def test_unknown_name_in_our_own_code_is_an_error():
    with pytest.raises(KeyError):
        conf.get("no_such_setting")


def test_page_size_is_the_users_unless_the_operator_sets_it(settings, rf_login):
    request = rf_login("member")
    request.session["horizon_pagesize"] = 20
    request.COOKIES["API_RESULT_PAGE_SIZE"] = "50"
    assert conf.page_size(request) == 50
    settings.LDC_K8S_DASHBOARD = {"page_size": 7}
    assert conf.page_size(request) == 7


def test_settings_have_a_meaning_and_a_default_of_their_type():
    for setting in SETTINGS:
        assert setting.meaning.endswith(".")
        assert setting.default is None or isinstance(setting.default, setting.kind)


def test_defaults_pass_their_checks(settings):
    settings.LDC_K8S_DASHBOARD = {setting.name: setting.default for setting in SETTINGS}
    assert conf.mistakes() == ()


def test_structure_is_returned_as_the_operator_wrote_it(settings):
    certified = {"v1.34": "https://example.org/results/1"}
    settings.LDC_K8S_DASHBOARD = {"certified_versions": certified, "labels": {"selinux_mode": None}}
    assert conf.structured("certified_versions") == certified
    assert conf.structured("labels") == {"selinux_mode": None}
    assert conf.structured("presets") is None


def test_structure_is_a_copy(settings):
    for given in ({}, {"labels": {"selinux_mode": None}}):
        settings.LDC_K8S_DASHBOARD = given
        conf.structured("labels")["mine"] = None
        assert "mine" not in conf.structured("labels")


def test_choice_is_one_of_its_values(settings):
    assert conf.choice("default_driver") == "heat"
    settings.LDC_K8S_DASHBOARD = {"default_driver": "helm"}
    assert conf.choice("default_driver") == "helm"


def test_rejected_choice_lists_its_values(settings):
    settings.LDC_K8S_DASHBOARD = {"default_driver": "docker"}
    with pytest.raises(ImproperlyConfigured, match="one of heat, mcapi, helm"):
        conf.choice("default_driver")
