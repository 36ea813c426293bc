# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Values out of a service's JSON: each reader takes anything and never raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ldc_k8s_dashboard.domain.redaction import clean, replace_surrogates

REASON_LIMIT = 8000
"""Characters of a reason that are kept: Heat names every resource that failed."""


_WHOLE = re.compile(r"-?[0-9]{1,18}")


def text(value: Any) -> str:
    """A string that can be shown; null and containers become empty.

    Numbers and booleans become their JSON spelling.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return replace_surrogates(value) if isinstance(value, str) else ""


def integer(value: Any) -> int | None:
    """An int out of a number or a string of up to 18 digits, else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return None


def count(value: Any) -> int:
    """A number of things: 0 where it is not told."""
    return max(0, integer(value) or 0)


def switch(value: Any) -> bool | None:
    """A boolean, or None where it is not told."""
    return value if isinstance(value, bool) else None


def mapping(value: Any) -> dict[str, str]:
    """A dictionary of strings; anything else is empty."""
    if not isinstance(value, Mapping):
        return {}
    return {text(key): text(entry) for key, entry in value.items()}


def reason(value: Any) -> str:
    """Why something is as it is, in a service's or a driver's words, without secrets."""
    return clean(text(value), REASON_LIMIT)


def reasons(value: Any) -> dict[str, str]:
    """A dictionary of reasons, by what they are about; anything else is empty."""
    return {name: reason(entry) for name, entry in mapping(value).items()}


def texts(value: Any) -> tuple[str, ...]:
    """A list of strings; a comma-separated string is taken apart."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        return ()
    found = (text(entry).strip() for entry in value if isinstance(entry, str))
    return tuple(entry for entry in found if entry)


def moment(value: Any) -> datetime | None:
    """An aware datetime out of ISO 8601; OpenStack means UTC where it names no offset."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
