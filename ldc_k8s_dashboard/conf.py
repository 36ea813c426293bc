# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every setting of this dashboard: name, default, type, one line of meaning.

An operator sets them as one dictionary in Horizon's settings:

    LDC_K8S_DASHBOARD = {"kubeconfig_cap_days": 30}

What is not named there keeps its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from horizon.utils import functions


@dataclass(frozen=True)
class Setting:
    """One setting; `least` is the smallest number that makes sense."""

    name: str
    default: int | float | bool
    kind: type
    meaning: str
    least: float = 0


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
    Setting("gather_threads", 8, int, "How many services a page asks at the same time.", 1),
    Setting(
        "retry_wait",
        0.2,
        float,
        "Seconds before a read that failed for a passing reason is tried again.",
    ),
    Setting("retry_times", 3, int, "How often such a read is tried in all.", 1),
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
        "to go on.",
        1,
    ),
    Setting("search_seconds", 5.0, float, "Seconds after which a search stops likewise.", 0.1),
    Setting("search_chunk", 200, int, "Clusters that a search asks Magnum for at a time.", 1),
    Setting(
        "microversion_cache_seconds",
        300,
        int,
        "Seconds for which the version that a Magnum offers is remembered.",
    ),
    Setting(
        "names_cache_seconds",
        300,
        int,
        "Seconds for which names of projects and users are remembered.",
    ),
    Setting(
        "settle_seconds",
        2.0,
        float,
        "The most seconds to wait, after a change was asked for, until Magnum shows it.",
    ),
    Setting(
        "live_refresh_seconds",
        4,
        int,
        "Seconds between two looks at rows that are still changing.",
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
        "stuck_after_minutes",
        60,
        int,
        "Minutes after which a cluster that is still being made counts as stuck, where the "
        "cluster has no time limit of its own.",
        1,
    ),
    Setting(
        "kubeconfig_default_days",
        30,
        int,
        "Days a kubeconfig's application credential lives unless the user asks otherwise.",
        1,
    ),
    Setting("kubeconfig_cap_days", 90, int, "The most days a user may ask for.", 1),
)

_BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def _given() -> Mapping[str, Any]:
    given = getattr(settings, "LDC_K8S_DASHBOARD", None) or {}
    if not isinstance(given, Mapping):
        raise ImproperlyConfigured("LDC_K8S_DASHBOARD must be a dictionary.")
    return given


def _checked(setting: Setting, value: Any) -> int | float | bool:
    right = isinstance(value, setting.kind)
    if setting.kind is float:
        right = isinstance(value, int | float)
    if setting.kind is not bool and isinstance(value, bool):
        right = False
    if not right or value < setting.least:
        raise ImproperlyConfigured(
            f'LDC_K8S_DASHBOARD["{setting.name}"] is {value!r}; it must be '
            f"{setting.kind.__name__}{f' of {setting.least:g} or more' if setting.least else ''}. "
            f"{setting.meaning}"
        )
    return setting.kind(value)  # type: ignore[no-any-return]


def get(name: str) -> Any:
    """The value of a setting, of the type that SETTINGS names.

    KeyError for a name that does not exist; ImproperlyConfigured, with a
    sentence for the operator, for a value of the wrong kind.
    """
    setting = _BY_NAME[name]
    return _checked(setting, _given().get(name, setting.default))


def seconds(name: str) -> float:
    """A setting that is a duration, in seconds."""
    return float(get(name))


def number(name: str) -> int:
    """A setting that is a count."""
    return int(get(name))


def flag(name: str) -> bool:
    """A setting that is yes or no."""
    return bool(get(name))


def page_size(request: HttpRequest) -> int:
    """Rows on a page: ours if set, else the user's in Horizon (API_RESULT_PAGE_SIZE)."""
    own = number("page_size")
    if own:
        return own
    return int(functions.get_page_size(request))


def mistakes() -> tuple[str, ...]:
    """What is wrong in the operator's dictionary: unknown names and impossible values."""
    found = [
        f'LDC_K8S_DASHBOARD["{name}"] is not a setting of this dashboard.'
        for name in _given()
        if name not in _BY_NAME
    ]
    for setting in SETTINGS:
        try:
            get(setting.name)
        except ImproperlyConfigured as mistake:
            found.append(str(mistake))
    return tuple(found)
