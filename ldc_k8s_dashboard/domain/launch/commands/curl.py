# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A plan as a POST with curl."""

from __future__ import annotations

import json
import shlex

from ldc_k8s_dashboard.domain.launch.commands.comments import MICROVERSION_HEADER
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields


def curl_command(plan: Plan, endpoint: str) -> str:
    """Return POST /v1/clusters with curl, for a POSIX shell with a token in OS_TOKEN.

    endpoint  of the container-infra service, from the service catalogue

    curl reads the token from a file descriptor: as an argument, every user of
    the machine could read it in the list of processes.
    """
    base = endpoint.rstrip("/")
    if not base.endswith("/v1"):
        base += "/v1"
    body = _escaped(json.dumps(create_fields(plan), indent=2, ensure_ascii=False))
    return "\n".join(
        (
            '# OS_TOKEN="$(openstack token issue -f value -c id)"',
            f"curl --globoff --request POST {shlex.quote(base + '/clusters')} \\",
            "  --header @/dev/fd/3 \\",
            f"  --header {shlex.quote(MICROVERSION_HEADER)} \\",
            "  --header 'Content-Type: application/json' \\",
            "  --data-binary @- 3<<TOKEN <<'BODY'",
            "X-Auth-Token: $OS_TOKEN",
            "TOKEN",
            body,
            "BODY",
        )
    )


def _escaped(document: str) -> str:
    r"""Write the invisible characters of a JSON document as \u escapes."""
    return "".join(
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        for character in document
    )
