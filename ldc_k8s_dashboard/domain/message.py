# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Sentences for people, kept translatable without a web framework.

A rule in this package says *why* beside the rule itself.  It cannot call
Django's gettext, so it returns a Message: the English sentence with named
placeholders and their values.  `ui.wording` translates it at the edge.
The extraction of translations knows `message` and `plural` as keywords.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence: `text` with %(named)s placeholders and their `params`.

    Where the sentence depends on a number, `text` is the singular, `many` the
    plural and `count` decides; `count` is also a placeholder of that name.
    A parameter may itself be a Message.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    many: str | None = None
    count: int | None = None

    def __str__(self) -> str:
        text = self.text if self.many is None or self.count == 1 else self.many
        return text % self.params if self.params else text


def message(text: str, **params: object) -> Message:
    """A sentence with named placeholders."""
    return Message(text, params)


def plural(one: str, many: str, count: int, **params: object) -> Message:
    """A sentence for one or many; %(count)s is the number itself."""
    return Message(one, {"count": count, **params}, many, count)
