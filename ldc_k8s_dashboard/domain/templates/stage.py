# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the tags of a template say about its use: recommended, for tests, or deprecated.

Magnum keeps tags as they are written and gives them no meaning (field `tags`, a list
separated by commas).  These are the words that this dashboard reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ldc_k8s_dashboard.domain.message import Message, message


class StageKind(StrEnum):
    """The uses that a tag names; the order is that of a list of templates."""

    RECOMMENDED = "recommended"
    USUAL = "usual"
    """No tag names a use."""
    TESTING = "testing"
    DEPRECATED = "deprecated"


_ORDER = tuple(StageKind)


@dataclass(frozen=True)
class Stage:
    """The use of a template, and the sentence that a list shows; None for a usual one."""

    kind: StageKind
    sentence: Message | None = None

    @property
    def rank(self) -> int:
        """The place in an order that begins with what is recommended."""
        return _ORDER.index(self.kind)


def stage_of(tags: Iterable[str]) -> Stage:
    """Return the stage by the tags `recommended`, `testing` and `deprecated`.

    Each can have a text, as in `deprecated=use k8s-1.34`.  Where several are set, the
    last of that order decides.
    """
    texts: dict[str, str] = {}
    for tag in tags:
        name, _equals, text = tag.partition("=")
        texts.setdefault(name.strip().lower(), text.strip())
    kinds = [kind for kind in reversed(_ORDER) if kind is not StageKind.USUAL and kind in texts]
    if not kinds:
        return Stage(StageKind.USUAL)
    return Stage(kinds[0], _sentence(kinds[0], texts[kinds[0]]))


def _sentence(kind: StageKind, text: str) -> Message:
    if text:
        return message("%(stage)s: %(note)s", stage=_WORDS[kind], note=text)
    return _SENTENCES[kind]


_WORDS = {
    StageKind.RECOMMENDED: message("Recommended"),
    StageKind.TESTING: message("For tests"),
    StageKind.DEPRECATED: message("Deprecated"),
}

_SENTENCES = {
    StageKind.RECOMMENDED: message("Recommended by the owner of the template."),
    StageKind.TESTING: message("For tests: its owner does not recommend it for production yet."),
    StageKind.DEPRECATED: message("Deprecated: its owner recommends another template."),
}
