# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every setting of this dashboard: name, default, type, one line of meaning.

An operator sets them in one dictionary of Horizon's settings:

    LDC_K8S_DASHBOARD = {"kubeconfig_cap_days": 30}

A setting that is not named there keeps its default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from horizon.utils import functions

from ldc_k8s_dashboard.domain import drivers
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import (
    CATALOGUE,
    LabelCatalogue,
    customised_catalogue,
)
from ldc_k8s_dashboard.domain.launch.presets import Preset, read_presets
from ldc_k8s_dashboard.domain.templates.appraisal import OperatorDeclarations, read_arm64_templates
from ldc_k8s_dashboard.domain.templates.conformance import read_certifications

Reader = Callable[[Any], object]
"""Reads the value of a setting; raises ValueError with a sentence for the operator."""


@dataclass(frozen=True)
class Setting:
    """One setting.

    default  its value where the operator sets none; None leaves it to the code that reads it
    kind     int, float, bool, str, list or dict
    least    the smallest number that makes sense
    choices  the words that it can be, for a str
    reader   the rule of `domain` that reads a value with a structure
    """

    name: str
    default: Any
    kind: type
    meaning: str
    least: float = 0
    choices: tuple[str, ...] = ()
    reader: Reader | None = None


SETTINGS: tuple[Setting, ...] = (
    Setting("connect_timeout", 4.0, float, "Seconds to wait for a connection to a service.", 0.1),
    Setting("read_timeout", 30.0, float, "Seconds to wait for a service's answer.", 0.1),
    Setting(
        "gather_deadline",
        15.0,
        float,
        "Seconds a page waits for all the services it asks; a later answer is left out.",
        0.1,
    ),
    Setting(
        "late_after",
        0.3,
        float,
        "Seconds a page waits for what can come after it; htmx brings the rest in place.",
    ),
    Setting("gather_threads", 8, int, "How many services a page asks at the same time.", 1),
    Setting(
        "retry_wait",
        0.2,
        float,
        "Seconds before a read that failed for a temporary reason is tried again.",
    ),
    Setting("retry_times", 3, int, "How often such a read is tried in total.", 1),
    Setting(
        "page_size",
        0,
        int,
        "Rows on a page of a list; 0 takes the user's own setting in Horizon.",
    ),
    Setting(
        "search_calls",
        10,
        int,
        "How many pages of Magnum's list one search or filter reads before it stops and offers "
        "to continue.",
        1,
    ),
    Setting(
        "search_seconds", 5.0, float, "Seconds after which a search stops in the same way.", 0.1
    ),
    Setting("search_chunk", 200, int, "Clusters that a search asks Magnum for at a time.", 1),
    Setting(
        "microversion_cache_seconds",
        300,
        int,
        "Seconds for which the API version that Magnum offers is remembered.",
    ),
    Setting(
        "names_cache_seconds",
        300,
        int,
        "Seconds for which names of projects, users and templates are remembered.",
    ),
    Setting(
        "settle_seconds",
        2.0,
        float,
        "The most seconds to wait, after a change was requested, until Magnum shows it.",
    ),
    Setting(
        "live_refresh_seconds",
        4,
        int,
        "Seconds between two refreshes of rows that are still changing.",
        1,
    ),
    Setting(
        "accept_declared_architecture",
        False,
        bool,
        "Offer templates whose arm64 architecture is only declared (tags, operator), not proven "
        "by the image.",
    ),
    Setting(
        "arm64_templates",
        [],
        list,
        "Names or ids of templates that you declare to be for arm64 where their image does not "
        "prove it; they are offered where `accept_declared_architecture` is True.",
        reader=read_arm64_templates,
    ),
    Setting(
        "stuck_after_minutes",
        60,
        int,
        "Minutes after which a cluster that is still being created counts as stuck, where the "
        "cluster has no time limit of its own.",
        1,
    ),
    Setting(
        "kubeconfig_default_days",
        30,
        int,
        "Days a kubeconfig's application credential lasts unless the user chooses otherwise.",
        1,
    ),
    Setting("kubeconfig_cap_days", 90, int, "The most days that a user can choose.", 1),
    Setting(
        "launch_cache_seconds",
        30,
        int,
        "Seconds for which a project's quotas and usage are remembered while a launch is being "
        "prepared; they are read again when it is requested.",
    ),
    Setting(
        "default_driver",
        "heat",
        str,
        "The driver of a cluster where Magnum does not report one: heat, mcapi "
        "(magnum-cluster-api) or helm (magnum-capi-helm).",
        choices=tuple(driver.value for driver in Driver),
    ),
    Setting(
        "presets",
        None,
        list,
        "Sizes of clusters to begin with, in place of Development and Highly available.",
        reader=read_presets,
    ),
    Setting(
        "certified_versions",
        {},
        dict,
        "Kubernetes versions that passed the conformance tests, with the address of the "
        'evidence: `{"v1.34": "https://..."}`.',
        reader=read_certifications,
    ),
    Setting(
        "labels",
        {},
        dict,
        "Labels of this cloud's own drivers that the dashboard explains, or None for one that "
        "it does not offer.",
        reader=partial(customised_catalogue, CATALOGUE),
    ),
)

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
