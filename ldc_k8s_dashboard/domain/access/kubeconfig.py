# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubeconfig files: the five ways to log in, each one entry under `users`.

All text from outside is quoted (see yaml_text), so the browser finds the line
of the key's placeholder for certain.  Each program that logs in is named with
v1beta1 and an interactiveMode: every kubectl from 1.20 on reads that, and
ignores what it does not know.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ldc_k8s_dashboard.domain.access.csr import certificate_summary
from ldc_k8s_dashboard.domain.access.login_script import (
    CLI_SCRIPT,
    EXEC_API_VERSION,
    LOGIN_SCRIPT,
    PROJECT_VARIABLE,
)
from ldc_k8s_dashboard.domain.yaml_text import Block, Plain, dump

KEY_PLACEHOLDER = "THE_BROWSER_PUTS_THE_KEY_HERE"
"""Stands without quotes as the value of `client-key-data`, to the end of a line that nothing
else in the file is like, whatever the names in it; the browser (kubeconfig.js) puts the PEM key
in base64 there."""

CLIENT_PROGRAM = "client-keystone-auth"
"""The login program of cloud-provider-openstack (cmd/client-keystone-auth)."""

_CREDENTIAL_PART = re.compile(r"[A-Za-z0-9_~.=+/-]+")


@dataclass(frozen=True)
class KubeconfigContext:
    """Which cluster, and who uses it.

    `server` is the API's URL; `ca_pem` the cluster's authority, empty where it
    has none; `namespace` may be empty.
    """

    cluster_name: str
    project_name: str
    project_id: str
    server: str
    ca_pem: str
    user_name: str
    namespace: str = ""

    @property
    def context_name(self) -> str:
        """Cluster and project, so that files of several projects can be merged."""
        return f"{self.cluster_name}@{self.project_name or self.project_id}"


def script_kubeconfig(
    entry: KubeconfigContext,
    auth_url: str,
    credential_id: str,
    credential_secret: str,
    expires_at: datetime,
) -> str:
    """A kubeconfig that gets a token from Keystone each time, and needs nothing installed.

    `auth_url` is Keystone's with or without /v3, `expires_at` (aware) the end of
    the credential.  The id and the secret are what Keystone made up: anything
    beyond URL-safe characters raises ValueError, because the program inside
    writes them into JSON as they are.

    interactiveMode is Never: kubectl must not hand its terminal to the program.
    """
    environment = _credential_environment(auth_url, credential_id, credential_secret)
    user = _login(Plain("sh"), [Plain("-c"), Block(LOGIN_SCRIPT)], environment)
    return _document(
        entry,
        user,
        [
            "Logs in through Keystone with an application credential; needs sh, curl and awk.",
            *_credential_comments(expires_at),
        ],
    )


def client_kubeconfig(
    entry: KubeconfigContext,
    auth_url: str,
    credential_id: str,
    credential_secret: str,
    expires_at: datetime,
) -> str:
    """The same through the program client-keystone-auth; parameters and errors as above.

    The program asks on a terminal for what it misses unless interactiveMode is
    Never (cloud-provider-openstack, pkg/identity/keystone/token_getter.go and
    cmd/client-keystone-auth).
    """
    environment = _credential_environment(auth_url, credential_id, credential_secret)
    hint = (
        f"This kubeconfig logs in with {CLIENT_PROGRAM}, which is not installed here. Get it from "
        "the releases of kubernetes/cloud-provider-openstack and put it on your PATH."
    )
    user = _login(Plain(CLIENT_PROGRAM), [], environment, hint=hint)
    return _document(
        entry,
        user,
        [
            f"Logs in through Keystone with an application credential; needs {CLIENT_PROGRAM}.",
            *_credential_comments(expires_at),
        ],
    )


def cli_kubeconfig(entry: KubeconfigContext, cloud: str = "") -> str:
    """A kubeconfig that takes each token from the OpenStack command line, and holds no secret.

    `cloud` is the name of an entry in the user's clouds.yaml; empty means the
    login that the shell has (OS_* variables).  interactiveMode is IfAvailable,
    since the command line may have to ask for a password.
    """
    environment = {PROJECT_VARIABLE: entry.project_id}
    if cloud:
        environment["OS_CLOUD"] = cloud
    user = _login(
        Plain("sh"), [Plain("-c"), Block(CLI_SCRIPT)], environment, interactive="IfAvailable"
    )
    source = f"cloud {cloud} of clouds.yaml" if cloud else "the login of the shell"
    return _document(
        entry,
        user,
        [
            f"Logs in with the OpenStack command line ({source}); needs openstack, sh and awk.",
            "Valid as long as that login is. It holds no secret.",
        ],
    )


