# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads values from a service's JSON: each reader takes anything and never raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ldc_k8s_dashboard.domain.redaction import clean, replace_surrogates

REASON_LIMIT = 8000
"""Characters of a reason that are kept: Heat lists every resource that failed."""

_DIGITS = re.compile(r"-?[0-9]{1,18}")
_TOO_LARGE = 10**18
"""What has more digits is no number of a service: dates and bars cannot be worked out with it."""
_YEARS = range(1970, 9999)
"""A moment outside of them cannot be shown in every time zone."""


def text(value: Any) -> str:
    """Return a string that can be shown.

    Null and containers become "", numbers and booleans their JSON spelling.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return replace_surrogates(value) if isinstance(value, str) else ""


def integer(value: Any) -> int | None:
    """Return the int of a whole number or of a string of up to 18 digits, else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return value if abs(value) < _TOO_LARGE else None
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    return None


def count(value: Any) -> int:
    """Return a number of things: 0 where it is missing."""
    return max(0, integer(value) or 0)


def switch(value: Any) -> bool | None:
    """Return a boolean, also of its JSON or Python spelling in a string; None for anything else."""
    if isinstance(value, str):
        return _SPELLINGS.get(value.strip().lower())
    return value if isinstance(value, bool) else None


_SPELLINGS = {"true": True, "false": False}


def mapping(value: Any) -> dict[str, str]:
    """Return a dictionary of strings; empty for anything else."""
    if not isinstance(value, Mapping):
        return {}
    return {text(key): text(entry) for key, entry in value.items()}


def reason(value: Any) -> str:
    """Return a reason in a service's or a driver's own words, without secrets.

    A list or a dictionary is returned as JSON: it can be all that explains a failure.
    """
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return clean(text(value), REASON_LIMIT)


def reasons(value: Any) -> dict[str, str]:
    """Return reasons by what they are about; of anything but a dictionary one reason, under ""."""
    if isinstance(value, Mapping):
        return {text(name): reason(entry) for name, entry in value.items()}
    whole = reason(value)
    return {"": whole} if whole else {}


def texts(value: Any) -> tuple[str, ...]:
    """Return a list of strings; a string is split at its commas."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        return ()
    entries = (text(entry).strip() for entry in value if isinstance(entry, str))
    return tuple(entry for entry in entries if entry)


def moment(value: Any) -> datetime | None:
    """Return an aware datetime from ISO 8601; without an offset OpenStack means UTC."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    if parsed.year not in _YEARS:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
