# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The five methods of access to a cluster: what each is, and whether it is available now.

To add a method, add an entry to METHODS, a form with its fields and a function in `kubeconfig`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


@dataclass(frozen=True)
class KeystoneLogin:
    """How the user signed in, where Keystone limits what such a login may do."""

    application_credential: bool = False
    """With a restricted application credential, which cannot create another."""
    delegated: bool = False
    """On behalf of another user (a trust, OAuth1); a credential would outlive the delegation."""
    roles_by_group: bool = False
    """Federated, with roles from groups known only at the login: Keystone cannot find them."""


@dataclass(frozen=True)
class AccessCircumstances:
    """What decides which methods are offered; a page looks up each part once.

    `authority` is whether the cluster's CA can be read, `signing` whether Magnum
    would sign a certificate for this user.
    """

    authority: Verdict
    keystone_auth: bool | None
    """Whether k8s-keystone-auth runs in the cluster; None where that is unknown."""
    roles: tuple[str, ...]
    """What a credential may carry (credentials.grantable_roles)."""
    signing: Verdict
    sign_in: KeystoneLogin = KeystoneLogin()
    keystone: Verdict = ALLOWED
    """Whether a secret may be sent to Keystone's public address (addresses.keystone_verdict)."""
    api: Verdict = ALLOWED
    """Whether a token may be sent to the cluster's API (addresses.api_verdict)."""


Check = Callable[[AccessCircumstances], Verdict]


@dataclass(frozen=True)
class AccessMethod:
    """A method, with the texts of its panel on the page."""

    key: str
    title: Message
    submit_label: Message
    intended_for: Message
    requirements: Message
    lifetime: Message
    revocation: Message
    secret: Message
    checks: tuple[Check, ...]
    """The first that fails gives the reason."""

    def offered(self, circumstances: AccessCircumstances) -> Verdict:
        """Return whether the method is available; if not, with the first reason."""
        verdicts = (check(circumstances) for check in self.checks)
        return next((verdict for verdict in verdicts if not verdict), ALLOWED)


@dataclass(frozen=True)
class OfferedMethod:
    """A method on the page; the panel of the default is open."""

    method: AccessMethod
    verdict: Verdict
    default: bool = False


def offered_methods(circumstances: AccessCircumstances) -> tuple[OfferedMethod, ...]:
    """Return every method in its order; the first available one is the default."""
    verdicts = [(method, method.offered(circumstances)) for method in METHODS]
    default_key = next((method.key for method, verdict in verdicts if verdict), "")
    return tuple(
        OfferedMethod(method, verdict, method.key == default_key) for method, verdict in verdicts
    )


def _authority(circumstances: AccessCircumstances) -> Verdict:
    return circumstances.authority


def _keystone(circumstances: AccessCircumstances) -> Verdict:
    return circumstances.keystone


def _api(circumstances: AccessCircumstances) -> Verdict:
    return circumstances.api


def _keystone_auth(circumstances: AccessCircumstances) -> Verdict:
    if circumstances.keystone_auth is not False:
        return ALLOWED
    return not_allowed(
        message(
            "This cluster was created without k8s-keystone-auth, so its API does not accept "
            "Keystone tokens. Use a client certificate."
        )
    )


