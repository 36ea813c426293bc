# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a 401 means that the login has ended: Keystone alone decides.

Another service can reject a valid token: its clock is wrong, its own login to Keystone
has expired, or it asks another Keystone (keystonemiddleware auth_token). A user who is
sent to the sign-in for that comes back with another token, which is rejected again.
"""

from __future__ import annotations

from ldc_k8s_dashboard.api.transport import attribution
from ldc_k8s_dashboard.api.transport.session import DashboardSession
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut
from ldc_k8s_dashboard.domain.service_names import KEYSTONE


def check(error: ServiceError, session: DashboardSession) -> None:
    """Raise SignedOut where the error is NOT_ACCEPTED because the login has ended."""
    if error.kind is FailureKind.NOT_ACCEPTED and (error.service == KEYSTONE or _ended(session)):
        raise SignedOut(error.service) from error


def _ended(session: DashboardSession) -> bool:
    """Ask Keystone, once a session, whether it rejects the token too.

    Where Keystone does not answer, the login counts as valid: the user could not sign
    in again either.
    """
    if session.login_ended is None:
        token = session.get_token()
        attribution.record(KEYSTONE)
        try:
            reply = session.get(
                "/auth/tokens?nocatalog",
                endpoint_filter={"service_type": "identity"},
                headers={"X-Subject-Token": token},
                raise_exc=False,
            )
        except Exception:
            # Keystone is down, or the page has stopped waiting.
            return False
        if reply.status_code >= 500:
            return False
        session.login_ended = reply.status_code in (401, 404)
    return session.login_ended
