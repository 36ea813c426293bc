# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Text that a form cannot show as it is, and that has to come back as it was.

Horizon writes AngularJS's marks "{$" and "$}" as "{%" and "%}" in all escaped text
(horizon/utils/escape.py), and a browser changes line breaks and the character zero.  Sent
back, such a text would be another one, and nobody would have changed it.  So a form holds the
exact text beside its field, in URL encoding, which nothing changes on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from django.forms import Textarea
from django.http import QueryDict

EXACT_PREFIX = "exact-"
"""The start of a hidden field's name; the name of the form's field follows."""

_LINE_BREAK = re.compile(r"\r\n|\r")


def shows_marks(text: object) -> bool:
    """Return whether a page shows other characters in place of some of a text."""
    return isinstance(text, str) and ("{$" in text or "$}" in text)


def with_plain_line_breaks(text: str) -> str:
    """Return a text with "\\n" between its lines, where a browser sends "\\r\\n"."""
    return _LINE_BREAK.sub("\n", text)


def as_shown(text: str) -> str:
    """Return a text as a page shows it, in one line or in several, with "\\n" between lines."""
    shown = text.replace("{$", "{%").replace("$}", "%}").replace("\0", "\ufffd")
    return with_plain_line_breaks(shown)


def same_name(typed: str, name: str) -> bool:
    """Return whether a person typed a name as it is, or as a page shows it.

    A page shows several spaces as one, and none at the ends.
    """
    return " ".join(typed.split()) in (" ".join(name.split()), " ".join(as_shown(name).split()))


def exact_texts(bound_field: Any) -> list[str]:
    """Return each text of a field and of its options that would come back changed, for its form.

    `bound_field` is Django's.  A text begins with "line:" or "lines:", for an input of one line
    or several, and is in URL encoding.
    """
    kind = "lines" if isinstance(bound_field.field.widget, Textarea) else "line"
    return [
        f"{kind}:{quote(text, safe='')}"
        for text in _texts(bound_field)
        if _sent_back(kind, text) != with_plain_line_breaks(text)
    ]


def restore_exact(data: QueryDict) -> QueryDict:
    """Return the data of a posted form in which each text that came back as shown is exact."""
    prefixed = [name for name in data if name.startswith(EXACT_PREFIX)]
    if not prefixed:
        return data
    restored = data.copy()
    for exact_name in prefixed:
        name = exact_name.removeprefix(EXACT_PREFIX)
        exact: dict[str, str] = {}
        for entry in data.getlist(exact_name):
            kind, _colon, quoted = entry.partition(":")
            exact[_sent_back(kind, unquote(quoted))] = unquote(quoted)
        if name in data:
            sent = data.getlist(name)
            restored.setlist(
                name, [exact.get(with_plain_line_breaks(value), value) for value in sent]
            )
    return restored


def _texts(bound_field: Any) -> Iterator[str]:
    value = bound_field.value()
    # A widget that never shows a text again, such as a private key, has no value to send back.
    if isinstance(value, str) and bound_field.field.widget.format_value(value):
        yield value
    for option in getattr(bound_field.field, "options", ()):
        if option.value != value:
            yield option.value


def _sent_back(kind: str, text: str) -> str:
    """Return a text as it comes back: an input of one line has no line breaks."""
    return as_shown(text) if kind == "lines" else as_shown(text).replace("\n", "")
