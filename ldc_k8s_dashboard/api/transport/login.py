# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The signed-in user of a request, and the key of what is cached for that user."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from ldc_k8s_dashboard.domain.errors import SignedOut
from ldc_k8s_dashboard.domain.service_names import KEYSTONE


@dataclass(frozen=True)
class Login:
    """The signed-in user with project and region; a repr never shows the token."""

    token: str = field(repr=False)
    auth_url: str
    region: str
    project_id: str
    project_name: str
    user_id: str
    user_name: str
    user_domain_id: str = ""
    roles: tuple[str, ...] = ()
    catalog: Sequence[Mapping[str, Any]] = field(default=(), repr=False, compare=False)


def login_of(request: HttpRequest) -> Login:
    """Return the login of a request (Horizon's openstack_auth.user.User).

    Raises SignedOut where the request has no user or the token has expired.
    """
    user: Any = request.user
    if not user.is_authenticated or user.token is None:
        raise SignedOut(KEYSTONE)
    return Login(
        token=user.token.id,
        auth_url=user.endpoint or "",
        region=user.services_region or "",
        project_id=user.project_id or "",
        project_name=user.project_name or "",
        user_id=user.id or "",
        user_name=user.username or "",
        user_domain_id=user.user_domain_id or "",
        roles=tuple(role["name"] for role in user.roles),
        catalog=tuple(user.service_catalog or ()),
    )


def cache_key(login: Login, what: str, *parts: str) -> str:
    """Return a key in Django's cache for what this user may see in this project and region.

    Keystone's address is part of it: ids are unique within one cloud only, and several
    clouds can share a cache.  Hashed, since memcached accepts neither spaces nor long keys.
    """
    owner = (login.auth_url, login.region, login.project_id, login.user_id)
    digest = hashlib.sha256(json.dumps([*owner, *parts]).encode()).hexdigest()
    return f"ldc_k8s_dashboard:{what}:{digest}"
