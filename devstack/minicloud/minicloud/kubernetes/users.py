# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Who asks: from a client certificate, or from a TokenReview's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

AUTHENTICATED = "system:authenticated"


@dataclass(frozen=True)
class User:
    """As Kubernetes has it; ``extra`` is a list of values a key."""

    name: str
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def info(self) -> dict[str, Any]:
        """The UserInfo of a SelfSubjectReview."""
        info: dict[str, Any] = {"username": self.name, "groups": list(self.groups)}
        if self.uid:
            info["uid"] = self.uid
        if self.extra:
            info["extra"] = {key: list(values) for key, values in self.extra.items()}
        return info


def from_certificate(der: bytes) -> User | None:
    """CN is the name, each O a group; None without a CN, as kube-apiserver has it."""
    subject = x509.load_der_x509_certificate(der).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not names:
        return None
    groups = subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return User(
        str(names[0].value), groups=(*(str(group.value) for group in groups), AUTHENTICATED)
    )


def from_review(status: Mapping[str, Any]) -> User:
    """The status of a TokenReview that says authenticated."""
    user = status["user"]
    return User(
        user["username"],
        user["uid"],
        (*user["groups"], AUTHENTICATED),
        {key: tuple(values) for key, values in user["extra"].items()},
    )
