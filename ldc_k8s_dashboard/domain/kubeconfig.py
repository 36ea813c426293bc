# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Kubeconfig files: one that logs in through Keystone, one with a client certificate.

Every text that comes from outside is written as a double-quoted YAML scalar on
one line.  So no name can become a number, a mark or a second line, whatever the
reader's YAML version, and the browser finds the placeholder's line for certain.
"""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

from .certificate import ca_summary
from .login_script import EXEC_API_VERSION, LOGIN_SCRIPT

KEY_PLACEHOLDER = "THE_BROWSER_PUTS_THE_KEY_HERE"
"""Stands alone as the value of `client-key-data`; the browser puts the PEM key in base64 there."""

_CREDENTIAL_PART = re.compile(r"[A-Za-z0-9_~.=+/-]+")


@dataclass(frozen=True)
class Entry:
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


def exec_kubeconfig(
    entry: Entry,
    auth_url: str,
    credential_id: str,
    credential_secret: str,
    expires_at: datetime,
) -> str:
    """A kubeconfig that gets a token from Keystone each time, with an application credential.

    `auth_url` is Keystone's with or without /v3, `expires_at` (aware) the end of
    the credential.  The id and the secret are what Keystone made up: anything
    beyond URL-safe characters raises ValueError, because the program inside
    writes them into JSON as they are.

    interactiveMode is Never: kubectl must not hand its terminal to the program.
    """
    for part in (credential_id, credential_secret):
        if not _CREDENTIAL_PART.fullmatch(part):
            raise ValueError("an application credential's id or secret has unexpected characters")
    environment = {
        "OS_AUTH_URL": _identity_v3(auth_url),
        "OS_APPLICATION_CREDENTIAL_ID": credential_id,
        "OS_APPLICATION_CREDENTIAL_SECRET": credential_secret,
    }
    user = {
        "exec": {
            "apiVersion": _Plain(EXEC_API_VERSION),
            "command": _Plain("sh"),
            "args": [_Plain("-c"), _Script(LOGIN_SCRIPT)],
            "env": [{"name": _Plain(name), "value": value} for name, value in environment.items()],
            "interactiveMode": _Plain("Never"),
            "provideClusterInfo": False,
        }
    }
    comments = [
        "Logs in through Keystone with an application credential; needs sh, curl and awk.",
        f"Valid until {_moment(expires_at)}, or until the credential is revoked.",
        "It holds a secret: keep it to yourself.",
    ]
    return _document(entry, user, comments)


def certificate_kubeconfig(
    entry: Entry, certificate_pem: str, *, key_file: str | None = None
) -> str:
    """A kubeconfig with a client certificate, whose private key this program never sees.

    The key's place holds KEY_PLACEHOLDER, which the browser replaces, or, where
    the user made the request elsewhere, `key_file`: a path that kubectl takes
    relative to the kubeconfig.  Raises CertificateError for a certificate that
    cannot be read.
    """
    not_after = ca_summary(certificate_pem).not_after
    user: dict[str, Any] = {"client-certificate-data": _base64(certificate_pem)}
    if key_file is None:
        user["client-key-data"] = _Plain(KEY_PLACEHOLDER)
    else:
        user["client-key"] = key_file
    comments = [
        "Logs in with a client certificate.",
        f"Valid until {_moment(not_after)}; only a new certificate authority revokes it.",
        "It holds or names a private key: keep it to yourself.",
    ]
    return _document(entry, user, comments)


def file_name(cluster_name: str) -> str:
    """A name for the download, of plain characters: "kubeconfig-my-cluster.yaml"."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", cluster_name).strip("-")[:100]
    return f"kubeconfig-{plain}.yaml" if plain else "kubeconfig.yaml"


def _document(entry: Entry, user: dict[str, Any], comments: Sequence[str]) -> str:
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
    body = yaml.dump(
        {
            "apiVersion": _Plain("v1"),
            "kind": _Plain("Config"),
            "clusters": [{"name": entry.context_name, "cluster": cluster}],
            "users": [{"name": user_name, "user": user}],
            "contexts": [{"name": entry.context_name, "context": context}],
            "current-context": entry.context_name,
        },
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=sys.maxsize,
    )
    return "".join(f"# {_one_line(line)}\n" for line in header) + str(body)


class _Plain(str):
    """Text of ours that needs no quotes."""


class _Script(str):
    """Text of ours that is easier to read as a block."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """kubectl's reader knows anchors; people do not."""
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # A half of a surrogate pair is no character and cannot be written as UTF-8.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return dumper.represent_scalar("tag:yaml.org,2002:str", whole, style='"')


def _write_plain(dumper: _Dumper, text: _Plain) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text))


def _write_script(dumper: _Dumper, text: _Script) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


def _write_mapping(dumper: _Dumper, mapping: dict[str, Any]) -> yaml.MappingNode:
    return dumper.represent_mapping(
        "tag:yaml.org,2002:map", [(_Plain(key), value) for key, value in mapping.items()]
    )


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(_Plain, _write_plain)
_Dumper.add_representer(_Script, _write_script)
_Dumper.add_representer(dict, _write_mapping)


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
