# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How pages show that a service failed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.errors import ASK_AGAIN, FailureKind, ServiceError
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.urls import with_parameter

_HTTP_STATUS = {
    FailureKind.NOT_FOUND: 404,
    FailureKind.FORBIDDEN: 403,
    FailureKind.OVER_QUOTA: 403,
    FailureKind.CONFLICT: 409,
    FailureKind.INVALID: 400,
}

_REASON_GIVEN = (FailureKind.CONFLICT, FailureKind.INVALID, FailureKind.OVER_QUOTA)
"""Kinds of failure where the service answered, rejected the request and gave its reason."""


def http_status(error: ServiceError) -> int:
    """Return the HTTP status of a page about this error: 4xx for the request, 502 for the cloud."""
    return _HTTP_STATUS.get(error.kind, 502)


def problem_title(error: ServiceError) -> str:
    """Return the heading of such a page."""
    if error.kind is FailureKind.NOT_FOUND:
        return _("Not found")
    if error.kind is FailureKind.FORBIDDEN:
        return _("Not allowed")
    if error.kind in _REASON_GIVEN:
        return _("%(service)s did not accept the request") % {"service": error.service}
    if error.kind is FailureKind.NOT_ASKED:
        return _("%(service)s was not asked") % {"service": error.service}
    return _("%(service)s could not answer") % {"service": error.service}


def again_url(request: HttpRequest, error: ServiceError | None) -> str:
    """Return the address of this request that has a service asked which was not; "" otherwise."""
    if error is None or error.kind is not FailureKind.NOT_ASKED:
        return ""
    return with_parameter(request, *ASK_AGAIN)


def missing_part(error: ServiceError | None, what: Any, retry_url: str = "") -> MissingPart | None:
    """Return the component for a part that could not be read; None without an error.

    what       a sentence that names the part
    retry_url  where "Try again" leads; "" for no such link.  Where a service was not
               asked, there is always a link that has it asked: to there, or to the page.
    """
    if error is None:
        return None
    not_asked = error.kind is FailureKind.NOT_ASKED
    if not_asked:
        retry_url += f"{'&' if '?' in retry_url else '?'}{urlencode([ASK_AGAIN])}"
    return MissingPart(str(what), error.sentence, error.raw, error.request_id, retry_url, not_asked)


def missing_parts(*parts: MissingPart | None) -> list[MissingPart]:
    """Return the missing parts of a page, of one missing_part() for each of its facts."""
    return [part for part in parts if part is not None]
