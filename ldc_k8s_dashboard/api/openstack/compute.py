# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Nova: flavors, SSH keys and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ldc_k8s_dashboard.api.openstack.calls import ServiceCalls, SharedConnection
from ldc_k8s_dashboard.api.openstack.usage import UsageByResource, absolute_limits, usage_from
from ldc_k8s_dashboard.api.transport.errors import malformed
from ldc_k8s_dashboard.api.transport.values import count, integer, mapping, text
from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Keypair
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.public_key import (
    KEY_NAME_TAKEN,
    check_key_name,
    check_public_key,
)
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Usage
from ldc_k8s_dashboard.domain.service_names import NOVA


class Compute:
    """Nova, for the project of the login."""

    def __init__(self, connection: SharedConnection) -> None:
        self._calls = ServiceCalls(connection, NOVA)

    def flavors(self) -> tuple[Flavor, ...]:
        """List the flavors for this project by name, with extra specs where policy shows them."""
        rows = self._calls.rows("/flavors/detail", "flavors")
        return tuple(sorted((_flavor(row) for row in rows), key=lambda flavor: flavor.name))

    def keypairs(self) -> tuple[Keypair, ...]:
        """List the user's own SSH keys by name."""
        # Each is wrapped: {"keypair": {...}}.
        rows = [row.get("keypair") for row in self._unpaged_rows("/os-keypairs", "keypairs")]
        keypairs = [_keypair(row) for row in rows if isinstance(row, Mapping) and row.get("name")]
        return tuple(sorted(keypairs, key=lambda keypair: keypair.name))

    def import_keypair(self, name: str, public_key: str) -> Keypair:
        """Import an SSH public key of the user, in one line as OpenSSH writes it.

        INVALID with the reason, and nothing is sent, where the name or the key is not
        valid.  CONFLICT where the user has a key of this name, OVER_QUOTA where they may
        have no more.
        """
        line = " ".join(public_key.split())
        reason = check_key_name(name) or check_public_key(line)
        if reason is not None:
            raise ServiceError(NOVA, FailureKind.INVALID, reason)
        try:
            reply = self._calls.post(
                "/os-keypairs", {"keypair": {"name": name, "public_key": line}}
            )
        except ServiceError as error:
            raise _key_error(error) from error
        row = reply.get("keypair") if isinstance(reply, Mapping) else None
        if not isinstance(row, Mapping) or not row.get("name"):
            raise malformed(NOVA, "The answer to a new key holds no key.")
        return _keypair(row)

    def usage(self) -> UsageByResource:
        """Return limits and use of servers, vCPUs, memory (MB) and server groups.

        Nova counts what exists and reserves nothing (since Pike), so "used" is complete.
        """
        absolute = absolute_limits(self._calls)
        return {
            Resource.INSTANCES: usage_from(absolute, "maxTotalInstances", "totalInstancesUsed"),
            Resource.CORES: usage_from(absolute, "maxTotalCores", "totalCoresUsed"),
            Resource.RAM: usage_from(absolute, "maxTotalRAMSize", "totalRAMUsed"),
            Resource.SERVER_GROUPS: usage_from(
                absolute, "maxServerGroups", "totalServerGroupsUsed"
            ),
            Resource.SERVER_GROUP_MEMBERS: Usage(integer(absolute.get("maxServerGroupMembers")), 0),
        }

    def _unpaged_rows(self, path: str, key: str) -> list[Mapping[str, Any]]:
        """Return a list without pages; its rows have neither id nor name at the top."""
        document = self._calls.document(path)
        rows = document.get(key) if isinstance(document, Mapping) else None
        if not isinstance(rows, list):
            raise malformed(NOVA, f'The answer has no list "{key}".')
        return [row for row in rows if isinstance(row, Mapping)]


def _key_error(error: ServiceError) -> ServiceError:
    """Return Nova's rejection with a sentence about keys."""
    sentences = {
        FailureKind.CONFLICT: KEY_NAME_TAKEN,
        FailureKind.OVER_QUOTA: message(
            "You have as many keys in Nova as your quota allows. Delete one that you no longer "
            "need, or choose an existing one."
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
    )
