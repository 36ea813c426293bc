# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The user of a request, from a client certificate or from a TokenReview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

AUTHENTICATED = "system:authenticated"


@dataclass(frozen=True)
class User:
    """A user as in Kubernetes; ``extra`` has several values for each key."""

    name: str
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def info(self) -> dict[str, Any]:
        """Return the UserInfo of a SelfSubjectReview."""
        info: dict[str, Any] = {"username": self.name, "groups": list(self.groups)}
        if self.uid:
            info["uid"] = self.uid
        if self.extra:
            info["extra"] = {key: list(values) for key, values in self.extra.items()}
        return info


def from_certificate(der: bytes) -> User | None:
    """Return the user: CN is the name, each O a group. None without a CN, as in kube-apiserver."""
    subject = x509.load_der_x509_certificate(der).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not names:
        return None
    groups = subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return User(
        str(names[0].value), groups=(*(str(group.value) for group in groups), AUTHENTICATED)
    )


def from_review(status: Mapping[str, Any]) -> User:
    """Return the user of a TokenReview's status that is authenticated."""
    user = status["user"]
    return User(
        user["username"],
        user["uid"],
        (*user["groups"], AUTHENTICATED),
        {key: tuple(values) for key, values in user["extra"].items()},
    )
