# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Records which service each call waits for, so that a timeout can name it.

A call that is late raises nothing, so another thread has to read the name. Each call
has one object for it, found through contextvars. The calls that a call gathers in
threads of its own are recorded in its object too.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass

from ldc_k8s_dashboard.api.transport.context import assigned


@dataclass
class Attribution:
    """The service that a call asked last, "" before it asked any."""

    service: str = ""
    parent: Attribution | None = None
    """The attribution of the call that gathers this one."""


_CURRENT: ContextVar[Attribution | None] = ContextVar("attribution", default=None)


def new_attribution() -> Attribution:
    """Return the object for a call that this thread begins."""
    return Attribution(parent=_CURRENT.get())


def attributing_to(attribution: Attribution) -> AbstractContextManager[None]:
    """Have `record` write into `attribution`, in this thread and within the block."""
    return assigned(_CURRENT, attribution)


def record(service: str) -> None:
    """Record that this service is being asked; does nothing outside a gathered call."""
    attribution = _CURRENT.get()
    while attribution is not None:
        attribution.service = service
        attribution = attribution.parent
