# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Where a form has no words for a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def strings_in(value: object) -> Iterator[str]:
    """All strings in the fields of a request, names of labels included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield name
            yield from strings_in(inner)


def comment_instead(reason: str) -> str:
    """The comment that stands for a command which cannot be written."""
    return f"# {reason}.\n# Use the REST call or Python: they take any text."


MICROVERSION_HEADER = "OpenStack-API-Version: container-infra latest"
"""Every Magnum knows this spelling; of the service's name, older ones know no other."""
