# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The application credential behind a kubeconfig: its name, its roles and its life.

Keystone has no place for "which cluster is this for" nor for when a credential
was made, so name and description say it, and the list of a cluster's credentials
is found by them.  The credential is restricted, its roles are named, and it
always expires.  It must not have access rules: k8s-keystone-auth cannot validate
a token that has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ldc_k8s_dashboard.domain.cloud_resources import ApplicationCredential
from ldc_k8s_dashboard.domain.message import Message, message, plural

KUBERNETES_ROLE_PREFIX = "k8s_"
"""k8s_admin, k8s_developer, k8s_viewer: the roles k8s-keystone-auth maps to rights inside."""

LONGEST_TOKEN_HOURS = 24
"""The longest that a token is asked for; Keystone has a shorter limit of its own, as a rule."""

_RANDOM = re.compile(r"[A-Za-z0-9_-]+")
_NAME = re.compile(r"k8s-[0-9a-f]{8}-[A-Za-z0-9_-]+")
_NAMESPACE = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_DESCRIPTION = re.compile(
    r"Kubeconfig \((?P<form>[a-z]+)\) of cluster (?P<cluster>.*) \((?P<uuid>[0-9a-f-]{36})\)"
    r"(?: in region (?P<region>.+))?, made (?P<made>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)",
    re.DOTALL,
)


@dataclass(frozen=True)
class IssuedCredential:
    """A credential that was made for a kubeconfig, and what is known of that.

    Only the id's first eight characters are sure, which the name has; the rest
    is empty where somebody changed the description.
    """

    credential: ApplicationCredential
    begins: str
    """The first eight characters of the cluster's id."""
    cluster_uuid: str = ""
    cluster_name: str = ""
    form: str = ""
    """The key of the form of access (access_forms)."""
    made_at: datetime | None = None
    region: str = ""
    """Where the cluster is; credentials made by earlier releases do not tell."""

    def is_of(self, cluster_uuid: str) -> bool:
        """Whether it was made for this cluster."""
        if self.cluster_uuid:
            return self.cluster_uuid == cluster_uuid
        return cluster_uuid.startswith(self.begins)

    def can_be_gone_from(self, region: str, regions: Collection[str]) -> bool:
        """Whether the cluster is gone if the Magnum of `region` has none of its id.

        A credential belongs to no region, but each region has its own clusters:
        what says of no region is judged only where the cloud's `regions` are one.
        """
        if not self.cluster_uuid:
            return False
        return self.region == region if self.region else len(set(regions)) <= 1


def credential_name(cluster_uuid: str, random: str) -> str:
    """`k8s-<first 8 of the uuid>-<random>`; `random` keeps it unique among the user's own.

    `random` is at least one letter, digit, "-" or "_"; anything else raises ValueError.
    """
    if not _RANDOM.fullmatch(random):
        raise ValueError("the random part takes letters, digits, '-' and '_'")
    return f"{_prefix(cluster_uuid)}{random}"


def credential_description(
    form: str, cluster_name: str, cluster_uuid: str, made_at: datetime, region: str
) -> str:
    """What a credential is for, in words that `issued` reads back; `made_at` is aware.

    Data rather than a text of a page, so it is the same in every language.  An
    empty `region` is left out.
    """
    made = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    where = f" in region {region}" if region else ""
    return f"Kubeconfig ({form}) of cluster {cluster_name} ({cluster_uuid}){where}, made {made}"


def kubeconfig_credentials(
    credentials: Iterable[ApplicationCredential],
) -> tuple[IssuedCredential, ...]:
    """Those of a user's credentials that were made for kubeconfigs, in the same order."""
    return tuple(_issued(one) for one in credentials if _NAME.fullmatch(one.name))


def grantable_roles(
    held: Sequence[str], administrators: Collection[str] = ("admin", "service")
) -> tuple[str, ...]:
    """The roles a kubeconfig's credential may get out of those the user holds, without repeats.

    `administrators` (whatever their case) never go into a file.
    """
    kept_out = {role.lower() for role in administrators}
    return tuple(role for role in dict.fromkeys(held) if role.lower() not in kept_out)


def default_roles(
    held: Sequence[str], administrators: Collection[str] = ("admin", "service")
) -> tuple[str, ...]:
    """The roles it gets unless the user chooses others of those that are offered.

    Only the roles made for Kubernetes where the user holds one, else all.
    Empty where nothing but an administrator's is held.
    """
    roles = grantable_roles(held, administrators)
    for_clusters = tuple(role for role in roles if role.lower().startswith(KUBERNETES_ROLE_PREFIX))
    return for_clusters or roles


def credential_expiry(now: datetime, days: int, cap_days: int) -> datetime:
    """When a credential made at `now` (aware) ends: after `days`, at most `cap_days`.

    In UTC and in whole seconds, since Keystone drops the rest.
    """
    ends = now.astimezone(UTC) + timedelta(days=min(days, cap_days))
    return ends.replace(microsecond=0)


def token_expiry(now: datetime, hours: int) -> datetime:
    """The same for a credential that is made for one token: at most LONGEST_TOKEN_HOURS after."""
    ends = now.astimezone(UTC) + timedelta(hours=min(hours, LONGEST_TOKEN_HOURS))
    return ends.replace(microsecond=0)


def check_lifetime(days: str | int, cap_days: int) -> Message | None:
    """A whole number of days from 1 to `cap_days`."""
    text = str(days).strip()
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        return message("Enter a whole number of days, for example 30.")
    if text.startswith("-") or not text.strip("0"):
        return message("A kubeconfig lasts at least one day. Enter 1 or more.")
    digits = text.lstrip("0")
    if len(digits) > len(str(cap_days)) or int(digits) > cap_days:
        return plural(
            "On this cloud a kubeconfig lasts at most %(count)s day. Enter that or less.",
            "On this cloud a kubeconfig lasts at most %(count)s days. Enter that or less.",
            cap_days,
        )
    return None


def check_namespace(name: str) -> Message | None:
    """Empty, or a name as Kubernetes takes it for a namespace (RFC 1123 label)."""
    if not name or (len(name) <= 63 and _NAMESPACE.fullmatch(name)):
        return None
    return message(
        "A namespace has lower-case letters, digits and “-” inside, at most 63 characters."
    )


def _issued(credential: ApplicationCredential) -> IssuedCredential:
    begins = credential.name[4:12]
    found = _DESCRIPTION.fullmatch(credential.description)
    if found is None or not found["uuid"].startswith(begins):
        return IssuedCredential(credential, begins)
    try:
        made_at = datetime.strptime(found["made"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        made_at = None
    return IssuedCredential(
        credential,
        begins,
        found["uuid"],
        found["cluster"],
        found["form"],
        made_at,
        found["region"] or "",
    )


def _prefix(cluster_uuid: str) -> str:
    return f"k8s-{cluster_uuid[:8]}-"
