# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Letting Pecan look at the signature of each controller once.

Importing this module changes Pecan in this process. Pecan inspects the function that answers a
request, and those on the way to it, anew for every request: an eighth of Magnum's work when a
cluster is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pecan import core, rest, routing, util

_look = util.getargspec
_seen: dict[Any, Any] = {}


def signature(method: Callable[..., Any]) -> Any:
    """What pecan.util.getargspec says of a function, or of the function of a method: controllers
    are made anew for a request, their functions are not."""
    function = getattr(method, "__func__", method)
    if function not in _seen:
        _seen[function] = _look(method)
    return _seen[function]


for _module in (core, rest, routing):
    _module.getargspec = signature
