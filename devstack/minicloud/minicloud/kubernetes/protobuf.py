# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads reviews in Kubernetes' protobuf, the format in which newer versions of kubectl send them.

Only what reviews need: an envelope (runtime.Unknown) after four bytes of magic, and in it the
fields numbered in generated.proto of authentication and authorization. kubectl accepts the answer
as JSON.
"""

from __future__ import annotations

from typing import Any

CONTENT_TYPE = "application/vnd.kubernetes.protobuf"
MAGIC = b"k8s\x00"
RAW, SPEC = 2, 2  # the object within the envelope, the spec within the object
MOST_SHIFT = 63
VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5
_RESOURCE = ("namespace", "verb", "group", "version", "resource", "subresource", "name")
_PATH = ("path", "verb")


def review_spec(body: bytes, kind: str) -> dict[str, Any]:
    """Return the spec of a review of this kind as in JSON. Raises ValueError."""
    if not body.startswith(MAGIC):
        raise ValueError("no protobuf of Kubernetes")
    message = _fields(_fields(body[len(MAGIC) :]).get(RAW, b""))
    if kind == "SelfSubjectReview":  # it has none
        return {}
    spec = _fields(message.get(SPEC, b""))
    if kind == "SelfSubjectRulesReview":
        return _texts(spec, ("namespace",))
    named = {}
    if 1 in spec:
        named["resourceAttributes"] = _texts(_fields(spec[1]), _RESOURCE)
    if 2 in spec:
        named["nonResourceAttributes"] = _texts(_fields(spec[2]), _PATH)
    return named


def _texts(fields: dict[int, bytes], names: tuple[str, ...]) -> dict[str, str]:
    """Return the non-empty fields by name: the first name is that of field 1, and so on."""
    return {name: fields[i].decode() for i, name in enumerate(names, 1) if fields.get(i)}


def _fields(data: bytes) -> dict[int, bytes]:
    """Return the message's fields that have a length, by number."""
    values, at = {}, 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == LENGTH:
            size, at = _varint(data, at)
            values[number] = data[at : at + size]
            at += size
        elif wire == VARINT:
            _, at = _varint(data, at)
        elif wire in (EIGHT_BYTES, FOUR_BYTES):
            at += 8 if wire == EIGHT_BYTES else 4
        else:
            raise ValueError("no protobuf")
    if at != len(data):
        raise ValueError("the message is cut off")
    return values


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at this position, and the position after it."""
    value = shift = 0
    while at < len(data) and shift <= MOST_SHIFT:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:  # the highest bit means that another byte follows
            return value, at
    raise ValueError("no number")
