# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Resubmission: a form that is sent twice does its work once.

A double click, a reload of the response and the back button all send the same
form again.  The form carries a random key.  The first request claims the form in
Django's cache, which all workers share; a later one waits for the first one's
result and gets that.  A claim that ends without a result is released, so that
the form can be sent again.

A cache forgets: memcached is restarted, a worker is killed before it has recorded what
it did.  So the work is sent after one more look at the claim (Claim.confirm), and the
view asks the service itself whether the thing exists already.
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
"""How long a claim without a result holds; after that its worker counts as dead."""

RESULT_SECONDS = 3600
"""How long a form that was sent before is recognised."""

PATIENCE_SECONDS = 5.0
"""How long a later request waits for the first one's result."""

_POLL_SECONDS = 0.1
_LOST_BEFORE_DOWN = 5
"""Polls in a row in which the cache neither takes nor holds a claim; then it counts as down."""


class StillWorkingError(Exception):
    """Another request works on the same form, and had no result while this one waited."""


@dataclass
class Claim:
    """The right to do a form's work, or the result of the request that did it.

    result           what the work made (an id); None while it is to be done
    outcome_unknown  whether an earlier attempt ended without an answer of the service
    """

    result: str | None = None
    outcome_unknown: bool = False
    slot: str = ""
    """Its key in the cache; "" where the cache is down and nothing is claimed."""
    mark: str = ""
    """What this request writes there while it works."""
    _sending: bool = False

    def confirm(self) -> None:
        """Make sure that the claim still holds; call this right before the work is sent.

        A cache that has forgotten it takes it again.  Until the work has a result or a
        failure, its outcome counts as unknown: this worker can be killed meanwhile.

        Raises StillWorkingError where another request has claimed the form meanwhile.
        """
        if not self.slot:
            return
        if cache.get(self.slot) != self.mark and not cache.add(
            self.slot, self.mark, WORKING_SECONDS
        ):
            present = cache.get(self.slot)
            if present is not None and present != self.mark:
                raise StillWorkingError
        cache.set(_unknown(self.slot), True, RESULT_SECONDS)
        self._sending = True

    def finish(self, result: str) -> None:
        """Record that the work is done; later requests get `result` (an id, no secret).

        Raises ValueError where it is empty or looks like the mark of unfinished work.
        """
        if not result or result.startswith(_WORKING):
            raise ValueError("a claim ends with a result, or without finish()")
        self.result = result

    def record_failure(self, error: ServiceError) -> None:
        """Record how the work failed: unless nothing changed, its outcome is unknown."""
        self._sending = False
        self.outcome_unknown = self.outcome_unknown or not error.nothing_changed

    def release(self) -> None:
        """Leave the result to later requests, or the form to the next one."""
        if not self.slot:
            return
        if self.result is not None:
            cache.set(self.slot, self.result, RESULT_SECONDS)
            return
        if self.outcome_unknown or self._sending:
            cache.set(_unknown(self.slot), True, RESULT_SECONDS)
        else:
            cache.delete(_unknown(self.slot))
        if cache.get(self.slot) == self.mark:
            cache.delete(self.slot)


def new_key() -> str:
    """Return a key for a form that is shown for the first time."""
    return secrets.token_urlsafe(24)


def is_key(text: str) -> bool:
    """Return whether a text has the shape of such a key."""
    return _KEY.fullmatch(text) is not None


def claim_form(user_id: str, data: QueryDict) -> AbstractContextManager[Claim]:
    """Claim a posted form: its field `once` is the key, all the rest its fields.

    A form that lost its key gets a new one, which no other has.  See claim().
    """
    key = data.get("once", "")
    fields = {
        name: data.getlist(name) for name in data if name not in ("csrfmiddlewaretoken", "once")
    }
    return claim(user_id, key if is_key(key) else new_key(), fields)


@contextmanager
def claim(user_id: str, key: str, fields: Mapping[str, Sequence[str]]) -> Iterator[Claim]:
    """Claim a form by its user, key and fields; yields the Claim.

    The fields are part of the claim: a user who goes back, changes the form and
    sends it asks for a second piece of work.  Waits up to PATIENCE_SECONDS for
    another request's result, then raises StillWorkingError.  A ServiceError that
    leaves the block is recorded by record_failure().
    """
    slot = _slot(user_id, key, fields)
    held = _wait_for_slot(slot)
    if held.result is not None:
        yield held
        return
    held.outcome_unknown = bool(cache.get(_unknown(slot)))
    try:
        yield held
    except ServiceError as error:
        held.record_failure(error)
        raise
    finally:
        held.release()


_WORKING = "?"
"""How the mark of a request begins that works on a form; no result does."""


def _unknown(slot: str) -> str:
    """Return the key that says of a form that its outcome is unknown."""
    return f"{slot}:outcome_unknown"


def _wait_for_slot(slot: str) -> Claim:
    """Take a free slot, or return the result of the request that had it."""
    mark = f"{_WORKING}{secrets.token_hex(8)}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    lost = 0
    while not cache.add(slot, mark, WORKING_SECONDS):
        present: str | None = cache.get(slot)
        if present is not None and not present.startswith(_WORKING):
            return Claim(present)
        lost = lost + 1 if present is None else 0
        if lost >= _LOST_BEFORE_DOWN:
            # The cache is down.  A launch without this protection is better than none.
            return Claim()
        if time.monotonic() >= deadline:
            raise StillWorkingError
        time.sleep(_POLL_SECONDS)
    return Claim(slot=slot, mark=mark)


def _slot(user_id: str, key: str, fields: Mapping[str, Sequence[str]]) -> str:
    """Return the cache's key: a digest, from which no field can be read."""
    digest = hashlib.sha256()
    for part in (user_id, key, *_flattened(fields)):
        digest.update(f"{len(part)}:{part}".encode())
    return f"ldc_k8s_dashboard:once:{digest.hexdigest()}"


def _flattened(fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name in sorted(fields):
        yield name
        yield from fields[name]
        yield ""
