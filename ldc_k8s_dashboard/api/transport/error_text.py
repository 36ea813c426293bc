# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A service's own words out of an error answer, fit to be shown behind "details".

They are outside text: cleaned of secrets here, escaped where they are shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ldc_k8s_dashboard.domain.redaction import clean

_MOST = 65_536
"""Characters of an answer that are read: a proxy's page, or a stranger's, may have no end."""

# Nothing here looks for an end that is not there twice over: an element that is never closed
# takes the rest with it, a tag that is never closed is left as it is.
_MARKUP = re.compile(r"<(script|style|head)\b.*?(?:</\1>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)

_TELLING = ("detail", "message", "faultstring", "description", "debuginfo", "title", "reason")


def _sentences(answer: Any, depth: int = 0) -> Iterator[str]:
    """Every sentence in an error document, whatever shape the service gave it."""
    if depth > 5:
        return
    if isinstance(answer, str):
        # Older WSME services put JSON into a string into JSON.
        if answer[:1] in "{[":
            try:
                answer = json.loads(answer)
            except (ValueError, RecursionError):
                yield answer
                return
            yield from _sentences(answer, depth + 1)
        elif answer.strip():
            yield answer.strip()
    elif isinstance(answer, list):
        for part in answer:
            yield from _sentences(part, depth + 1)
    elif isinstance(answer, dict):
        named = [answer[key] for key in _TELLING if isinstance(answer.get(key), str)]
        full = next((text for text in named if text.strip()), None)
        if full is not None:
            yield from _sentences(full, depth + 1)
            return
        for part in answer.values():
            if isinstance(part, dict | list) or (depth == 0 and isinstance(part, str)):
                yield from _sentences(part, depth + 1)


def error_text_of(body: str) -> str:
    """What an error answer says, from JSON of any known shape, HTML or plain text.

    magnumclient reads only some shapes (IndexError and KeyError on the others)
    and cuts the text at the first full stop; so the body is read here.
    """
    body = body[:_MOST].strip()
    if not body:
        return ""
    try:
        found = " ".join(dict.fromkeys(_sentences(json.loads(body))))
    except (ValueError, RecursionError):
        found = _MARKUP.sub(" ", body)
    return clean(re.sub(r"[ \t]+", " ", found))
