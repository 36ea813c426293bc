# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Closes the connections of a request's sessions when the request ends, however it ends.

Django's signals mark the beginning and the end of a request. The end comes after the last part
of a streamed response, and also after an exception. The threads of `gather` work for the request
that began them; one that is late outlives it, and its session keeps no connection then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from django.core.signals import request_finished, request_started

from ldc_k8s_dashboard.api.transport.context import assigned

T = TypeVar("T")


class PooledSession(Protocol):
    """A session that can keep its connections for the next call."""

    def keep_connections(self) -> None:
        """Keep them from now on."""

    def drop_connections(self) -> None:
        """Close those that no call is using, and keep none from now on."""


class RequestSessions:
    """The sessions that one request has opened."""

    def __init__(self) -> None:
        self._sessions: list[PooledSession] = []
        self._ended = False
        self._lock = threading.Lock()

    def add(self, session: PooledSession) -> None:
        """Let a session keep its connections until the end of the request."""
        with self._lock:
            if not self._ended:
                session.keep_connections()
                self._sessions.append(session)

    def end(self) -> None:
        """Drop the connections of all its sessions."""
        with self._lock:
            self._ended = True
            sessions, self._sessions = self._sessions, []
        for session in sessions:
            session.drop_connections()


_CURRENT: ContextVar[RequestSessions | None] = ContextVar("request_sessions", default=None)


def add(session: PooledSession) -> None:
    """Let a session keep its connections while the request lasts; outside of one it keeps none."""
    current = _CURRENT.get()
    if current is not None:
        current.add(session)


def for_this_request(call: Callable[[], T]) -> Callable[[], T]:
    """Return the call as one that works for this thread's request, in whichever thread."""
    current = _CURRENT.get()

    def call_for_the_request() -> T:
        with assigned(_CURRENT, current):
            return call()

    return call_for_the_request


def _begin(**_kwargs: Any) -> None:
    _end()  # of a request that its server gave up without closing the response
    _CURRENT.set(RequestSessions())


def _end(**_kwargs: Any) -> None:
    current = _CURRENT.get()
    if current is not None:
        _CURRENT.set(None)
        current.end()


request_started.connect(_begin, dispatch_uid=f"{__name__}.begin")
request_finished.connect(_end, dispatch_uid=f"{__name__}.end")
