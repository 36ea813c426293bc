# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""People signed in through openstack_auth to the cloud in memory.

A sign-in asks Keystone four times and costs more than many a page, and most tests begin with the
same one. It is done once for each state of what Keystone knows; later tests get a copy of the
session, and their cloud the tokens.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.test import RequestFactory
from openstack_auth.user import set_session_from_user
from openstack_auth.utils import get_user

from tests.fake_openstack import OpenStack
from tests.fake_openstack.openstack import Caller
from tests.fake_openstack.seed import PASSWORD


@dataclass(frozen=True)
class _Login:
    session: bytes
    tokens: dict[str, Caller]


_logins: dict[str, _Login] = {}


def signed_in_request(openstack: OpenStack, name: str, path: str = "/") -> HttpRequest:
    """A request with a session, not saved yet, in which openstack_auth has signed a user in."""
    request = RequestFactory().get(path)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    known = repr((name, openstack.users, openstack.projects, openstack.catalog()))
    if openstack.has_faults or known not in _logins:
        before = set(openstack.tokens)
        _sign_in(request, name)
        tokens = {key: one for key, one in openstack.tokens.items() if key not in before}
        if not openstack.has_faults:
            _logins[known] = _Login(pickle.dumps(dict(request.session.items())), tokens)
    else:
        login = _logins[known]
        request.session.update(pickle.loads(login.session))
        user = openstack.users[name]
        for token, caller in login.tokens.items():
            openstack.tokens[token] = replace(caller, user=user, roles=list(caller.roles))
        request.user = get_user(request)
    return request


def _sign_in(request: HttpRequest, name: str) -> None:
    user: Any = auth.authenticate(
        request=request,
        username=name,
        password=PASSWORD,
        user_domain_name="Default",
        auth_url=settings.OPENSTACK_KEYSTONE_URL,
    )
    assert user is not None, "Keystone did not accept the sign-in"
    auth.login(request, user)
    set_session_from_user(request, user)
