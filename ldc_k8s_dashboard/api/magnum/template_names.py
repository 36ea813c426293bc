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

from collections.abc import Collection, Mapping

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.session import cache_key, login_of

_MOST_WITHOUT_A_NAME = 100
"""Ids that are remembered though Magnum tells nothing of them; a page of rows has no more."""


def _key(request: HttpRequest) -> str:
    return cache_key(login_of(request), "template-names")


def known(request: HttpRequest) -> Mapping[str, str]:
    """Names by id as far as the cache has them; no call is made."""
    return cache.get(_key(request)) or {}


def learn(request: HttpRequest, wanted: Collection[str]) -> Mapping[str, str]:
    """Names by id: what the cache has, where that is all of `wanted`, else Magnum's answer.

    A wanted id that Magnum tells nothing of (a hidden template's) is remembered with an empty
    name, so that it is asked for once.  Raises ServiceError.
    """
    names: Mapping[str, str] | None = cache.get(_key(request))
    if names is None or not set(wanted) <= set(names):
        told = {item.uuid: item.name for item in Magnum.of(request).templates.list()}
        names = dict.fromkeys(sorted(wanted)[:_MOST_WITHOUT_A_NAME], "") | told
        cache.set(_key(request), names, conf.number("names_cache_seconds"))
    return names
