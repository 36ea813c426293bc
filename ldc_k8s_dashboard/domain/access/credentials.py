# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credential of a kubeconfig: its name, description, roles and lifetime.

Keystone stores neither the cluster of a credential nor the time of its creation.
So both go into its name and description, by which a cluster's credentials are
listed.  The credential is restricted, has named roles and always expires.  It must
not have access rules: k8s-keystone-auth cannot validate a token that has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential
from ldc_k8s_dashboard.domain.message import Message, message, plural

KUBERNETES_ROLE_PREFIX = "k8s_"
"""The start of k8s_admin, k8s_developer and k8s_viewer, which k8s-keystone-auth maps to rights."""

LONGEST_TOKEN_HOURS = 24
"""The longest lifetime requested for a token; Keystone's own limit is usually shorter."""

_RANDOM_PART = re.compile(r"[A-Za-z0-9_-]+")
_NAME = re.compile(r"k8s-[0-9a-f]{8}-[A-Za-z0-9_-]+")
_NAMESPACE = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_DESCRIPTION = re.compile(
    # Bounded: anybody can describe a credential of their own with this beginning and a text that
    # never ends. Magnum's names of clusters and Keystone's of regions have 255 characters.
    r"Kubeconfig \((?P<method>[a-z]{1,20})\) of cluster (?P<cluster>.{0,255}) "
    r"\((?P<uuid>[0-9a-f-]{36})\)(?: in region (?P<region>.{1,255}))?, "
    r"made (?P<made>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)",
    re.DOTALL,
)


@dataclass(frozen=True)
class IssuedCredential:
    """A credential that was created for a kubeconfig, with what its name and description hold.

    The name holds the first eight characters of the cluster's id.  The rest is in
    the description, and empty where a user has changed that.
    """

    credential: ApplicationCredential
    cluster_id_prefix: str
    """The first eight characters of the cluster's id."""
    cluster_uuid: str = ""
    cluster_name: str = ""
    method: str = ""
    """The key of the access method (methods.AccessMethod)."""
    made_at: datetime | None = None
    region: str = ""
    """The cluster's region; empty in credentials of earlier releases."""

    def belongs_to(self, cluster_uuid: str) -> bool:
        """Check whether the credential was created for this cluster."""
        if self.cluster_uuid:
            return self.cluster_uuid == cluster_uuid
        return cluster_uuid.startswith(self.cluster_id_prefix)

    def absence_means_deleted(self, region: str, regions: Collection[str]) -> bool:
        """Check whether the cluster is deleted if the Magnum of `region` does not know its id.

        A credential belongs to no region, but each region has its own clusters.  So a
        credential without a known region is judged only in a cloud with one region;
        `regions` are those of the cloud.
        """
        if not self.cluster_uuid:
            return False
        return self.region == region if self.region else len(set(regions)) <= 1


def credential_name(cluster_uuid: str, random: str) -> str:
    """Return `k8s-<first 8 characters of the uuid>-<random>`.

    `random` makes the name unique among the user's credentials.  It has one or more
    letters, digits, "-" or "_"; anything else raises ValueError.
    """
    if not _RANDOM_PART.fullmatch(random):
        raise ValueError("the random part takes letters, digits, '-' and '_'")
    return f"{_prefix(cluster_uuid)}{random}"


def credential_description(
    method: str, cluster_name: str, cluster_uuid: str, made_at: datetime, region: str
) -> str:
    """Return the description of a credential, which `kubeconfig_credentials` can read.

    `method` is the key of the access method, `made_at` is aware, and an empty `region`
    is left out.  The description is data, so it is the same in every language.
    """
    made = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    in_region = f" in region {region}" if region else ""
    return (
        f"Kubeconfig ({method}) of cluster {cluster_name} ({cluster_uuid}){in_region}, made {made}"
    )


@dataclass(frozen=True)
class CredentialRequest:
    """What Keystone was asked to create for a kubeconfig."""

    name: str
    project_id: str
    roles: tuple[str, ...]
    expires_at: datetime
    """Aware, in whole seconds."""


