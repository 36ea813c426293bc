# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Takes tokens, passwords and secrets out of a service's text before a person or a log sees it."""

from __future__ import annotations

import re

HIDDEN = "***"

_NAME = r"""
    (?: token | password | passwd | passphrase | [_-]pass | adminpass | secret
      | (?:access|api|private)[_-]?key | trust_id )
"""
# A value in quotes goes on up to the same quotes, which have backslashes before them where a
# document stands in a string of another one; Python writes b'...' and u'...'.
_VALUE = r"""
    (?: [bru]{0,2} (?: (?P<escaped> \\+["'] ) .*? (?: (?P=escaped) | \Z )
                     | " (?: \\. | [^"\\] )* "?
                     | ' (?: \\. | [^'\\] )* '? )
      | [^\s"',;&<>)}\]]+ )
"""
# Each begins at the start of a word, never inside one: a long word is read once.
_SECRET_VALUES = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.DOTALL)
    for pattern in (
        rf"((?<![\w-]) [\w-]* {_NAME} \\*[\"']? \s* [:=] \s* [\[(]?) {_VALUE}",
        rf"((?<![\w-]) -- [\w-]* {_NAME} \s+) {_VALUE}",
        r"(\b authorization \\*[\"']? \s* [:=] \s* [\[(]? [bu]? \\*[\"']?) [^\r\n\"'\\]+",
        r"(\b bearer \s+) [^\s\"',;&<>)}\]]+",
    )
)
_FERNET = re.compile(r"gAAAA[A-Za-z0-9_-]{20,}={0,2}")
_JWS = re.compile(r"eyJ[A-Za-z0-9_-]{8,400}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_URL_PASSWORD = re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)")


def redact(text: str) -> str:
    """The text with each secret replaced by ***.

    Known are Keystone's Fernet and JWS tokens by their form, private keys in
    PEM, passwords in URLs, and what follows a name that ends in token, password
    or the like, after a colon, an equals sign or as an option of a command.
    Takes time in proportion to the length of the text.
    """
    text = _PRIVATE_KEY.sub(HIDDEN, text)
    text = _FERNET.sub(HIDDEN, text)
    text = _JWS.sub(HIDDEN, text)
    text = _URL_PASSWORD.sub(rf"\1{HIDDEN}", text)
    for named in _SECRET_VALUES:
        text = named.sub(rf"\1{HIDDEN}", text)
    return text


RAW_LIMIT = 2000
"""Characters that are kept."""


_SURROGATE = re.compile(r"[\ud800-\udfff]")


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def replace_surrogates(text: str) -> str:
    """Text with a replacement character for each half of a surrogate pair.

    JSON can hold one (RFC 8259, 8.2), and no page could be sent with it.
    """
    return _SURROGATE.sub("\ufffd", text)


def clean(text: str, limit: int = RAW_LIMIT) -> str:
    """Outside text without tokens, passwords and control characters, cut to `limit`.

    Line breaks and tabs stay.  What stands far behind the limit is not even looked at.
    """
    text = redact(_UNPRINTABLE.sub(" ", replace_surrogates(text[: limit + 8 * RAW_LIMIT]))).strip()
    return text if len(text) <= limit else text[:limit].rstrip() + " ..."
