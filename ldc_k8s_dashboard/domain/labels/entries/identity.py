# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Labels about identity: who can sign in to a cluster, and by which service.

Sources as in entries/cluster.py.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.labels.label import Label, ValueKind, known_label
from ldc_k8s_dashboard.domain.message import message

KEYSTONE: tuple[Label, ...] = (
    known_label(
        "keystone_auth_enabled",
        ValueKind.FLAG,
        message("Sign in to the cluster with accounts and roles of this cloud (Keystone)."),
        heat="true",
        mcapi="true",
        helm="false",
    ),
    known_label(
        "k8s_keystone_auth_tag",
        ValueKind.VERSION,
        message("The version of k8s-keystone-auth, which checks sign-ins with Keystone."),
        heat="v1.18.0",
    ),
)

OPENID_CONNECT: tuple[Label, ...] = (
    known_label(
        "oidc_issuer_url",
        ValueKind.URL,
        message("The address of your own OpenID Connect provider."),
        mcapi="",
        pattern="https://.+",
        example="https://login.example.org",
    ),
    known_label(
        "oidc_client_id",
        ValueKind.TEXT,
        message("The client id of this cluster at the OpenID Connect provider."),
        mcapi="",
    ),
    known_label(
        "oidc_username_claim",
        ValueKind.TEXT,
        message("The claim of an OpenID Connect token that holds the user's name."),
        mcapi="sub",
    ),
    known_label(
        "oidc_username_prefix",
        ValueKind.TEXT,
        message("The prefix of user names from OpenID Connect; “-” for none."),
        mcapi="-",
    ),
    known_label(
        "oidc_groups_claim",
        ValueKind.TEXT,
        message("The claim of an OpenID Connect token that holds the user's groups."),
        mcapi="",
    ),
    known_label(
        "oidc_groups_prefix",
        ValueKind.TEXT,
        message("The prefix of groups from OpenID Connect."),
        mcapi="",
    ),
)
