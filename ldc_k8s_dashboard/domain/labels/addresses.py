# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels that name a registry, a download or a server: a cluster trusts what comes from there.

Anybody can write a link into the wizard that sets labels, and an image of another registry
runs with every right in the cluster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ldc_k8s_dashboard.domain.message import Message, message, shorten

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://")
_HOST_AND_PATH = re.compile(
    # A host name whose last part has a letter, so that no network (10.0.0.0/8) is one.
    r"(?:^|[\s=,;'\"@])(?:[A-Za-z0-9_-]{1,63}\.){1,10}[A-Za-z][A-Za-z0-9-]{0,62}(?::[0-9]{1,5})?(?:/|$)"
)
_NUMERIC_HOST = re.compile(
    # With a port or a path; 10.0.0.0/8 is a network and 10.0.0.10 a machine's or a server's.
    r"(?:^|[\s=,;'\"@])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::[0-9]{1,5}|/(?![0-9]{1,3}(?:[\s,;]|$)))"
)
_NAME = re.compile(r"(?:^|_)(?:url|prefix|registry|mirror|proxy|repo|repository|issuer)(?:_|$)")
_NO_ADDRESS = frozenset({"oidc_username_prefix", "oidc_groups_prefix"})
"""Labels whose name is like that of an address: prefixes of user names and groups."""


def names_an_address(name: str, value: str) -> bool:
    """Return whether a label names something that a cluster takes images, files or answers from."""
    if not value.strip():
        return False
    if _NAME.search(name.lower()) and name not in _NO_ADDRESS:
        return True
    return any(pattern.search(value) for pattern in (_SCHEME, _HOST_AND_PATH, _NUMERIC_HOST))


def cautions_about_addresses(
    labels: Mapping[str, str], of_template: Mapping[str, str]
) -> tuple[Message, ...]:
    """Return a sentence for each label that names an address, without those of the template."""
    return tuple(
        message(
            "%(name)s names an address: %(value)s. The cluster takes images, files or answers "
            "from there, and whoever runs it can control the cluster. Launch only if you know it.",
            name=name,
            value=shorten(value),
        )
        for name, value in sorted(labels.items())
        if of_template.get(name) != value and names_an_address(name, value)
    )
