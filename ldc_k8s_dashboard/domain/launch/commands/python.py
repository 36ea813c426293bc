# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A plan as a Python program for openstacksdk."""

from __future__ import annotations

from collections.abc import Mapping

from ldc_k8s_dashboard.domain.launch.commands.comments import MICROVERSION_HEADER
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields


def python_program(plan: Plan) -> str:
    """Return a Python program for openstacksdk that prints the new cluster's id.

    It posts the body itself, since the SDK's Cluster has neither merge_labels
    nor docker_volume_size (4.22.0, container_infrastructure_management/v1/cluster.py).
    """
    name, _colon, version = MICROVERSION_HEADER.partition(": ")
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
    """Return a value as Python code, with one line for each entry of a dictionary."""
    if isinstance(value, Mapping):
        inner = indent + 4
        entries = [
            f"{' ' * inner}{_python(name, inner)}: {_python(entry, inner)},\n"
            for name, entry in value.items()
        ]
        return "{\n" + "".join(entries) + " " * indent + "}"
    if isinstance(value, str):
        return (
            '"'
            + "".join(_ESCAPES.get(character) or repr(character)[1:-1] for character in value)
            + '"'
        )
    return repr(value)


_ESCAPES = {'"': '\\"', "'": "'"}
