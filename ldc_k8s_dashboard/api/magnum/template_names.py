# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Names of cluster templates, for rows that hold only an id.

Magnum's list of clusters has template ids without names. The names would cost a second
list call on every page, so the page is shown without them and a fragment reads them once.
Django's cache keeps them for the setting names_cache_seconds, for this user in this
project: an administrator sees names that others must not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.core.cache import cache
from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.login import cache_key, login_of

_UNNAMED_LIMIT = 100
"""Ids without a name that are remembered; a page of rows has no more."""


def _key(request: HttpRequest) -> str:
    return cache_key(login_of(request), "template-names")


def known(request: HttpRequest) -> Mapping[str, str]:
    """Return the names by id that are in the cache; makes no call."""
    return cache.get(_key(request)) or {}


def learn(request: HttpRequest, wanted: Collection[str]) -> Mapping[str, str]:
    """Return names by id: from the cache where it has all of `wanted`, else from Magnum.

    A wanted id that Magnum does not list (of a hidden template) is remembered with an
    empty name, so it is read once only.  Raises ServiceError.
    """
    names: Mapping[str, str] | None = cache.get(_key(request))
    if names is None or not set(wanted) <= set(names):
        listed = {template.uuid: template.name for template in Magnum.of(request).templates.list()}
        names = dict.fromkeys(sorted(wanted)[:_UNNAMED_LIMIT], "") | listed
        cache.set(_key(request), names, conf.number("names_cache_seconds"))
    return names
