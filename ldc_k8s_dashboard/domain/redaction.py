# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Removal of tokens, passwords and secrets from a service's text before it is shown or logged."""

from __future__ import annotations

import re

HIDDEN = "***"

_SENSITIVE_NAME = r"""
    (?: token | password | passwd | passphrase | pwd | [_-]pass | adminpass | secret
      | (?:access|api|private)[_-]?key | trust_id )
"""
# A quoted value ends at the same quotes.  They have backslashes before them if the document is in
# a string of another document.  Python writes b'...' and u'...'.
_VALUE = r"""
    (?: [bru]{0,2} (?: (?P<escaped> \\+["'] ) .*? (?: (?P=escaped) | \Z )
                     | " (?: \\. | [^"\\] )* "?
                     | ' (?: \\. | [^'\\] )* '? )
      | [^\s"',;&<>)}\]]+ )
"""
# Each match begins at the start of a word, never inside it, so a long word is read only once.
_SECRET_VALUES = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.DOTALL)
    for pattern in (
        rf"((?<![\w-]) [\w-]* {_SENSITIVE_NAME} \\*[\"']? \s* [:=] \s* [\[(]?) {_VALUE}",
        rf"((?<![\w-]) -- [\w-]* {_SENSITIVE_NAME} \s+) {_VALUE}",
        r"(\b authorization \\*[\"']? \s* [:=] \s* [\[(]? [bu]? \\*[\"']?) [^\r\n\"'\\]+",
        r"(\b bearer \s+) [^\s\"',;&<>)}\]]+",
        # The signature of an address that anybody may use who has it (S3, Swift, Azure).
        r"([?&;] [\w-]{0,40} sig (?:nature)? =) [^\s\"'&;<>)}\]]+",
    )
)
_FERNET = re.compile(r"gAAAA[A-Za-z0-9_-]{20,}={0,2}")
_JWS = re.compile(r"eyJ[A-Za-z0-9_-]{8,400}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_URL_PASSWORD = re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)")
# Without "://", as a proxy may be written.  An image's digest (name:tag@sha256:...) is none.
_PROXY_PASSWORD = re.compile(
    r"((?<![\w.%+~-])[\w.%+~-]{1,64}:)[^\s/@:\"',]{1,128}(?=@(?!sha(?:256|512):))"
)


def redact(text: str) -> str:
    """Return the text with each secret replaced by ***.

    Recognised are Keystone's Fernet and JWS tokens by their syntax, private keys in
    PEM, passwords and signatures in URLs, and the value after a name that ends in token,
    password or the like, with a colon, an equals sign or as an option of a command.  The
    time is proportional to the length of the text.
    """
    text = _PRIVATE_KEY.sub(HIDDEN, text)
    text = _FERNET.sub(HIDDEN, text)
    text = _JWS.sub(HIDDEN, text)
    text = _URL_PASSWORD.sub(rf"\1{HIDDEN}", text)
    text = _PROXY_PASSWORD.sub(rf"\1{HIDDEN}", text)
    for pattern in _SECRET_VALUES:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


RAW_LIMIT = 2000
"""The maximum length of a service's text, in characters."""


_SURROGATE = re.compile(r"[\ud800-\udfff]")


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def replace_surrogates(text: str) -> str:
    """Return text with a replacement character for each half of a surrogate pair.

    JSON can contain such a half (RFC 8259, 8.2), but a page with it could not be sent.
    """
    return _SURROGATE.sub("\ufffd", text)


def clean(text: str, limit: int = RAW_LIMIT) -> str:
    """Return outside text without tokens, passwords and control characters, cut to `limit`.

    Line breaks and tabs stay.  Text far beyond the limit is not read at all.
    """
    text = redact(_UNPRINTABLE.sub(" ", replace_surrogates(text[: limit + 8 * RAW_LIMIT]))).strip()
    return text if len(text) <= limit else text[:limit].rstrip() + " ..."
