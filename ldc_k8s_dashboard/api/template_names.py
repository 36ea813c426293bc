# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Names of cluster templates for rows that only know an id.

Magnum's list of clusters tells template ids, not names.  Asking for them
would be a second list call on every page, so the page is shown without, a
fragment asks once, and the answer is kept in Django's cache for the setting
names_cache_seconds, for this user in this project: an administrator sees names
that others must not.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum import Magnum
from ldc_k8s_dashboard.api.session import cache_key, login_of


def _key(request: HttpRequest) -> str:
    return cache_key(login_of(request), "template-names")


def known(request: HttpRequest) -> Mapping[str, str]:
    """Names by id as far as the cache has them; no call is made."""
    return cache.get(_key(request)) or {}


def learn(request: HttpRequest) -> Mapping[str, str]:
    """Names by id, from the cache or from Magnum.  Raises ServiceError."""
    names: Mapping[str, str] | None = cache.get(_key(request))
    if names is None:
        names = {item.uuid: item.name for item in Magnum.of(request).all_templates()}
        cache.set(_key(request), names, conf.number("names_cache_seconds"))
    return names
