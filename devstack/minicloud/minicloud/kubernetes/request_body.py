# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A request's body, of a known length or in chunks: ``kubectl create --raw`` sends those."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

MOST_BYTES = 1_000_000
LONGEST_LINE = 1000
_LENGTH = re.compile(r"[0-9]{1,9}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?\r?\n")


def read(headers: Mapping[str, str], stream: BinaryIO) -> bytes:
    """Raises ValueError, with a sentence, for one that is too large or cut off."""
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        return _chunks(stream)
    length = headers.get("Content-Length", "0")
    if not _LENGTH.fullmatch(length) or int(length) > MOST_BYTES:
        raise ValueError("the request is too large for a simulation")
    return stream.read(int(length))


def _chunks(stream: BinaryIO) -> bytes:
    whole = b""
    while size := _size(stream):
        if len(whole) + size > MOST_BYTES:
            raise ValueError("the request is too large for a simulation")
        whole += stream.read(size)
        stream.readline(LONGEST_LINE)
    while stream.readline(LONGEST_LINE) not in (b"\r\n", b"\n", b""):
        pass  # trailers
    return whole


def _size(stream: BinaryIO) -> int:
    found = _CHUNK.fullmatch(stream.readline(LONGEST_LINE))
    if found is None:
        raise ValueError("the request's body is cut off")
    return int(found[1], 16)
