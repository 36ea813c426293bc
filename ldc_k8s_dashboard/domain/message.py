# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Sentences for people, kept translatable without a web framework.

A rule of this package gives its own reason.  It cannot call Django's gettext, so it
returns a Message: the English sentence with named placeholders and their values.
`ui.i18n` translates it when a page is shown.  The extraction of translations knows
`message` and `plural` as keywords.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence: `text` with %(named)s placeholders and their `params`.

    If the sentence depends on a number, `text` is the singular, `many` the plural, and
    `count` decides; the placeholder %(count)s is also that number.  A parameter can be
    a Message itself.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    many: str | None = None
    count: int | None = None

    def __str__(self) -> str:
        text = self.text if self.many is None or self.count == 1 else self.many
        return text % self.params if self.params else text


def message(text: str, **params: object) -> Message:
    """Return a sentence with named placeholders."""
    return Message(text, params)


def plural(singular: str, many: str, count: int, **params: object) -> Message:
    """Return a sentence in the singular or the plural; %(count)s is the number itself."""
    return Message(singular, {"count": count, **params}, many, count)


def join_sentences(sentences: Iterable[Message | None]) -> Message:
    """Join sentences, each of which is translated by itself."""
    known = [sentence for sentence in sentences if sentence is not None]
    params = {f"sentence{number}": sentence for number, sentence in enumerate(known)}
    return Message(" ".join(f"%({name})s" for name in params), params)


LONGEST_QUOTE = 60
"""Characters of a text from outside within a sentence."""


def shorten(text: str) -> str:
    """Return a text as a sentence quotes it: cut where it is long."""
    text = text.strip()
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