def token_kubeconfig(entry: KubeconfigContext, token: str, expires_at: datetime) -> str:
    """A kubeconfig that holds one Keystone token, which ends at `expires_at` (aware).

    Raises ValueError for a token with characters that no token has.
    """
    if not _CREDENTIAL_PART.fullmatch(token):
        raise ValueError("the token has unexpected characters")
    return _document(
        entry,
        {"token": token},
        [
            "Logs in with a Keystone token; needs nothing but kubectl.",
            *_credential_comments(expires_at),
        ],
    )


def certificate_kubeconfig(
    entry: KubeconfigContext, certificate_pem: str, *, key_file: str | None = None
) -> str:
    """A kubeconfig with a client certificate, whose private key this program never sees.

    The key's place holds KEY_PLACEHOLDER, which the browser replaces, or, where
    the user made the request elsewhere, `key_file`: a path that kubectl takes
    relative to the kubeconfig.  Raises CertificateError for a certificate that
    cannot be read.
    """
    not_after = certificate_summary(certificate_pem).not_after
    user: dict[str, Any] = {"client-certificate-data": _base64(certificate_pem)}
    if key_file is None:
        user["client-key-data"] = Plain(KEY_PLACEHOLDER)
    else:
        user["client-key"] = key_file
    comments = [
        "Logs in with a client certificate.",
        f"Valid until {_moment(not_after)}; only a new certificate authority revokes it.",
        "It holds or names a private key: keep it to yourself.",
    ]
    return _document(entry, user, comments)


def kubeconfig_file_name(cluster_name: str) -> str:
    """A name for the download, of plain characters: "kubeconfig-my-cluster.yaml"."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", cluster_name).strip("-")[:100]
    return f"kubeconfig-{plain}.yaml" if plain else "kubeconfig.yaml"


def _document(entry: KubeconfigContext, user: dict[str, Any], comments: Sequence[str]) -> str:
    cluster: dict[str, Any] = {"server": entry.server}
    if entry.ca_pem.strip():
        cluster["certificate-authority-data"] = _base64(entry.ca_pem)
    user_name = f"{entry.user_name}@{entry.context_name}"
    context = {"cluster": entry.context_name, "user": user_name}
    if entry.namespace:
        context["namespace"] = entry.namespace
    header = [
        f"Kubernetes cluster {entry.cluster_name} of project {entry.project_name} "
        f"({entry.project_id}), for {entry.user_name}.",
        *comments,
    ]
    body = dump(
        {
            "apiVersion": Plain("v1"),
            "kind": Plain("Config"),
            "clusters": [{"name": entry.context_name, "cluster": cluster}],
            "users": [{"name": user_name, "user": user}],
            "contexts": [{"name": entry.context_name, "context": context}],
            "current-context": entry.context_name,
        }
    )
    return "".join(f"# {_one_line(line)}\n" for line in header) + body


def _login(
    command: Plain,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    interactive: str = "Never",
    hint: str = "",
) -> dict[str, Any]:
    """The entry of a program that kubectl runs for a token."""
    program: dict[str, Any] = {"apiVersion": Plain(EXEC_API_VERSION), "command": command}
    if arguments:
        program["args"] = list(arguments)
    program["env"] = [{"name": Plain(name), "value": value} for name, value in environment.items()]
    program["interactiveMode"] = Plain(interactive)
    program["provideClusterInfo"] = False
    if hint:
        program["installHint"] = hint
    return {"exec": program}


def _credential_environment(auth_url: str, ident: str, secret: str) -> dict[str, str]:
    for part in (ident, secret):
        if not _CREDENTIAL_PART.fullmatch(part):
            raise ValueError("an application credential's id or secret has unexpected characters")
    return {
        "OS_AUTH_URL": _identity_v3(auth_url),
        "OS_APPLICATION_CREDENTIAL_ID": ident,
        "OS_APPLICATION_CREDENTIAL_SECRET": secret,
    }


def _credential_comments(expires_at: datetime) -> tuple[str, str]:
    return (
        f"Valid until {_moment(expires_at)}, or until the credential is revoked.",
        "It holds a secret: keep it to yourself.",
    )


def _identity_v3(auth_url: str) -> str:
    base = auth_url.strip().rstrip("/")
    if base.endswith("/v2.0"):
        base = base.removesuffix("/v2.0")
    return base if base.endswith("/v3") else f"{base}/v3"


def _base64(pem: str) -> str:
    return base64.b64encode(pem.encode("utf-8", "replace")).decode("ascii")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _one_line(text: str) -> str:
    """For a comment: a run of blanks is one space, what cannot be printed a question mark."""
    joined = " ".join(text.split())
    return "".join(char if char.isprintable() else "?" for char in joined)
