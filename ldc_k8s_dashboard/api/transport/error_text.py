# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads a service's own words from an error answer, to be shown under "Details".

They are outside text: secrets are removed here, and they are escaped where they are shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ldc_k8s_dashboard.domain.redaction import clean

_READ_LIMIT = 65_536
"""Characters of an answer that are read: the page of a proxy can be endless."""

# Linear in the length of the text: an element that is never closed takes the rest with it, and
# a tag that is never closed is left as it is.
_MARKUP = re.compile(r"<(script|style|head)\b.*?(?:</\1>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)

_BLANKS = re.compile(r"[ \t]+")

_TEXT_KEYS = ("detail", "message", "faultstring", "description", "debuginfo", "title", "reason")


def _sentences(answer: Any, depth: int = 0) -> Iterator[str]:
    """Yield every sentence in an error document, whatever its shape."""
    if depth > 5:
        return
    if isinstance(answer, str):
        # Older WSME services put JSON into a string of their JSON.
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
        texts = [answer[key] for key in _TEXT_KEYS if isinstance(answer.get(key), str)]
        text = next((text for text in texts if text.strip()), None)
        if text is not None:
            yield from _sentences(text, depth + 1)
            return
        for part in answer.values():
            if isinstance(part, dict | list) or (depth == 0 and isinstance(part, str)):
                yield from _sentences(part, depth + 1)


def error_text_of(body: str) -> str:
    """Return the text of an error answer: JSON of any known shape, HTML or plain text.

    magnumclient reads only some shapes (IndexError and KeyError on the others) and cuts
    the text at the first full stop, so the body is read here.
    """
    body = body[:_READ_LIMIT].strip()
    if not body:
        return ""
    try:
        text = " ".join(dict.fromkeys(_sentences(json.loads(body))))
    except (ValueError, RecursionError):
        text = _MARKUP.sub(" ", body)
    return clean(_BLANKS.sub(" ", text))
