# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whom a call is asking just now, for whoever waits for it in another thread.

A call that is late raises nothing that could tell it, so each call has one object
in which it is noted, found through contextvars.  What a call gathers itself, in
threads of its own, is noted in its object too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Attribution:
    """The service that a call asked last, "" before it asked any."""

    service: str = ""
    within: Attribution | None = None
    """Of the call that gathers this one."""


_asked: ContextVar[Attribution | None] = ContextVar("asked", default=None)


def new_attribution() -> Attribution:
    """For a call that is begun now, in this thread."""
    return Attribution(within=_asked.get())


@contextmanager
def attributing_to(asked: Attribution) -> Iterator[None]:
    """Within it, and in this thread, `note` writes into `asked`."""
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)


def record(service: str) -> None:
    """This service is being asked; nothing is noted where nobody waits for it."""
    asked = _asked.get()
    while asked is not None:
        asked.service = service
        asked = asked.within
