# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Failures in the words of the service that refused, with the resource it refused.

The form follows Heat's: ``BadRequest: resources.network: the service's message``.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator

LOG = logging.getLogger("magnum.minicloud")
# openstacksdk puts "BadRequestException: 400: Client Error for url: ..., " before the message.
DECORATION = re.compile(r"^\w+Exception: \d+: \w+ Error for url: \S+, ")


class ResourceFailed(Exception):
    """An operation ended because a service said no; the text says which resource and why."""


def message_of(error: Exception) -> str:
    """A service's message without the SDK's decoration, on one line."""
    text = str(getattr(error, "details", None) or error)
    return " ".join(DECORATION.sub("", text).split())


@contextlib.contextmanager
def resource_errors(resource: str) -> Iterator[None]:
    """Any error inside becomes ResourceFailed, naming the resource that was being made."""
    try:
        yield
    except ResourceFailed:
        raise
    except Exception as error:
        LOG.warning("%s: %r", resource, error)
        kind = type(error).__name__.replace("Exception", "")
        raise ResourceFailed(f"{kind}: {resource}: {message_of(error)}") from error
