# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels as text: one `key=value` per line, or all on one line, separated by commas."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ldc_k8s_dashboard.domain.message import Message, message, shorten
from ldc_k8s_dashboard.domain.private_keys import PRIVATE_KEY_SENT, is_private_key

LONGEST_LABELS_TEXT = 60_000
"""Characters; Magnum stores a cluster's labels in 65,535 bytes (MySQL TEXT)."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LABEL_START = re.compile(r"\s*[^\s=,]+\s*=")
_FORBIDDEN_IN_NAME = re.compile(r"[\s,]")


class LabelError(ValueError):
    """Text that cannot be read as labels; `message` names the piece and says what to write."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


def parse_labels(text: str) -> dict[str, str]:
    """Read labels by name; case and every "=" after the first are kept.

    Of several lines, each is one label, with its commas.  On a single line, a comma
    separates labels only if another label follows (`etcd_tag=v3,x=1`); a value such
    as `10.0.0.0/24,10.0.1.0/24` stays whole.

    Raises LabelError for a text of more than LONGEST_LABELS_TEXT characters, a piece
    without "=", a name that is empty or contains a space or comma, a name that appears
    twice, and a private key.
    """
    if is_private_key(text):
        raise LabelError(PRIVATE_KEY_SENT)
    if len(text) > LONGEST_LABELS_TEXT:
        raise LabelError(
            message(
                "These labels have %(length)s characters, and Magnum stores at most %(most)s. "
                "Shorten them.",
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
        key, value = _parse_label(piece)
        if key in labels:
            raise LabelError(
                message("The label “%(name)s” appears twice. Keep one of them.", name=key)
            )
        labels[key] = value
    return labels


def format_labels(labels: Mapping[str, str]) -> str:
    """Write labels as `key=value`, one per line; no value can contain a line break.

    `parse_labels` reads the text back.
    """
    lines = [f"{key}={value}" for key, value in labels.items()]
    text = "\n".join(lines)
    if len(lines) == 1 and _split_commas(lines[0]) != lines:
        # With a line break `parse_labels` takes the commas as part of the value.
        return text + "\n"
    return text


def _split_commas(line: str) -> list[str]:
    """Split a line at each comma that a label follows; empty pieces at its end are dropped."""
    pieces: list[list[str]] = []
    for part in line.rstrip(", \t").split(","):
        if pieces and not _LABEL_START.match(part):
            pieces[-1].append(part)
        else:
            pieces.append([part])
    return [",".join(parts) for parts in pieces]


def _parse_label(piece: str) -> tuple[str, str]:
    key, equals, value = piece.partition("=")
    key, value = key.strip(), value.strip()
    if not equals:
        raise LabelError(
            message("“%(piece)s” has no “=”. Write each label as name=value.", piece=shorten(piece))
        )
    if not key:
        raise LabelError(
            message(
                "“%(piece)s” has no name before the “=”. Write each label as name=value.",
                piece=shorten(piece),
            )
        )
    if _FORBIDDEN_IN_NAME.search(key):
        raise LabelError(
            message(
                "The label name “%(name)s” contains a space or a comma. Write one label per line, "
                "as name=value.",
                name=shorten(key),
            )
        )
    return key, value
