# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The addresses in a kubeconfig to which its user sends a secret or a token."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

_LOOPBACK = re.compile(
    r"http://(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._/-]*)?",
    re.IGNORECASE,
)
"""What is sent to such an address stays on the machine that kubectl runs on."""


def keystone_verdict(url: str, *, allow_http: bool = False) -> Verdict:
    """Check whether a kubeconfig may send its credential's secret to this Keystone.

    `allow_http` is the operator's setting for clouds without TLS.
    """
    if _is_safe(url, allow_http=allow_http):
        return ALLOWED
    return not_allowed(
        message(
            "The address of Keystone in this cloud's catalog does not begin with https, so "
            "everybody on the way could read the secret of a kubeconfig. Use a client "
            "certificate, and ask the operator of this cloud to add TLS or, in a cloud for "
            "tests, to allow this with the setting kubeconfig_allow_http."
        )
    )


def api_verdict(url: str, *, allow_http: bool = False) -> Verdict:
    """Check whether kubectl may send a token to a cluster's API; one without address may wait."""
    if not url or _is_safe(url, allow_http=allow_http):
        return ALLOWED
    return not_allowed(
        message(
            "The address of this cluster's API does not begin with https, so everybody on the way "
            "could read the token that kubectl sends. Ask the operator of this cloud to add TLS "
            "or, in a cloud for tests, to allow this with the setting kubeconfig_allow_http."
        )
    )


def _is_safe(url: str, *, allow_http: bool) -> bool:
    # Python leaves line breaks out of an address, and other programs do not.
    if any(character.isspace() or not character.isprintable() for character in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host:
        return False
    if parts.scheme == "https" or _LOOPBACK.fullmatch(url):
        return True
    return allow_http and parts.scheme == "http"
