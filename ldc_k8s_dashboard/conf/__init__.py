# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the settings of this dashboard, which `conf.table` lists.

An operator sets them in one dictionary of Horizon's settings:

    LDC_K8S_DASHBOARD = {"kubeconfig_cap_days": 30}

A setting that is not named there keeps its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from horizon.utils import functions

from ldc_k8s_dashboard.conf.table import SETTINGS, Setting
from ldc_k8s_dashboard.domain import drivers
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import (
    CATALOGUE,
    LabelCatalogue,
    customised_catalogue,
)
from ldc_k8s_dashboard.domain.launch.presets import Preset, read_presets
from ldc_k8s_dashboard.domain.quotas import sizing
from ldc_k8s_dashboard.domain.quotas.sizing import FlavorMinimum
from ldc_k8s_dashboard.domain.templates.appraisal import OperatorDeclarations, read_arm64_templates

_BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def _given() -> Mapping[str, Any]:
    """Return the operator's dictionary."""
    given = getattr(settings, "LDC_K8S_DASHBOARD", None) or {}
    if not isinstance(given, Mapping):
        raise ImproperlyConfigured("LDC_K8S_DASHBOARD must be a dictionary.")
    return given


def _checked(setting: Setting, value: Any) -> Any:
    if value is None and setting.default is None:
        return None
    reason = _reason_against(setting, value)
    if reason:
        value_text = "" if setting.kind in (list, dict) else f" is {value!r}"
        raise ImproperlyConfigured(
            f'LDC_K8S_DASHBOARD["{setting.name}"]{value_text}: {reason} {setting.meaning}'
        )
    return setting.kind(value)


def _reason_against(setting: Setting, value: Any) -> str | None:
    """Return what is wrong with a value, in sentences; None where it is valid."""
    kind_name, accepted = _KINDS[setting.kind]
    valid = isinstance(value, accepted)
    if setting.kind is not bool and isinstance(value, bool):
        valid = False
    if setting.choices and value not in setting.choices:
        return f"It must be one of {', '.join(setting.choices)}."
    if valid and setting.kind in (int, float):
        valid = value >= setting.least
    if not valid:
        least = f" of {setting.least:g} or more" if setting.least else ""
        return f"It must be {kind_name}{least}."
    try:
        if setting.reader:
            setting.reader(value)
    except ValueError as mistake:
        return str(mistake)
    return None


_KINDS: Mapping[type, tuple[str, Any]] = {
    bool: ("True or False", bool),
    int: ("a whole number", int),
    float: ("a number", (int, float)),
    str: ("a text", str),
    list: ("a list", (list, tuple)),
    dict: ("a dictionary", Mapping),
}


def get(name: str) -> Any:
    """Return the value of a setting, of the type that SETTINGS names.

    Raises KeyError for a name that does not exist, and ImproperlyConfigured, with a
    sentence for the operator, for a value of the wrong kind.
    """
    setting = _BY_NAME[name]
    return _checked(setting, _given().get(name, setting.default))


def seconds(name: str) -> float:
    """Return a setting that is a duration, in seconds."""
    return float(get(name))


def number(name: str) -> int:
    """Return a setting that is a count."""
    return int(get(name))


def flag(name: str) -> bool:
    """Return a setting that is yes or no."""
    return bool(get(name))


def choice(name: str) -> str:
    """Return a setting that is one of a few words."""
    return str(get(name))


def structured(name: str) -> Any:
    """Return a copy of a setting that is a list or a dictionary, as the operator wrote it.

    Its reader has accepted it.
    """
    return get(name)


def label_catalogue() -> LabelCatalogue:
    """Return the known labels, with those that the operator adds and without those they hide."""
    return customised_catalogue(CATALOGUE, structured("labels") or {})


def driver_of(name: str) -> Driver:
    """Return the family of a template's driver; the operator's default where Magnum names none."""
    return drivers.driver_of(name, default=Driver(choice("default_driver")))


def flavor_minimum(driver: Driver) -> FlavorMinimum:
    """Return the smallest machine for the clusters of a driver."""
    return sizing.flavor_minimum(
        driver, vcpus=number("minimum_flavor_vcpus"), ram=number("minimum_flavor_ram")
    )


def declared() -> OperatorDeclarations:
    """Return what the operator declares of templates that their image does not prove arm64."""
    templates = read_arm64_templates(structured("arm64_templates"))
    return OperatorDeclarations(flag("accept_declared_architecture"), templates)


def presets() -> tuple[Preset, ...]:
    """Return the sizes of clusters to begin with: the operator's, else ours."""
    return read_presets(structured("presets"))


def page_size(request: HttpRequest) -> int:
    """Return the rows on a page: ours if set, else the user's in Horizon (API_RESULT_PAGE_SIZE)."""
    return number("page_size") or int(functions.get_page_size(request))


def mistakes() -> tuple[str, ...]:
    """List what is wrong in the operator's dictionary: unknown names and invalid values."""
    sentences = [
        f'LDC_K8S_DASHBOARD["{name}"] is not a setting of this dashboard.'
        for name in _given()
        if name not in _BY_NAME
    ]
    for setting in SETTINGS:
        try:
            get(setting.name)
        except ImproperlyConfigured as mistake:
            sentences.append(str(mistake))
    return tuple(sentences)
