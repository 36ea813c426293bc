# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Nova: flavors, SSH keys and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.limits import Limits, absolute_limits, usage_from
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import count, integer, mapping, text
from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Keypair
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.public_key import check_key_name, check_public_key
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.service_names import NOVA


class Compute:
    """Nova, for the project of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, NOVA)

    def flavors(self) -> tuple[Flavor, ...]:
        """The flavors this project may use, with extra specs where policy shows them, by name."""
        rows = self._calls.rows("/flavors/detail", "flavors")
        return tuple(sorted((_flavor(row) for row in rows), key=lambda flavor: flavor.name))

    def keypairs(self) -> tuple[Keypair, ...]:
        """The user's own SSH keys, by name."""
        # Each stands in a box of its own: {"keypair": {...}}.
        found = [row.get("keypair") for row in self._listed("/os-keypairs", "keypairs")]
        keypairs = [_keypair(row) for row in found if isinstance(row, Mapping) and row.get("name")]
        return tuple(sorted(keypairs, key=lambda keypair: keypair.name))

    def import_keypair(self, name: str, public_key: str) -> Keypair:
        """Give Nova an SSH public key of the user's, in one line as OpenSSH writes it.

        Nothing is sent where the name or the key cannot be: INVALID, with the
        reason.  CONFLICT where the user has a key of this name, OVER_QUOTA where
        they have as many as they may.
        """
        line = " ".join(public_key.split())
        wrong = check_key_name(name) or check_public_key(line)
        if wrong is not None:
            raise ServiceError(NOVA, FailureKind.INVALID, wrong)
        try:
            answer = self._calls.post(
                "/os-keypairs", {"keypair": {"name": name, "public_key": line}}
            )
        except ServiceError as error:
            raise _refused(error, name) from error
        row = answer.get("keypair") if isinstance(answer, Mapping) else None
        if not isinstance(row, Mapping) or not row.get("name"):
            raise malformed(NOVA, "The answer to a new key holds none.")
        return _keypair(row)

    def limits(self) -> Limits:
        """Machines, vCPUs, memory (MB) and server groups.

        Nova reserves nothing since it counts what is there (Pike), so that
        "used" is all.
        """
        told = absolute_limits(self._calls)
        return {
            Resource.INSTANCES: usage_from(told, "maxTotalInstances", "totalInstancesUsed"),
            Resource.CORES: usage_from(told, "maxTotalCores", "totalCoresUsed"),
            Resource.RAM: usage_from(told, "maxTotalRAMSize", "totalRAMUsed"),
            Resource.SERVER_GROUPS: usage_from(told, "maxServerGroups", "totalServerGroupsUsed"),
            Resource.SERVER_GROUP_MEMBERS: Usage(integer(told.get("maxServerGroupMembers")), 0),
        }

    def _listed(self, path: str, key: str) -> list[Mapping[str, Any]]:
        """A list that comes whole and has neither ids nor names at its top."""
        document = self._calls.document(path)
        rows = document.get(key) if isinstance(document, Mapping) else None
        if not isinstance(rows, list):
            raise malformed(NOVA, f'The answer has no list "{key}".')
        return [row for row in rows if isinstance(row, Mapping)]


def _refused(error: ServiceError, name: str) -> ServiceError:
    """The error in words about keys, where Nova refused."""
    sentences = {
        FailureKind.CONFLICT: message(
            "You have a key named %(name)s already. Choose another name.", name=name
        ),
        FailureKind.OVER_QUOTA: message(
            "You have as many keys in Nova as you may have. Delete one that you no longer need, "
            "or choose one of those."
        ),
        FailureKind.INVALID: message(
            "Nova did not accept the key. Its reason is in the details. Paste another key, or "
            "choose another name."
        ),
    }
    return error.reworded(sentences.get(error.kind, error.sentence))


def _keypair(row: Mapping[str, Any]) -> Keypair:
    return Keypair(
        name=text(row.get("name")),
        type=text(row.get("type")) or "ssh",
        fingerprint=text(row.get("fingerprint")),
    )


def _flavor(row: Mapping[str, Any]) -> Flavor:
    return Flavor(
        id=text(row.get("id")),
        name=text(row.get("name")),
        vcpus=count(row.get("vcpus")),
        ram=count(row.get("ram")),
        disk=count(row.get("disk")),
        extra_specs=mapping(row.get("extra_specs")),
        is_public=row.get("os-flavor-access:is_public") is not False,
    )
