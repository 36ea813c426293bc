# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Label and field selectors: those that compare for equality or ask whether a label exists."""

from __future__ import annotations

from typing import Any


def matches(thing: dict[str, Any], labels: str, fields: str) -> bool:
    """Return whether the object matches both selectors. Raises ValueError for unknown ones."""
    metadata = thing["metadata"]
    return all(_label(part.strip(), metadata["labels"]) for part in labels.split(",") if part) and (
        all(_field(part.strip(), metadata) for part in fields.split(",") if part)
    )


def _label(part: str, labels: dict[str, str]) -> bool:
    if " " in part or "(" in part:
        raise ValueError(f"the simulation does not know the label selector {part}")
    if "!=" in part:
        key, _, value = part.partition("!=")
        return labels.get(key) != value
    if "=" in part:
        key, _, value = part.replace("==", "=").partition("=")
        return labels.get(key) == value
    return part.removeprefix("!") not in labels if part.startswith("!") else part in labels


def _field(part: str, metadata: dict[str, Any]) -> bool:
    key, equals, value = part.replace("==", "=").partition("=")
    if key != "metadata.name" or not equals:
        raise ValueError(f"the simulation does not know the field selector {part}")
    return bool(metadata["name"] == value)
