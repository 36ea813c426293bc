# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the operator."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ldc_k8s_dashboard import conf


def test_what_is_not_set_has_its_default(settings):
    del settings.LDC_K8S_DASHBOARD
    assert conf.get("kubeconfig_default_days") == 30
    assert conf.mistakes() == ()


def test_what_is_set_counts(settings):
    settings.LDC_K8S_DASHBOARD = {"kubeconfig_cap_days": 7}
    assert conf.get("kubeconfig_cap_days") == 7
    assert conf.get("kubeconfig_default_days") == 30


def test_a_whole_number_will_do_for_seconds(settings):
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
        ("page_size", None),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_the_setting_s_name_and_meaning(
    settings, name, value
):
    settings.LDC_K8S_DASHBOARD = {name: value}
    with pytest.raises(ImproperlyConfigured, match=name) as caught:
        conf.get(name)
    meaning = next(one.meaning for one in conf.SETTINGS if one.name == name)
    assert meaning in str(caught.value)


def test_mistakes_name_unknown_settings_too(settings):
    settings.LDC_K8S_DASHBOARD = {"read_timout": 5, "page_size": "many"}
    first, second = conf.mistakes()
    assert "read_timout" in first
    assert "page_size" in second


def test_a_list_in_place_of_the_dictionary_is_refused(settings):
    settings.LDC_K8S_DASHBOARD = ["page_size"]
    with pytest.raises(ImproperlyConfigured):
        conf.get("page_size")


def test_an_unknown_name_in_our_own_code_is_an_error():
    with pytest.raises(KeyError):
        conf.get("no_such_setting")


def test_the_page_size_is_the_user_s_own_unless_the_operator_sets_it(settings, rf_login):
    request = rf_login("member")
    request.session["horizon_pagesize"] = 20
    request.COOKIES["API_RESULT_PAGE_SIZE"] = "50"
    assert conf.page_size(request) == 50
    settings.LDC_K8S_DASHBOARD = {"page_size": 7}
    assert conf.page_size(request) == 7


def test_every_setting_has_a_meaning_in_one_sentence_and_a_default_of_its_type():
    for setting in conf.SETTINGS:
        assert setting.meaning.endswith(".")
        assert isinstance(setting.default, setting.kind)
