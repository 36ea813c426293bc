# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Lets the requests of one session through to a service, or refuses them (see breaker).

After a rest, one read finds out whether the service answers again.  It goes on in a
thread of its own with the usual limits, and the page waits for it only `probe_seconds`
(setting), so a page never waits long for a service that is known to be down.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass

import requests
from keystoneauth1 import exceptions as ksa_exceptions

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport.breaker import (
    Breaker,
    Cause,
    Outage,
    RateLimit,
    without_project,
)
from ldc_k8s_dashboard.api.transport.errors import timed_out, was_sent
from ldc_k8s_dashboard.api.transport.login import Login

Send = Callable[[], requests.Response]

_GATEWAY_ERRORS = (502, 503, 504)
"""What a proxy answers where the service behind it does not."""

_NOTED_FOR = 0.25
"""Seconds for which a session does not note again that a service answers."""


@dataclass(frozen=True)
class _Probe:
    """A read that finds out whether a service answers again; `ends` in time.monotonic()."""

    answer: Future[requests.Response]
    ends: float


class Gate:
    """The way of one session to one endpoint; threads can share it."""

    def __init__(self, login: Login, endpoint: str, patience: float) -> None:
        self._breaker = Breaker(endpoint, login.region)
        self._rate_limit = RateLimit(login, endpoint)
        self._patience = patience
        self._lock = threading.Lock()
        self._probe: _Probe | None = None
        self._noted = 0.0

    def send(self, send: Send, *, once: Send, is_read: bool, asks_again: bool) -> requests.Response:
        """Send a request and return the answer; raises NotAsked where it is not sent.

        `once` sends it without another try.
        """
        self._rate_limit.check()
        outage = None if asks_again else self._breaker.outage()
        if outage is None:
            return self._ask(send, is_read)
        if outage.resting:
            raise outage.not_asked()
        if not is_read:
            return self._ask(send, is_read)
        return self._find_out(outage, send, once)

    def _ask(self, send: Send, is_read: bool) -> requests.Response:
        began = time.monotonic()
        try:
            response = send()
        except (ksa_exceptions.ConnectFailure, ksa_exceptions.ConnectTimeout) as failure:
            self._note_failure(failure, time.monotonic() - began, is_read)
            raise
        waited = time.monotonic() - began
        if response.status_code not in _GATEWAY_ERRORS:
            self._note_answer()
        elif is_read and waited >= conf.seconds("probe_seconds"):
            self._breaker.record_no_answer(Cause.NO_ANSWER, waited)
        else:
            # A quick one costs no page any time, and says more than "was not asked" would.
            self._breaker.forget_outage()
        if response.status_code == 429:
            self._rate_limit.record(response.headers)
        return response

    def _note_failure(self, failure: Exception, waited: float, is_read: bool) -> None:
        if not was_sent(failure):
            self._breaker.record_no_answer(Cause.NO_CONNECTION, waited)
        elif is_read and (waited >= self._patience or not timed_out(failure)):
            # Not after a change: it can take long by what was asked for.
            self._breaker.record_no_answer(Cause.NO_ANSWER, waited)

    def _note_answer(self) -> None:
        now = time.monotonic()
        if now - self._noted >= _NOTED_FOR:
            self._noted = now
            self._breaker.record_answer()

    # --- after a rest ---

    def _find_out(self, outage: Outage, send: Send, once: Send) -> requests.Response:
        """Return the answer of the probe, or send after another call's probe was answered."""
        probe, is_own = self._shared_probe(once)
        if probe is None:
            raise outage.not_asked()
        try:
            answer = probe.answer.result(timeout=max(0.0, probe.ends - time.monotonic()))
        except FutureTimeoutError:
            raise outage.not_asked() from None
        except Exception:
            if is_own:
                raise
            raise outage.not_asked() from None
        return answer if is_own else self._ask(send, is_read=True)

    def _shared_probe(self, once: Send) -> tuple[_Probe | None, bool]:
        """Return the session's probe, and whether it was begun by this call.

        None where another page's probe is under way.
        """
        with self._lock:
            if self._probe is not None:
                return self._probe, False
            if not self._breaker.claim_probe(conf.seconds("read_timeout") + 10):
                return None, False
            ends = time.monotonic() + conf.seconds("probe_seconds")
            self._probe = _Probe(Future(), ends)
        threading.Thread(
            target=self._run, args=(self._probe.answer, once), name="gather-probe", daemon=True
        ).start()
        return self._probe, True

    def _run(self, answer: Future[requests.Response], once: Send) -> None:
        try:
            answer.set_result(self._ask(once, is_read=True))
        except BaseException as failure:
            answer.set_exception(failure)
        finally:
            self._breaker.end_probe()


class Gates:
    """The gates of one session, one for each endpoint.

    limits  the session's seconds for connecting and for reading
    """

    def __init__(self, login: Login, limits: tuple[float, float]) -> None:
        self._login = login
        # A wait that the deadline cuts shorter than this says nothing about the service.
        self._patience = min(limits[1], conf.seconds("gather_deadline")) / 2
        self._lock = threading.Lock()
        self._gates: dict[str, Gate] = {}

    def gate(self, endpoint: str) -> Gate:
        """Return the gate of an endpoint."""
        place = without_project(endpoint)
        with self._lock:
            if place not in self._gates:
                self._gates[place] = Gate(self._login, endpoint, self._patience)
            return self._gates[place]
