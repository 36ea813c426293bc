# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A reader for as much of HCL as a resource needs: blocks, attributes, maps, lists of one
name and plain strings.

By hashicorp/hcl, hclsyntax/spec.md.  A string that is a template, which Terraform would work
out, is an error here.
"""

from __future__ import annotations

import re
from typing import Any

_STRING = r'"(?:\\.|[^"\\\n])*"'
_TOKEN = re.compile(rf"\s+|#[^\n]*\n|({_STRING}|[A-Za-z_]\w*|-?\d+|[{{}}=\[\]])")
_PIECE = re.compile(
    r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt\"\\]))|([$%])\4\{|([$%]\{)|([^\\])", re.DOTALL
)
_SHORT = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def read(text: str) -> dict[str, Any]:
    """All blocks and attributes; a block's key is its type and its labels."""
    tokens = _tokens(text)
    body = _body(tokens, end=None)
    assert not tokens
    return body


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match, text[position:]
        if match[1]:
            tokens.append(match[1])
        position = match.end()
    return tokens


def _body(tokens: list[str], end: str | None) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    while tokens and tokens[0] != end:
        words = [_word(tokens.pop(0))]
        while tokens[0] not in ("=", "{"):
            words.append(_word(tokens.pop(0)))
        name = " ".join(words)
        assert name not in entries
        entries[name] = _value(tokens) if tokens.pop(0) == "=" else _block(tokens)
    return entries


def _block(tokens: list[str]) -> dict[str, Any]:
    body = _body(tokens, "}")
    assert tokens.pop(0) == "}"
    return body


def _value(tokens: list[str]) -> Any:
    token = tokens.pop(0)
    if token == "{":
        return _block(tokens)
    if token in ("true", "false"):
        return token == "true"
    if token == "[":
        names = []
        while tokens[0] != "]":
            names.append(_word(tokens.pop(0)))
        tokens.pop(0)
        return names
    return _string(token) if token.startswith('"') else int(token)


def _word(token: str) -> str:
    return _string(token) if token.startswith('"') else token


def _string(token: str) -> str:
    text, position, said = token[1:-1], 0, ""
    while position < len(text):
        piece = _PIECE.match(text, position)
        assert piece, token
        short, long, escape, sign, template, plain = piece.groups()
        assert template is None, f"a template begins in {token}"
        if short or long:
            said += chr(int(short or long, 16))
        elif escape:
            said += _SHORT[escape]
        else:
            said += f"{sign}{{" if sign else plain
        position = piece.end()
    return said
