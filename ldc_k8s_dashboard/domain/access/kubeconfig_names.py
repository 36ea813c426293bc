# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Names of a kubeconfig's context and user, which people type after kubectl's options.

Names of OpenStack can hold any character.  In a kubeconfig they are cut to letters,
digits, ".", "_" and "-", so that they need no quotes in a shell and no path is made of
them.  A piece of the cluster's id keeps two that look alike then apart.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_KUBECONFIG_NAME = 60
"""Characters of a context's or a user's name."""

_ID_PIECE = 8
_FORBIDDEN = re.compile(r"[^A-Za-z0-9._-]+")
_HYPHENS = re.compile(r"-{2,}")


def context_name(cluster_name: str, project_name: str, cluster_id: str) -> str:
    """Return "cluster-project-1a2b3c4d", the last piece from the cluster's id."""
    return _joined((cluster_name, project_name), cluster_id)


def user_entry_name(user_name: str, cluster_name: str, cluster_id: str) -> str:
    """Return "user-cluster-1a2b3c4d", the last piece from the cluster's id."""
    return _joined((user_name, cluster_name), cluster_id)


def _joined(names: tuple[str, str], cluster_id: str) -> str:
    """Join two names and the first characters of an id; what one leaves free the other gets."""
    piece = _plain(cluster_id[:_ID_PIECE])
    first, second = map(_plain, names)
    free = LONGEST_KUBECONFIG_NAME - len(piece) - 2
    half = free // 2
    first_length = max(half, free - len(second))
    first = first[:first_length].strip("-.")
    second = second[: free - len(first)].strip("-.")
    return "-".join(filter(None, (first, second, piece))) or "kubernetes"


def _plain(text: str) -> str:
    """Return the text without accents; runs of other characters become one hyphen."""
    without_accents = "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    )
    return _HYPHENS.sub("-", _FORBIDDEN.sub("-", without_accents)).strip("-.")
