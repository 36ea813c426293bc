# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which redirects of a service are followed, since the token goes along.

A read follows one within its own server, or to https on it.  No other is followed: a
service that is broken, or taken over, must not send the token elsewhere.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

import requests

_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}


class Redirected(ValueError):
    """A service redirected a request to where it does not go; it becomes MALFORMED."""

    def __init__(self, status: int, host: str) -> None:
        super().__init__(f"HTTP {status} to {host or 'no address'}, which is not followed")


def is_redirect(response: requests.Response) -> bool:
    """Check whether an answer is a redirect."""
    return response.status_code in _REDIRECTS


def redirect_target(response: requests.Response) -> str:
    """Return where the answer to a read redirects; raises Redirected for another server."""
    location = response.headers.get("Location", "")
    try:
        target = urljoin(response.url, location)
        is_own = target != response.url and _is_own(urlsplit(response.url), urlsplit(target))
    except ValueError:
        is_own = False
    is_read = response.request.method in ("GET", "HEAD")
    if not (is_own and is_read):
        raise Redirected(response.status_code, location.partition("?")[0].rpartition("@")[2])
    return target


def _is_own(asked: SplitResult, target: SplitResult) -> bool:
    """Check whether the target is on the server that was asked, or the same one over https."""
    if target.username or target.password or asked.hostname != target.hostname:
        return False
    ports = [part.port or _PORTS.get(part.scheme) for part in (asked, target)]
    if asked.scheme == target.scheme:
        return ports[0] == ports[1]
    return target.scheme == "https" and ports == [80, 443]
