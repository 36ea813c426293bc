# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads a request's body, of a known length or in chunks (as ``kubectl create --raw`` sends it)."""

from __future__ import annotations

import re
from io import BufferedIOBase
from typing import Protocol

MAX_BYTES = 1_000_000
LONGEST_LINE = 1000
_LENGTH = re.compile(r"[0-9]{1,9}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?\r?\n")


class Headers(Protocol):
    """What ``read`` needs of a request's headers."""

    def get(self, name: str, default: str, /) -> str: ...


def read(headers: Headers, stream: BufferedIOBase) -> bytes:
    """Read a body from ``stream``. Raises ValueError, with a sentence, if it is too large or cut
    off.
    """
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        return _chunks(stream)
    length = headers.get("Content-Length", "0")
    if not _LENGTH.fullmatch(length) or int(length) > MAX_BYTES:
        raise ValueError("the request is too large for a simulation")
    return stream.read(int(length))


def _chunks(stream: BufferedIOBase) -> bytes:
    body = b""
    while size := _chunk_size(stream):
        if len(body) + size > MAX_BYTES:
            raise ValueError("the request is too large for a simulation")
        body += stream.read(size)
        stream.readline(LONGEST_LINE)
    while stream.readline(LONGEST_LINE) not in (b"\r\n", b"\n", b""):
        pass  # trailers
    return body


def _chunk_size(stream: BufferedIOBase) -> int:
    match = _CHUNK.fullmatch(stream.readline(LONGEST_LINE))
    if match is None:
        raise ValueError("the request's body is cut off")
    return int(match[1], 16)
