# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The errors of all services: a request that failed, and a login that has ended.

`api` raises them and `ui` shows them.  Neither imports the other, so they are here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.redaction import clean


class FailureKind(StrEnum):
    """The kinds of failure that a page handles differently."""

    UNREACHABLE = "unreachable"
    """No connection could be made, so nothing was sent."""
    BROKEN_OFF = "broken_off"
    """The connection broke before the answer came."""
    TIMEOUT = "timeout"
    NOT_ASKED = "not_asked"
    """Nothing was sent, because the service did not answer a moment ago (ASK_AGAIN)."""
    RATE_LIMITED = "rate_limited"
    """The service has had too many requests of this user, and did not do this one."""
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    INVALID = "invalid"
    OVER_QUOTA = "over_quota"
    NOT_OFFERED = "not_offered"
    NOT_ACCEPTED = "not_accepted"
    """A service rejects the login, and Keystone does not confirm that it has ended (SignedOut)."""
    MALFORMED = "malformed"
    SERVICE_FAILED = "service_failed"


ASK_AGAIN = ("ask", "again")
"""The parameter of a page's URL, and its value, that has services asked in spite of NOT_ASKED."""

_REJECTED = frozenset(
    {
        FailureKind.FORBIDDEN,
        FailureKind.NOT_FOUND,
        FailureKind.CONFLICT,
        FailureKind.INVALID,
        FailureKind.OVER_QUOTA,
        FailureKind.NOT_OFFERED,
        FailureKind.NOT_ACCEPTED,
    }
)
_NOTHING_CHANGED = _REJECTED | {
    FailureKind.UNREACHABLE,
    FailureKind.NOT_ASKED,
    FailureKind.RATE_LIMITED,
}


class ServiceError(Exception):
    """A request to a service that failed.

    service     one of service_names
    kind        what went wrong
    sentence    what happened, why if that is known, what to do next; never the service's text
    raw         the service's own text, without tokens; untrusted
    request_id  the id under which the operator finds the request in the service's log, or ""
    status      the HTTP status, or None where there was no answer
    """

    def __init__(
        self,
        service: str,
        kind: FailureKind,
        sentence: Message | None = None,
        *,
        raw: str = "",
        request_id: str = "",
        status: int | None = None,
    ) -> None:
        self.service = service
        self.kind = kind
        self.sentence = sentence or sentence_for(service, kind)
        self.raw = clean(raw)
        self.request_id = clean(request_id)[:100]
        self.status = status
        super().__init__(service, kind)

    @property
    def nothing_changed(self) -> bool:
        """Whether nothing was changed: the service refused, or was never reached.

        False where that is unknown.
        """
        return self.kind in _NOTHING_CHANGED

    @property
    def rejected(self) -> bool:
        """Whether the service read the request and refused it."""
        return self.kind in _REJECTED

    @property
    def settled(self) -> bool:
        """Whether the same request would fail again: the cause is not temporary."""
        return self.kind in (FailureKind.NOT_OFFERED, FailureKind.FORBIDDEN, FailureKind.NOT_FOUND)

    def reworded(self, sentence: Message, kind: FailureKind | None = None) -> ServiceError:
        """Return this failure with another sentence, and another kind where one is given."""
        return ServiceError(
            self.service,
            kind or self.kind,
            sentence,
            raw=self.raw,
            request_id=self.request_id,
            status=self.status,
        )

    def __str__(self) -> str:
        return str(self.sentence)


class SignedOut(Exception):
    """The login has ended, as Keystone confirms.

    It is no ServiceError: without a login no part of a page can be shown.
    KubernetesView sends the user to the sign-in.

    service  the service that rejected the login, one of service_names
    """

    def __init__(self, service: str) -> None:
        self.service = service
        super().__init__(service)

    def as_rejection(self) -> ServiceError:
        """Return the error of a single change, for a report on several changes."""
        return ServiceError(
            self.service,
            FailureKind.NOT_ACCEPTED,
            message(
                "%(service)s no longer accepts your sign-in: it has expired or was revoked. Sign "
                "in again.",
                service=self.service,
            ),
        )


_SENTENCES: Mapping[FailureKind, Message] = {
    FailureKind.UNREACHABLE: message(
        "%(service)s cannot be reached: no connection could be made. If you requested a "
        "change, it was not sent. Try again in a minute. If the problem persists, contact the "
        "operator of this cloud."
    ),
    FailureKind.BROKEN_OFF: message(
        "%(service)s closed the connection before its answer came. Try again in a minute. If "
        "you requested a change, it can still take effect: check the present state before you "
        "request it again."
    ),
    FailureKind.NOT_ASKED: message(
        "%(service)s did not answer a moment ago, and was not asked again. If you requested a "
        "change, it was not sent. Ask again, or try later."
    ),
    FailureKind.RATE_LIMITED: message(
        "%(service)s has had too many requests from you and did not do this one. Try again in "
        "a minute."
    ),
    FailureKind.TIMEOUT: message(
        "%(service)s did not answer in time. Try again in a minute. If you requested a change, "
        "it can still take effect: check the present state before you request it again."
    ),
    FailureKind.FORBIDDEN: message(
        "%(service)s does not allow this with your roles in this project. Ask an "
        "administrator of the project for a role that allows it."
    ),
    FailureKind.NOT_FOUND: message(
        "%(service)s cannot find it: it has been deleted, or it belongs to another project. Go "
        "back to the list and check."
    ),
    FailureKind.CONFLICT: message(
        "%(service)s cannot do this in the present state: another change is in progress, or "
        "the name is taken. Read the details, reload the page and try again."
    ),
    FailureKind.INVALID: message(
        "%(service)s did not accept the request. Its reason is in the details. Correct what "
        "it names and try again."
    ),
    FailureKind.OVER_QUOTA: message(
        "%(service)s refused because the project's quota is used up. The details name it. "
        "Delete what is no longer needed, or ask the operator of this cloud for a higher "
        "quota."
    ),
    FailureKind.NOT_OFFERED: message(
        "%(service)s is not offered here: it is not in the service catalog of this region. "
        "Choose another region, or ask the operator of this cloud."
    ),
    FailureKind.NOT_ACCEPTED: message(
        "%(service)s did not accept your login, although it has not ended. Try again in a "
        "minute. If the problem persists, send the details to the operator of this cloud: the "
        "service's clock or its own login can be wrong."
    ),
    FailureKind.MALFORMED: message(
        "%(service)s gave an answer that cannot be read. If you requested a change, it can "
        "have been made: check the present state before you request it again. If the problem "
        "persists, send the details to the operator of this cloud."
    ),
    FailureKind.SERVICE_FAILED: message(
        "%(service)s failed while it worked on the request. Try again in a minute. If you "
        "requested a change, check the present state first. If the problem persists, send the "
        "details to the operator of this cloud."
    ),
}


def sentence_for(service: str, kind: FailureKind) -> Message:
    """Return the sentence of a kind of failure, for any service."""
    return replace(_SENTENCES[kind], params={"service": service})
