# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Failures with the message of the service that refused and the resource that it refused.

The form is Heat's: ``BadRequest: resources.network: the service's message``.
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
    """A service refused a resource, which ends the operation; the text names both."""


def message_of(error: Exception) -> str:
    """Return a service's message on one line, without what the SDK puts before it."""
    text = str(getattr(error, "details", None) or error)
    return " ".join(DECORATION.sub("", text).split())


@contextlib.contextmanager
def resource_errors(resource: str) -> Iterator[None]:
    """Turn any error inside the block into ResourceFailed, which names the resource."""
    try:
        yield
    except ResourceFailed:
        raise
    except Exception as error:
        LOG.warning("%s: %r", resource, error)
        kind = type(error).__name__.replace("Exception", "")
        raise ResourceFailed(f"{kind}: {resource}: {message_of(error)}") from error