def _credentials(circumstances: AccessCircumstances) -> Verdict:
    """Check Keystone's conditions for an application credential, and that a role can go into it.

    keystone/api/users.py, keystone/application_credential/core.py.
    """
    sign_in = circumstances.sign_in
    if sign_in.application_credential:
        return not_allowed(
            message(
                "You are signed in with an application credential, which Keystone does not allow "
                "to create another. Sign in with your own account, or use the OpenStack command "
                "line."
            )
        )
    if sign_in.delegated:
        return not_allowed(
            message(
                "You are signed in on behalf of another user, and Keystone creates no application "
                "credential for such a login. Sign in with your own account."
            )
        )
    if sign_in.roles_by_group:
        return not_allowed(
            message(
                "You are signed in through another identity provider, and your roles come from "
                "that login only. Keystone cannot create an application credential with them. Use "
                "the OpenStack command line, or ask for a role that is assigned to you directly."
            )
        )
    if not circumstances.roles:
        return not_allowed(
            message(
                "You hold only administrators' roles in this project, and a kubeconfig with such a "
                "role could do anything in the cloud. Ask for the role member or reader in this "
                "project, sign in again and download the kubeconfig; or use a client certificate."
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


_REVOKE_BELOW = message("Revoke its credential below at any time.")
_DAYS_UP_TO_THE_LIMIT = message("As many days as you choose, up to this cloud's limit.")
_CREDENTIAL_WITH_ROLES = message(
    "An application credential with only the roles you tick. Keep the file to yourself."
)

SCRIPT = AccessMethod(
    key="script",
    title=message("Nothing to install"),
    submit_label=message("Download kubeconfig"),
    intended_for=message("For most people, and for programs."),
    requirements=message("kubectl, and sh, curl and awk, which every Linux and macOS has."),
    lifetime=_DAYS_UP_TO_THE_LIMIT,
    revocation=_REVOKE_BELOW,
    secret=_CREDENTIAL_WITH_ROLES,
    checks=(_authority, _keystone_auth, _credentials, _keystone, _api),
)
CLIENT = AccessMethod(
    key="client",
    title=message("client-keystone-auth"),
    submit_label=message("Download kubeconfig for client-keystone-auth"),
    intended_for=message("For Windows, and for people who already have this OpenStack program."),
    requirements=message(
        "kubectl, and client-keystone-auth (released with cloud-provider-openstack) on the PATH."
    ),
    lifetime=_DAYS_UP_TO_THE_LIMIT,
    revocation=_REVOKE_BELOW,
    secret=_CREDENTIAL_WITH_ROLES,
    checks=(_authority, _keystone_auth, _credentials, _keystone, _api),
)
CLI = AccessMethod(
    key="cli",
    title=message("OpenStack command line"),
    submit_label=message("Download kubeconfig for the command line"),
    intended_for=message("For people who use the openstack command, and for federated logins."),
    requirements=message(
        "kubectl, python-openstackclient, sh and awk, and a login for this project."
    ),
    lifetime=message("As long as that login works."),
    revocation=message("Nothing to revoke: the file uses your own login, with all its roles."),
    secret=message("None. The file can be shared with everyone in the project."),
    checks=(_authority, _keystone_auth, _api),
)
TOKEN = AccessMethod(
    key="token",
    title=message("Token"),
    submit_label=message("Download kubeconfig with a token"),
    intended_for=message("For a quick look, or for a job that cannot run another program."),
    requirements=message("Only kubectl."),
    lifetime=message(
        "As many hours as you choose, up to Keystone's limit for tokens. The file shows when the "
        "token expires."
    ),
    revocation=_REVOKE_BELOW,
    secret=message(
        "A token of a separate credential, not of your login here. Keep the file to yourself."
    ),
    checks=(_authority, _keystone_auth, _credentials, _api),
)
CERTIFICATE = AccessMethod(
    key="certificate",
    title=message("Client certificate"),
    submit_label=message("Create key and download kubeconfig"),
    intended_for=message("For clusters without k8s-keystone-auth, and for emergencies."),
    requirements=message("Only kubectl. It works without Keystone."),
    lifetime=message("Set by Magnum: five years by default."),
    revocation=message(
        "A single certificate cannot be revoked. Only a new CA for the whole cluster revokes it, "
        "together with all other certificates."
    ),
    secret=message(
        "A private key. Your browser creates it, writes it into the file only and never sends it."
    ),
    checks=(_authority, _signing),
)

METHODS: tuple[AccessMethod, ...] = (SCRIPT, CLIENT, CLI, TOKEN, CERTIFICATE)
