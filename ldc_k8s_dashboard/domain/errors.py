# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""That a service did not do what was asked: one family of errors for all of them.

`api` raises it and `ui` shows it; neither may import the other, so it lives here.
"""

from __future__ import annotations

from enum import StrEnum

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.redaction import clean


class FailureKind(StrEnum):
    """What went wrong, as far as a page cares."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    INVALID = "invalid"
    OVER_QUOTA = "over_quota"
    NOT_OFFERED = "not_offered"
    NOT_ACCEPTED = "not_accepted"
    """A service rejects a login that has not ended, as far as Keystone reports (see SignedOut)."""
    MALFORMED = "malformed"
    SERVICE_FAILED = "service_failed"


_REFUSALS = frozenset(
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


class ServiceError(Exception):
    """A service did not do what was asked.

    service     its name for people: "Magnum", "Nova"
    kind        what went wrong
    sentence    what happened, why as far as known, what to do next
    raw         the service's own words, without tokens; untrusted text
    request_id  what the operator finds in the service's log, or ""
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
        """Whether the service said no, so that nothing was changed; else that is not known."""
        return self.kind in _REFUSALS

    @property
    def settled(self) -> bool:
        """Whether asking again would tell no more: what is absent or forbidden stays so."""
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
    """The login has ended, as Keystone confirms, so that no service accepts it any more.

    It is no ServiceError: no part of a page can go on without it.  `ui` sends the
    user to the sign-in (KubernetesView).

    service  the name of the service that rejected the login
    """

    def __init__(self, service: str) -> None:
        self.service = service
        super().__init__(service)

    def as_rejection(self) -> ServiceError:
        """The error of one change, for a report on several of which some were made."""
        return ServiceError(
            self.service,
            FailureKind.NOT_ACCEPTED,
            message(
                "%(service)s no longer accepts your sign-in: it has expired or was revoked. Sign "
                "in again.",
                service=self.service,
            ),
        )


def sentence_for(service: str, kind: FailureKind) -> Message:
    """The plain sentence of a kind of failure, for any service."""
    sentences = {
        FailureKind.UNREACHABLE: message(
            "%(service)s cannot be reached: no connection to it could be made. Try again in a "
            "minute; if it stays so, tell the operator of this cloud.",
            service=service,
        ),
        FailureKind.TIMEOUT: message(
            "%(service)s did not answer in time. Try again in a minute. If you asked for a "
            "change, it may still be made: look at the present state before you ask again.",
            service=service,
        ),
        FailureKind.FORBIDDEN: message(
            "%(service)s does not allow this with your roles in this project. Ask an "
            "administrator of the project for a role that may do it.",
            service=service,
        ),
        FailureKind.NOT_FOUND: message(
            "%(service)s does not find it: it has been deleted, or it belongs to another "
            "project. Go back to the list and look again.",
            service=service,
        ),
        FailureKind.CONFLICT: message(
            "%(service)s cannot do this in the present state: something else is going on, or "
            "the name is taken. Look at the details, reload the page and try again.",
            service=service,
        ),
        FailureKind.INVALID: message(
            "%(service)s did not accept the request. Its reason is in the details; change "
            "what it names and try again.",
            service=service,
        ),
        FailureKind.OVER_QUOTA: message(
            "%(service)s refused because the project's quota is used up; its words are in the "
            "details. Delete what is no longer needed, or ask an administrator for a higher "
            "quota.",
            service=service,
        ),
        FailureKind.NOT_OFFERED: message(
            "%(service)s is not offered here: the service catalog of this region does not "
            "name it. Choose another region, or ask the operator of this cloud.",
            service=service,
        ),
        FailureKind.NOT_ACCEPTED: message(
            "%(service)s did not accept your login, although it has not ended. Try again in a "
            "minute; if it stays so, give the details to the operator of this cloud: the clock "
            "of the service or its own login may be wrong.",
            service=service,
        ),
        FailureKind.MALFORMED: message(
            "%(service)s gave an answer that cannot be read. Try again in a minute; if it "
            "stays so, give the details to the operator of this cloud.",
            service=service,
        ),
        FailureKind.SERVICE_FAILED: message(
            "%(service)s failed while it worked on the request. Try again in a minute; if it "
            "stays so, give the details to the operator of this cloud.",
            service=service,
        ),
    }
    return sentences[kind]
