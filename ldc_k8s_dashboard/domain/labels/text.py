# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum labels as people write them: one `key=value` a line, or all on one line with commas."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ldc_k8s_dashboard.domain.message import Message, message

LONGEST_LABELS_TEXT = 60_000
"""Characters of a text of labels: Magnum's database keeps them in 65,535 bytes (MySQL TEXT)."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_BEGINS_LABEL = re.compile(r"\s*[^\s=,]+\s*=")
_NOT_IN_KEY = re.compile(r"[\s,]")


class LabelError(ValueError):
    """A text that is not labels; `message` names the piece and says what to write instead."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


def parse_labels(text: str) -> dict[str, str]:
    """Read labels; case and every "=" after the first are kept.

    Several lines are one label each, commas and all.  On a single line, a comma
    divides labels only where what follows is another label (`etcd_tag=v3,x=1`);
    the rest of a value such as `10.0.0.0/24,10.0.1.0/24` stays with it.

    Raises LabelError for a text of more than LONGEST characters, a piece
    without "=", an empty or spaced name, or a name that comes twice.
    """
    if len(text) > LONGEST_LABELS_TEXT:
        raise LabelError(
            message(
                "These labels have %(length)s characters; there may be at most %(most)s "
                "characters. Take some away.",
                length=len(text),
                most=LONGEST_LABELS_TEXT,
            )
        )
    lines = _LINE_BREAK.split(text)
    pieces = _split_commas(text) if len(lines) == 1 else lines
    labels: dict[str, str] = {}
    for piece in pieces:
        if not piece.strip():
            continue
        key, value = _read(piece)
        if key in labels:
            raise LabelError(
                message("The label “%(name)s” is there twice. Keep one of them.", name=key)
            )
        labels[key] = value
    return labels


def format_labels(labels: Mapping[str, str]) -> str:
    """One `key=value` a line; `parse_labels` reads it back where no value holds a line break."""
    lines = [f"{key}={value}" for key, value in labels.items()]
    text = "\n".join(lines)
    if len(lines) == 1 and _split_commas(lines[0]) != lines:
        # A line break says that the commas belong to the value.
        return text + "\n"
    return text


def _split_commas(line: str) -> list[str]:
    """Divide a line at the commas before a label; empty pieces at its end are dropped."""
    pieces: list[list[str]] = []
    for part in line.rstrip(", \t").split(","):
        if pieces and not _BEGINS_LABEL.match(part):
            pieces[-1].append(part)
        else:
            pieces.append([part])
    return [",".join(parts) for parts in pieces]


def _read(piece: str) -> tuple[str, str]:
    key, equals, value = piece.partition("=")
    key, value = key.strip(), value.strip()
    if not equals:
        raise LabelError(
            message("“%(piece)s” has no “=”. Write each label as name=value.", piece=_short(piece))
        )
    if not key:
        raise LabelError(
            message(
                "“%(piece)s” has no name before the “=”. Write each label as name=value.",
                piece=_short(piece),
            )
        )
    if _NOT_IN_KEY.search(key):
        raise LabelError(
            message(
                "The label name “%(name)s” holds a space or a comma. "
                "Write one label a line, as name=value.",
                name=_short(key),
            )
        )
    return key, value


def _short(piece: str) -> str:
    piece = piece.strip()
    return piece if len(piece) <= 60 else piece[:59] + "…"
