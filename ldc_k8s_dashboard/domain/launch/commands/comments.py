# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The comment that replaces a command, and other parts that the commands share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ldc_k8s_dashboard.domain.message import Message, message


def strings_in(value: object) -> Iterator[str]:
    """List all strings in the fields of a request, with the names of labels."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield name
            yield from strings_in(inner)


def comment_instead(reason: Message) -> Message:
    """Return the comment that replaces a command, with the reason."""
    return message(
        "# %(reason)s\n# Use the REST call or Python instead; they accept any text.", reason=reason
    )


MICROVERSION_HEADER = "OpenStack-API-Version: container-infra latest"
"""Every Magnum knows this name of the service; older ones know no other."""
