# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Looking once at what services look at anew for every request, though it never changes.

Importing this module changes Pecan and oslo.policy in this process. Pecan inspects the functions
on the way to an answer, an eighth of what Magnum does to show a cluster. oslo.policy inspects
every check that it makes, and before each decision looks for files of policies in a dozen places
and goes through all rules there are: a sixth of what Neutron does to show ports.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from oslo_policy import _checks, policy
from pecan import core, rest, routing, util

Look = Callable[[Callable[..., Any]], Any]


def _kept(look: Look) -> Look:
    """What is seen of a method is kept by its function: objects come and go with a request."""
    seen: dict[Any, Any] = {}

    def looked(method: Callable[..., Any]) -> Any:
        function = getattr(method, "__func__", method)
        if function not in seen:
            seen[function] = look(method)
        return seen[function]

    return looked


_signature = _kept(util.getargspec)
for _module in (core, rest, routing):
    _module.getargspec = _signature
_checks.inspect = SimpleNamespace(getfullargspec=_kept(inspect.getfullargspec))

_load_rules = policy.Enforcer.load_rules


def _load_rules_once(enforcer: Any, force_reload: bool = False) -> None:
    """Again only where there are rules that were not there, or none any more."""
    known = len(enforcer.registered_rules)
    if force_reload or not enforcer.rules or vars(enforcer).get("loaded_with") != known:
        _load_rules(enforcer, force_reload)
        enforcer.loaded_with = known


policy.Enforcer.load_rules = _load_rules_once
