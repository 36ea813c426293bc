# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""How a page tells that a service failed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.ui.components import MissingPart

_HTTP_STATUS = {
    FailureKind.NOT_FOUND: 404,
    FailureKind.FORBIDDEN: 403,
    FailureKind.OVER_QUOTA: 403,
    FailureKind.CONFLICT: 409,
    FailureKind.INVALID: 400,
}

_ANSWERED_NO = (FailureKind.CONFLICT, FailureKind.INVALID, FailureKind.OVER_QUOTA)
"""The service did answer: it said no, and its sentence says why."""


def http_status(error: ServiceError) -> int:
    """The status of a page that is about this error: the client's fault, or the cloud's (502)."""
    return _HTTP_STATUS.get(error.kind, 502)


def problem_title(error: ServiceError) -> str:
    """The heading of such a page."""
    if error.kind is FailureKind.NOT_FOUND:
        return _("Not found")
    if error.kind is FailureKind.FORBIDDEN:
        return _("Not allowed")
    if error.kind in _ANSWERED_NO:
        return _("%(service)s did not accept it") % {"service": error.service}
    return _("%(service)s could not answer") % {"service": error.service}


def missing_part(error: ServiceError | None, what: Any, retry_url: str = "") -> MissingPart | None:
    """The component that stands where a part of a page is missing; None where nothing failed."""
    if error is None:
        return None
    return MissingPart(str(what), error.sentence, error.raw, error.request_id, retry_url)


def missing_parts(*parts: MissingPart | None) -> list[MissingPart]:
    """What is missing of a page, out of one `missing` for each of its facts."""
    return [part for part in parts if part is not None]
