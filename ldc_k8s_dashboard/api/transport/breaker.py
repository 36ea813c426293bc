# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The circuit breaker: remembers which services did not answer, so that no page waits again.

Django's cache holds it, so that all workers on all hosts know.  Its keys are hashes of a
region and an endpoint without the project's id, its values are moments: nothing of a
user.  Three entries belong to an endpoint:

- `outage`: when it last did not answer.  It is kept for minutes.
- `rest`: while it is there, the endpoint is not asked (setting unanswered_seconds).
  Afterwards one read at a time finds out whether the endpoint answers again.
- `answered`: when it last answered anyone.  A read that is slow while others are
  answered says nothing about the service.

pybreaker 1.4 makes the calls through one breaker one after the other, circuitbreaker 2.1
keeps its state in the process, and purgatory 3.0 lets every call through once its time is
over, so this module is our own.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from django.core.cache import cache

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport.login import Login, cache_key

_REMEMBERED = 600
"""Seconds for which an outage is known, so that even a rare visitor's page does not wait."""

_TOLERANCE = 0.5
"""Seconds before a request in which an answer to another still shows that the service works."""

_LONGEST_LIMIT = 300
"""The most seconds for which a service's Retry-After is honoured."""

_VERSION_PART = re.compile(r"/v\d+(?:\.\d+)?(?=/|$)")


class Cause(StrEnum):
    """Why a service is not asked."""

    NO_ANSWER = "no_answer"
    NO_CONNECTION = "no_connection"
    RATE_LIMIT = "rate_limit"


class NotAsked(Exception):
    """A service was not asked.

    cause    why
    seconds  since when it has not answered; for a rate limit, how long it lasts
    """

    def __init__(self, cause: Cause, seconds: float) -> None:
        self.cause = cause
        self.seconds = max(1, round(seconds))
        super().__init__(f"not asked: {cause.value}, {self.seconds} s")


@dataclass(frozen=True)
class Outage:
    """An endpoint that did not answer.

    resting  whether it is not to be asked yet
    """

    cause: Cause
    moment: float
    resting: bool

    def not_asked(self) -> NotAsked:
        """Return the exception for a request that is not sent because of this."""
        return NotAsked(self.cause, time.time() - self.moment)


def without_project(endpoint: str) -> str:
    """Return an endpoint up to its version: Cinder's can have the project's id after it."""
    parts = urlsplit(endpoint)
    version = _VERSION_PART.search(parts.path)
    path = parts.path[: version.end()] if version else parts.path.rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


class Breaker:
    """What is known about one endpoint in one region; any number of threads can share it."""

    def __init__(self, endpoint: str, region: str) -> None:
        place = json.dumps([region, without_project(endpoint)])
        digest = hashlib.sha256(place.encode()).hexdigest()
        self._outage, self._rest, self._answered, self._probe = (
            f"ldc_k8s_dashboard:breaker:{what}:{digest}"
            for what in ("outage", "rest", "answered", "probe")
        )

    def outage(self) -> Outage | None:
        """Return the last outage; None where the endpoint answered since."""
        known = cache.get_many([self._outage, self._rest])
        if self._outage not in known:
            return None
        cause, moment = known[self._outage]
        return Outage(Cause(cause), moment, self._rest in known)

    def record_answer(self) -> None:
        """Record that the endpoint answered, whatever its answer."""
        cache.set(self._answered, time.time(), _REMEMBERED)
        self.forget_outage()

    def forget_outage(self) -> None:
        """Let the endpoint be asked as if it had never failed to answer."""
        cache.delete_many([self._outage, self._rest])

    def record_no_answer(self, cause: Cause, waited: float) -> None:
        """Record an outage after `waited` seconds, unless others were answered meanwhile."""
        now = time.time()
        answered = cache.get(self._answered)
        if answered is not None and answered > now - waited - _TOLERANCE:
            return
        cache.set(self._outage, (cause.value, now), _REMEMBERED)
        cache.set(self._rest, True, conf.seconds("unanswered_seconds"))

    def claim_probe(self, seconds: float) -> bool:
        """Check whether this caller is the one who may find out, for at most these seconds."""
        return bool(cache.add(self._probe, True, seconds))

    def end_probe(self) -> None:
        """Let the next caller find out."""
        cache.delete(self._probe)


class RateLimit:
    """How long a service asked one user, in one project, to wait (429 with Retry-After)."""

    def __init__(self, login: Login, endpoint: str) -> None:
        self._key = cache_key(login, "rate_limit", without_project(endpoint))

    def check(self) -> None:
        """Raise NotAsked while the user has to wait."""
        until = cache.get(self._key)
        if until is not None and until > time.time():
            raise NotAsked(Cause.RATE_LIMIT, until - time.time())

    def record(self, headers: Mapping[str, str]) -> None:
        """Record the Retry-After of a 429, in seconds or as a date; without one, nothing."""
        seconds = retry_after(headers)
        if seconds > 0:
            cache.set(self._key, time.time() + seconds, seconds)


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds of a Retry-After header, at most five minutes; 0 without a valid one."""
    value = (headers.get("Retry-After") or "").strip()
    try:
        seconds = float(int(value))
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return 0
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0), _LONGEST_LIMIT)
