# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Caches what services inspect again for every request although it never changes.

Importing this module changes Pecan and oslo.policy in this process. Pecan inspects the functions
that handle a request, an eighth of Magnum's work to show a cluster. oslo.policy inspects every
check that it makes; before each decision it searches a dozen places for policy files and reads all
rules. That is a sixth of Neutron's work to show ports.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from oslo_policy import _checks, policy
from pecan import core, rest, routing, util

Inspect = Callable[[Callable[..., Any]], Any]


def _cached(inspect_method: Inspect) -> Inspect:
    """Cache results by a method's function, since the objects live no longer than a request."""
    results: dict[Any, Any] = {}

    def cached(method: Callable[..., Any]) -> Any:
        function = getattr(method, "__func__", method)
        if function not in results:
            results[function] = inspect_method(method)
        return results[function]

    return cached


_signature = _cached(util.getargspec)
for _module in (core, rest, routing):
    _module.getargspec = _signature
_checks.inspect = SimpleNamespace(getfullargspec=_cached(inspect.getfullargspec))

_load_rules = policy.Enforcer.load_rules


def _load_rules_once(enforcer: Any, force_reload: bool = False) -> None:
    """Load the rules again only if more were registered since, or if there are none."""
    registered = len(enforcer.registered_rules)
    if force_reload or not enforcer.rules or vars(enforcer).get("loaded_with") != registered:
        _load_rules(enforcer, force_reload)
        enforcer.loaded_with = registered


policy.Enforcer.load_rules = _load_rules_once
