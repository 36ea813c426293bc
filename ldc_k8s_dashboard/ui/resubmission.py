# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A form that is sent twice does its work once.

A double click, a reload of the answer and the back button all send the same
form again.  The form carries a random key; whoever comes first claims it in
Django's cache, which all workers share, and whoever comes after waits for the
first one's result and is given that.  A claim that ends without a result is
freed, so that a corrected or repeated form can be sent.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.core.cache import cache
from django.http import QueryDict

from ldc_k8s_dashboard.domain.errors import ServiceError

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")

WORKING_SECONDS = 120
"""How long a claim holds while nothing is heard of it: its worker may have died."""

RESULT_SECONDS = 3600
"""How long a form that was sent already is recognised."""

PATIENCE_SECONDS = 5.0
"""How long a second one waits for the first one's result."""

_LOOK_AGAIN_SECONDS = 0.1
_WITHOUT_MEMORY = 5
"""Looks at a cache that neither takes nor holds the claim, before it is taken to be down."""


class StillWorkingError(Exception):
    """The same form is being worked on, and no result came while this one waited."""


@dataclass
class Claim:
    """The right to do the work, or the `result` of whoever did it already."""

    result: str | None = None
    outcome_unknown: bool = False
    """An earlier attempt ended without anybody knowing whether it worked."""

    def finish(self, result: str) -> None:
        """The work is done; `result` (an id, no secret) is what later ones are given.

        ValueError where it is empty: nothing could be told from a claim that is still held.
        """
        if not result:
            raise ValueError("a claim ends with a result, or without finish()")
        self.result = result

    def record_failure(self, error: ServiceError) -> None:
        """The work ended so: where it was not refused, nobody knows whether it was done."""
        self.outcome_unknown = self.outcome_unknown or not error.nothing_changed


def new_key() -> str:
    """A key for a form that is shown for the first time."""
    return secrets.token_urlsafe(24)


def is_key(text: str) -> bool:
    """Whether a form brought back what could be such a key."""
    return _KEY.fullmatch(text) is not None


def claim_form(user_id: str, sent: QueryDict) -> AbstractContextManager[Claim]:
    """Claim a form as `user_id` sent it: `once` is its key, all the rest its fields.

    One that lost its key is claimed under a new one, which nobody else has.  See claim().
    """
    key = sent.get("once", "")
    fields = {
        name: sent.getlist(name) for name in sent if name not in ("csrfmiddlewaretoken", "once")
    }
    return claim(user_id, key if is_key(key) else new_key(), fields)


@contextmanager
def claim(user_id: str, key: str, fields: Mapping[str, Sequence[str]]) -> Iterator[Claim]:
    """Claim a form that `user_id` sent with its `key` and `fields`.

    The fields belong to it, so that somebody who goes back, changes the form
    and sends it means a second piece of work.  Waits up to PATIENCE_SECONDS
    for another one's result; StillWorkingError where none came.  A ServiceError
    that leaves the block counts as record_failure().
    """
    slot = _slot(user_id, key, fields)
    taken = _take(slot)
    if taken.result is not None:
        yield taken
        return
    held = Claim(outcome_unknown=bool(cache.get(f"{slot}:outcome_unknown")))
    try:
        yield held
    except ServiceError as error:
        held.record_failure(error)
        raise
    finally:
        if held.result is not None:
            cache.set(slot, held.result, RESULT_SECONDS)
        else:
            if held.outcome_unknown:
                cache.set(f"{slot}:outcome_unknown", True, RESULT_SECONDS)
            cache.delete(slot)


_WORKING = ""


def _take(slot: str) -> Claim:
    deadline = time.monotonic() + PATIENCE_SECONDS
    forgetful = 0
    while not cache.add(slot, _WORKING, WORKING_SECONDS):
        result = cache.get(slot)
        if result:
            return Claim(result)
        forgetful = forgetful + 1 if result is None else 0
        if forgetful >= _WITHOUT_MEMORY:
            # The cache is down.  Better no protection than no launch.
            return Claim()
        if time.monotonic() >= deadline:
            raise StillWorkingError
        time.sleep(_LOOK_AGAIN_SECONDS)
    return Claim()


def _slot(user_id: str, key: str, fields: Mapping[str, Sequence[str]]) -> str:
    """The cache's key: nothing of what was typed can be read in it."""
    digest = hashlib.sha256()
    for part in (user_id, key, *_flat(fields)):
        digest.update(f"{len(part)}:{part}".encode())
    return f"ldc_k8s_dashboard:once:{digest.hexdigest()}"


def _flat(fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name in sorted(fields):
        yield name
        yield from fields[name]
        yield ""
