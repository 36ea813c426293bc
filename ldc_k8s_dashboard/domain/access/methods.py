# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The five forms of access to a cluster: what each is, and whether it can be had here and now.

Adding one means adding an entry to FORMS, a fields form and a way to write its file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


@dataclass(frozen=True)
class KeystoneLogin:
    """How the present login came about, as far as Keystone limits what it may do."""

    application_credential: bool = False
    """With an application credential that is restricted, which cannot make another."""
    delegated: bool = False
    """On behalf of somebody (a trust, OAuth1), whom a credential would outlive."""
    roles_by_group: bool = False
    """Federated, with groups that are told at each login: Keystone does not find its roles."""


@dataclass(frozen=True)
class AccessCircumstances:
    """What decides which forms are offered; each is asked once for a page.

    `authority` is whether the cluster's CA can be read, `signing` whether Magnum
    would sign a certificate for this user.
    """

    authority: Verdict
    keystone_auth: bool | None
    """Whether k8s-keystone-auth runs in the cluster; None where nobody can tell."""
    roles: tuple[str, ...]
    """What a credential may carry (credentials.grantable_roles)."""
    signing: Verdict
    sign_in: KeystoneLogin = KeystoneLogin()


Check = Callable[[AccessCircumstances], Verdict]


@dataclass(frozen=True)
class AccessMethod:
    """One form, in the words of its entry on the page."""

    key: str
    title: Message
    submit: Message
    for_whom: Message
    needs: Message
    lifetime: Message
    revoked: Message
    secret: Message
    checks: tuple[Check, ...]
    """In the order in which their reasons are told."""

    def offered(self, circumstances: AccessCircumstances) -> Verdict:
        """Whether it can be had; if not, the first reason."""
        verdicts = (check(circumstances) for check in self.checks)
        return next((verdict for verdict in verdicts if not verdict), ALLOWED)


@dataclass(frozen=True)
class OfferedMethod:
    """A form on the page; the default is the one that stands open."""

    form: AccessMethod
    verdict: Verdict
    default: bool = False


def offered_methods(circumstances: AccessCircumstances) -> tuple[OfferedMethod, ...]:
    """Every form in its order; the first that can be had is the default."""
    verdicts = [(form, form.offered(circumstances)) for form in METHODS]
    first = next((form.key for form, verdict in verdicts if verdict), "")
    return tuple(OfferedMethod(form, verdict, form.key == first) for form, verdict in verdicts)


def _authority(circumstances: AccessCircumstances) -> Verdict:
    return circumstances.authority


def _keystone_auth(circumstances: AccessCircumstances) -> Verdict:
    if circumstances.keystone_auth is not False:
        return ALLOWED
    return not_allowed(
        message(
            "This cluster was made without k8s-keystone-auth: its API will not accept a Keystone "
            "token. Use a client certificate."
        )
    )


def _credentials(circumstances: AccessCircumstances) -> Verdict:
    """Keystone's own conditions (keystone/api/users.py, keystone/application_credential/core.py),
    and that there is a role to put into it."""
    sign_in = circumstances.sign_in
    if sign_in.application_credential:
        return not_allowed(
            message(
                "You are signed in with an application credential, and Keystone lets none make "
                "another. Sign in with your own account, or use the OpenStack command line."
            )
        )
    if sign_in.delegated:
        return not_allowed(
            message(
                "You are signed in on behalf of somebody else, and Keystone makes no application "
                "credential then. Sign in with your own account."
            )
        )
    if sign_in.roles_by_group:
        return not_allowed(
            message(
                "You are signed in through another identity provider, and your roles come with "
                "that login alone: Keystone makes no application credential of them. Use the "
                "OpenStack command line, or ask for a role that is assigned to you by name."
            )
        )
    if not circumstances.roles:
        return not_allowed(
            message(
                "You hold no role in this project beside an administrator's, and a kubeconfig that "
                "carries that could do anything in the cloud. Ask for the role member or reader in "
                "this project, sign in again, and download it then; or use a client certificate."
            )
        )
    return ALLOWED


def _signing(circumstances: AccessCircumstances) -> Verdict:
    if circumstances.signing:
        return ALLOWED
    return not_allowed(
        message(
            "Magnum signs certificates for the cluster's owner and for administrators only. "
            "%(reason)s",
            reason=circumstances.signing.reason or "",
        )
    )


_REVOKE_BELOW = message("Revoke its credential below, at any time.")
_UP_TO_THE_CAP = message("As many days as you choose, up to what this cloud allows.")
_ROLE_LIMITED = message(
    "An application credential with just the roles you tick. Keep the file to yourself."
)

SCRIPT = AccessMethod(
    key="script",
    title=message("Nothing to install"),
    submit=message("Download kubeconfig"),
    for_whom=message("For most people, and for programs."),
    needs=message("kubectl, and what every Linux and macOS has: sh, curl and awk."),
    lifetime=_UP_TO_THE_CAP,
    revoked=_REVOKE_BELOW,
    secret=_ROLE_LIMITED,
    checks=(_authority, _keystone_auth, _credentials),
)
CLIENT = AccessMethod(
    key="client",
    title=message("client-keystone-auth"),
    submit=message("Download kubeconfig for client-keystone-auth"),
    for_whom=message("For Windows, and for those who have this program of OpenStack's already."),
    needs=message(
        "kubectl, and client-keystone-auth (a release of cloud-provider-openstack) on the PATH."
    ),
    lifetime=_UP_TO_THE_CAP,
    revoked=_REVOKE_BELOW,
    secret=_ROLE_LIMITED,
    checks=(_authority, _keystone_auth, _credentials),
)
CLI = AccessMethod(
    key="cli",
    title=message("OpenStack command line"),
    submit=message("Download kubeconfig for the command line"),
    for_whom=message("For those who use the openstack command anyway, and for federated logins."),
    needs=message("kubectl, python-openstackclient, sh and awk, and a login for this project."),
    lifetime=message("As long as that login works."),
    revoked=message("Nothing to revoke: it is your own login, with all the roles that has."),
    secret=message("None. The file can be shared with everybody in the project."),
    checks=(_authority, _keystone_auth),
)
TOKEN = AccessMethod(
    key="token",
    title=message("Token"),
    submit=message("Download kubeconfig with a token"),
    for_whom=message("For a quick look, or for a job that may run no other program."),
    needs=message("kubectl alone."),
    lifetime=message(
        "Hours: as many as you choose, and at most what Keystone allows for a token. "
        "The file says when it ends."
    ),
    revoked=_REVOKE_BELOW,
    secret=message(
        "A token of a credential of its own, never your sign-in here. Keep the file to yourself."
    ),
    checks=(_authority, _keystone_auth, _credentials),
)
CERTIFICATE = AccessMethod(
    key="certificate",
    title=message("Client certificate"),
    submit=message("Make key and download kubeconfig"),
    for_whom=message("For clusters without k8s-keystone-auth, and for emergencies."),
    needs=message("kubectl alone. It works without Keystone."),
    lifetime=message("As long as Magnum issues it: five years by default."),
    revoked=message(
        "A certificate cannot be taken back one by one: only a new CA for the whole cluster "
        "ends it, and all the others with it."
    ),
    secret=message(
        "A private key. It is made in this browser, goes into the file alone, and is never sent."
    ),
    checks=(_authority, _signing),
)

METHODS: tuple[AccessMethod, ...] = (SCRIPT, CLIENT, CLI, TOKEN, CERTIFICATE)
