# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A plan in the words of other clients: each text asks Magnum for the very same cluster.

All of them are made from `create_fields`, and the tests read every one back to
it.  What a form has no words for is not left out or bent: the text is then a
comment alone, which says why and which form to take.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from .commands_cli import cli
from .commands_terraform import terraform
from .plan import Plan, create_fields

__all__ = ["cli", "curl", "sdk", "terraform"]

_MICROVERSION = "OpenStack-API-Version: container-infra latest"
"""Every Magnum knows this spelling; of the service's name, older ones know no other."""

# --- curl ---


def curl(plan: Plan, endpoint: str) -> str:
    """POST /v1/clusters with curl, for a POSIX shell that has a token in OS_TOKEN.

    endpoint    of the container-infra service, as the catalog has it

    The token goes in by a file descriptor: among the arguments every user of
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
            f"  --header {shlex.quote(_MICROVERSION)} \\",
            "  --header 'Content-Type: application/json' \\",
            "  --data-binary @- 3<<TOKEN <<'BODY'",
            "X-Auth-Token: $OS_TOKEN",
            "TOKEN",
            body,
            "BODY",
        )
    )


def _escaped(document: str) -> str:
    r"""JSON with \u escapes for what has no picture: nothing in it that is not seen."""
    return "".join(
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        for character in document
    )


# --- openstacksdk ---


def sdk(plan: Plan) -> str:
    """A Python program for openstacksdk, which prints the new cluster's id.

    It posts the body itself: the SDK's own Cluster knows neither merge_labels
    nor docker_volume_size (4.22.0, container_infrastructure_management/v1/cluster.py).
    """
    name, _colon, version = _MICROVERSION.partition(": ")
    return "\n".join(
        (
            "import openstack",
            "from openstack import exceptions",
            "",
            "cloud = openstack.connect()  # clouds.yaml, or the OS_ variables",
            "response = cloud.container_infrastructure_management.post(",
            '    "/clusters",',
            f"    headers={_python({name: version}, 4)},",
            f"    json={_python(create_fields(plan), 4)},",
            ")",
            "exceptions.raise_from_response(response)",
            'print(response.json()["uuid"])',
        )
    )


def _python(value: object, indent: int) -> str:
    """A value as Python writes it, dictionaries one entry a line."""
    if isinstance(value, Mapping):
        inner = indent + 4
        entries = [
            f"{' ' * inner}{_python(name, inner)}: {_python(one, inner)},\n"
            for name, one in value.items()
        ]
        return "{\n" + "".join(entries) + " " * indent + "}"
    if isinstance(value, str):
        return '"' + "".join(_SHORT.get(one) or repr(one)[1:-1] for one in value) + '"'
    return repr(value)


_SHORT = {'"': '\\"', "'": "'"}