def check_created_credential(
    credential: ApplicationCredential,
    request: CredentialRequest,
    administrators: Collection[str] = ("admin", "service"),
) -> Message | None:
    """Return why a created credential must not go into a file, or None.

    Keystone adds the roles that a named role implies (26.0 and later), so roles beyond the
    requested ones are accepted, except those in `administrators`.  An earlier expiry is
    accepted too: Keystone can have a limit of its own.
    """
    held = {role.lower() for role in credential.roles}
    if credential.project_id not in ("", request.project_id):
        return message("Keystone made the credential for another project.")
    if credential.name != request.name:
        return message("Keystone made the credential under another name.")
    if credential.expires_at is None or credential.expires_at > request.expires_at:
        return message("Keystone made the credential valid for longer than requested.")
    if not {role.lower() for role in request.roles} <= held:
        return message("Keystone made the credential without all of the requested roles.")
    if held & {role.lower() for role in administrators}:
        return message("Keystone gave the credential an administrator's role.")
    return None


def kubeconfig_credentials(
    credentials: Iterable[ApplicationCredential],
) -> tuple[IssuedCredential, ...]:
    """Return those of a user's credentials that were created for kubeconfigs, in the same order."""
    return tuple(
        _issued(credential) for credential in credentials if _NAME.fullmatch(credential.name)
    )


def grantable_roles(
    held: Sequence[str], administrators: Collection[str] = ("admin", "service")
) -> tuple[str, ...]:
    """Return the roles that a kubeconfig's credential may get, without repeats.

    `held` are the user's roles.  Those in `administrators`, in any case, never go into a file.
    """
    excluded = {role.lower() for role in administrators}
    return tuple(role for role in dict.fromkeys(held) if role.lower() not in excluded)


def default_roles(
    held: Sequence[str], administrators: Collection[str] = ("admin", "service")
) -> tuple[str, ...]:
    """Return the roles that a credential gets unless the user selects others.

    These are the roles for Kubernetes if the user holds any, otherwise all grantable
    ones.  Empty if the user holds only administrators' roles.
    """
    roles = grantable_roles(held, administrators)
    kubernetes_roles = tuple(
        role for role in roles if role.lower().startswith(KUBERNETES_ROLE_PREFIX)
    )
    return kubernetes_roles or roles


def credential_expiry(now: datetime, days: int, cap_days: int) -> datetime:
    """Return when a credential created at `now` (aware) expires: `days` later, at most `cap_days`.

    In UTC and whole seconds; Keystone drops the fraction.
    """
    expiry = now.astimezone(UTC) + timedelta(days=min(days, cap_days))
    return expiry.replace(microsecond=0)


def token_expiry(now: datetime, hours: int) -> datetime:
    """Return the same for the credential of a single token: at most LONGEST_TOKEN_HOURS later."""
    expiry = now.astimezone(UTC) + timedelta(hours=min(hours, LONGEST_TOKEN_HOURS))
    return expiry.replace(microsecond=0)


def check_lifetime(days: str | int, cap_days: int) -> Message | None:
    """Return why `days` is not a whole number from 1 to `cap_days`, or None."""
    text = str(days).strip()
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        return message("Enter a whole number of days, for example 30.")
    if text.startswith("-") or not text.strip("0"):
        return message("A kubeconfig is valid for at least one day. Enter 1 or more.")
    digits = text.lstrip("0")
    if len(digits) > len(str(cap_days)) or int(digits) > cap_days:
        return plural(
            "On this cloud a kubeconfig is valid for at most %(count)s day. Enter that or less.",
            "On this cloud a kubeconfig is valid for at most %(count)s days. Enter that or less.",
            cap_days,
        )
    return None


def check_namespace(name: str) -> Message | None:
    """Return why Kubernetes rejects the namespace (RFC 1123 label), or None; empty is allowed."""
    if not name or (len(name) <= 63 and _NAMESPACE.fullmatch(name)):
        return None
    return message(
        "A namespace has at most 63 characters: lower-case letters, digits and, between them, “-”."
    )


def _issued(credential: ApplicationCredential) -> IssuedCredential:
    prefix = credential.name[4:12]
    match = _DESCRIPTION.fullmatch(credential.description)
    if match is None or not match["uuid"].startswith(prefix):
        return IssuedCredential(credential, prefix)
    try:
        made_at = datetime.strptime(match["made"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        made_at = None
    return IssuedCredential(
        credential,
        prefix,
        match["uuid"],
        match["cluster"],
        match["method"],
        made_at,
        match["region"] or "",
    )


def _prefix(cluster_uuid: str) -> str:
    return f"k8s-{cluster_uuid[:8]}-"
