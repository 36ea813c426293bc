# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a browser keeps of the text in the launch form, so that no secret stays behind.

The rule says what is harmless, not what is secret: a secret can look like anything.
The wizard's script gets it as regular expressions (BROWSER_RULE) and applies them as
`kept_line` does, so each must mean the same in Python and in JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SECRET_WORD = re.compile(
    r"pass|pwd|secret|token|cred|private|signature|[-_.&?]?sig=|bearer|cookie|session|jwt|saml"
    r"|ticket|auth=|authorization|(?:api|access|encryption|shared)key|key(?![a-z])",
    re.IGNORECASE,
)
"""Anywhere in a line: a name, an option or a parameter of an address that is for a secret."""

_ATOM = (
    r"(?:(?:[A-Z][a-z]{1,24}|[A-Z]{1,12}|[a-z]{1,24})(?:[A-Z][a-z]{1,24}){0,6})?"
    r"(?:[0-9]{1,9}(?:[A-Za-z]{1,6}[0-9]{0,4})?)?"
)
"""A word, a number or both: "NamespaceLifecycle", "v1", "rke2r1", "100Gi".  A random text
changes between letters, capitals and digits too often for it."""

_WORDS = rf"{_ATOM}(?:[-._+~]{_ATOM})*"
_NAME = re.compile(rf"[A-Za-z]{_WORDS}(?:/{_WORDS}){{0,3}}")
_NAME_ALONE = re.compile(r"[-_./]")
"""A line without "=" is kept as the name of a label only with one of these: not as a word."""

_PIECE = re.compile(
    rf"(?:{_WORDS}=){{0,2}}(?:{_WORDS}"
    rf"|https?://{_WORDS}(?::[0-9]{{2,5}})?(?:/{_WORDS})*"
    rf"|{_WORDS}(?::[0-9]{{2,5}}(?=/))?(?:/{_WORDS})+(?::v?[0-9]{{1,5}}(?:[-.]{_ATOM})*)?"
    r"|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:/[0-9]{1,3})?"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
"""A word, an option, an address without a password or parameters, an image, a network, an id
as services give it."""

_PUBLIC_KEY = re.compile(
    r"(?:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5|ssh-rsa AAAAB3NzaC1yc2E"
    r"|ecdsa-sha2-nistp(?:256|384|521) AAAAE2VjZHNhLXNoYTIt)[A-Za-z0-9+/]{1,4000}={0,2}"
)
"""The kinds that public_key.check_public_key accepts; a comment after it is not kept."""

_GIVEN_NAME = re.compile(r"[A-Za-z0-9]{1,16}(?:[-_. ]{1,8}[A-Za-z0-9]{1,16}){0,40}[-_.]?")
"""The name of a cluster or key pair, which everybody in the project can read later, with
an end such as -3f9b02d6; a longer word that is no word could be a secret in the wrong field."""

_LINE_BREAK = re.compile(r"\r?\n")
_BETWEEN = re.compile(r",[ \t]?|[ \t]{1,8}(?=-)")
"""Between the items of a list, and before a further option."""

_LONGEST_LINE = 2000

BROWSER_RULE: Mapping[str, str | int] = {
    "secretWord": _SECRET_WORD.pattern,
    "name": _NAME.pattern,
    "nameAlone": _NAME_ALONE.pattern,
    "piece": _PIECE.pattern,
    "between": _BETWEEN.pattern,
    "givenName": _GIVEN_NAME.pattern,
    "publicKey": _PUBLIC_KEY.pattern,
    "longestLine": _LONGEST_LINE,
}
"""For the script: `name`, `piece` and `givenName` match whole texts, `publicKey` the beginning
of one, the others any part; `secretWord` ignores case.  `longestLine` is in characters."""


def is_harmless(text: str) -> bool:
    """Check whether one line of text can hold no secret that has a known look."""
    return (
        len(text) <= _LONGEST_LINE
        and _SECRET_WORD.search(text) is None
        and all(_PIECE.fullmatch(piece) for piece in _BETWEEN.split(text.strip()))
    )


def kept_line(line: str) -> str:
    """Return what may be kept of a line of labels: all of it, the label's name alone, or "".

    The name alone is no label, so the form cannot be launched before its value is written
    again.  Where several labels stand on one line, the first counts for all of them.
    """
    name, equals, value = line.partition("=")
    if not _NAME.fullmatch(name.strip()) or not (equals or _NAME_ALONE.search(line)):
        return ""
    return line if is_harmless(value) and _SECRET_WORD.search(line) is None else name


def kept_labels(text: str) -> str:
    """Return what may be kept of the field of labels, line by line."""
    lines = [(line, kept_line(line)) for line in _LINE_BREAK.split(text)]
    return "\n".join(kept for line, kept in lines if kept or not line)


def kept_text(text: str) -> str:
    """Return what may be kept of another field: all of it, or ""."""
    return text if is_harmless(text) else ""


def kept_name(text: str) -> str:
    """Return what may be kept of the name of a cluster or key pair: all of it, or ""."""
    return text if _GIVEN_NAME.fullmatch(text) else ""


def kept_public_key(text: str) -> str:
    """Return the public key at the beginning of a text, without its comment; "" if none."""
    key = _PUBLIC_KEY.match(text.strip())
    return key[0] if key else ""
