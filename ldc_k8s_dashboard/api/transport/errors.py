# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""One family of errors for every service this dashboard asks.

Four libraries raise four families (keystoneauth, python-magnumclient,
openstacksdk, requests), and Horizon's own handling of them is wrong for two:
it does not know magnumclient's, and it takes openstacksdk's HttpException for
a lost login, so that a 400 or a 409 signs the user out.  None of them leaves
this package.
"""

from __future__ import annotations

import re

import requests
from keystoneauth1 import exceptions as ksa_exceptions
from magnumclient import exceptions as magnum_exceptions
from openstack import exceptions as sdk_exceptions

from ldc_k8s_dashboard.api.transport.error_text import error_text_of
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.redaction import clean

# --- from an answer or an exception to a ServiceError ---

_QUOTA_WORDS = re.compile(
    r"(?i)quota (?:has been )?exceeded|exceed\w* \w*\s?quota|over ?quota|limit exceeded"
    r"|maximum clusters per project|quota.{0,20}reached"
)


# Magnum refuses what the state forbids with a 400 (NotSupported in its conductor's handlers).
_WRONG_STATE = re.compile(r"(?i)when status is\b|\bis referenced by\b")

_KINDS = {
    401: FailureKind.NOT_ACCEPTED,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    408: FailureKind.TIMEOUT,
    409: FailureKind.CONFLICT,
    410: FailureKind.NOT_FOUND,
    429: FailureKind.TIMEOUT,
    504: FailureKind.TIMEOUT,
}


def failure_kind_of(status: int, words: str = "") -> FailureKind:
    """The kind of an HTTP error status; the words tell a quota from a permission.

    Magnum says an exceeded quota with 403, Neutron with 409, Cinder with 413.
    """
    if status in (403, 409, 413) and _QUOTA_WORDS.search(words):
        return FailureKind.OVER_QUOTA
    if status == 400 and _WRONG_STATE.search(words):
        return FailureKind.CONFLICT
    if status in _KINDS:
        return _KINDS[status]
    if status >= 500:
        return FailureKind.SERVICE_FAILED
    return FailureKind.INVALID if status >= 400 else FailureKind.MALFORMED


def request_id_of(response: requests.Response) -> str:
    """The request id of an answer; Nova has its own header beside the common one."""
    for header in ("x-openstack-request-id", "x-compute-request-id"):
        if response.headers.get(header):
            return str(response.headers[header])
    return ""


def rejection_from(response: requests.Response, service: str) -> ServiceError:
    """The error that an HTTP answer of 400 or more stands for."""
    words = error_text_of(response.text)
    kind = failure_kind_of(response.status_code, words)
    raw = words or f"HTTP {response.status_code} {response.reason or ''}".strip()
    return ServiceError(
        service, kind, raw=raw, request_id=request_id_of(response), status=response.status_code
    )


def malformed(service: str, raw: str, response: requests.Response | None = None) -> ServiceError:
    """The error for an answer that cannot be read; `raw` says what was wrong with it."""
    return ServiceError(
        service,
        FailureKind.MALFORMED,
        raw=raw,
        request_id=request_id_of(response) if response is not None else "",
        status=response.status_code if response is not None else None,
    )


def _untrusted_certificate(service: str, raw: str) -> ServiceError:
    return ServiceError(
        service,
        FailureKind.UNREACHABLE,
        message(
            "%(service)s cannot be reached safely: its certificate was not accepted. The "
            "operator of this cloud has to renew it, or to name its authority in the dashboard's "
            "setting OPENSTACK_SSL_CACERT.",
            service=service,
        ),
        raw=raw,
    )


# What requests says where the connection stood and then broke: urllib3's ProtocolError.
_BROKE_OFF = re.compile(r"(?i)connection (?:aborted|broken|reset)|without response|reset by peer")


def _broken_off(service: str, raw: str) -> ServiceError:
    """The request had been sent: nobody knows what became of it."""
    return ServiceError(
        service,
        FailureKind.UNREACHABLE,
        message(
            "The connection to %(service)s broke off before it had answered. Try again in a "
            "minute. If you asked for a change, it may still be made: look at the present state "
            "before you ask again.",
            service=service,
        ),
        raw=raw,
    )


# In the order in which they are tried: several of these families have common ancestors.
_FAMILIES: tuple[tuple[FailureKind, tuple[type[BaseException], ...]], ...] = (
    (
        # keystoneauth says ConnectTimeout for a read that took too long, too.
        FailureKind.TIMEOUT,
        (ksa_exceptions.ConnectTimeout, requests.exceptions.Timeout, TimeoutError),
    ),
    (
        FailureKind.MALFORMED,
        (
            requests.exceptions.JSONDecodeError,
            requests.exceptions.ContentDecodingError,
            requests.exceptions.ChunkedEncodingError,
            sdk_exceptions.InvalidResponse,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
        ),
    ),
    (
        FailureKind.NOT_OFFERED,
        (
            ksa_exceptions.CatalogException,
            magnum_exceptions.EndpointException,
            sdk_exceptions.ServiceDisabledException,
            sdk_exceptions.EndpointNotFound,
            sdk_exceptions.NotSupported,
        ),
    ),
    (FailureKind.NOT_FOUND, (sdk_exceptions.NotFoundException,)),
    (
        FailureKind.INVALID,
        (
            sdk_exceptions.InvalidRequest,
            sdk_exceptions.InvalidResourceQuery,
            magnum_exceptions.InvalidAttribute,
        ),
    ),
    (FailureKind.NOT_ACCEPTED, (ksa_exceptions.AuthorizationFailure,)),
    (
        FailureKind.UNREACHABLE,
        (ksa_exceptions.ConnectionError, magnum_exceptions.ConnectionError, OSError),
    ),
)


def service_error_from(exc: BaseException, service: str) -> ServiceError:
    """The ServiceError for any exception of the libraries in use; one that is ours stays."""
    if isinstance(exc, ServiceError):
        return exc
    response = getattr(exc, "response", None)
    if isinstance(response, requests.Response) and response.status_code >= 400:
        return rejection_from(response, service)
    status = getattr(exc, "http_status", None) or getattr(exc, "status_code", None)
    if isinstance(status, int) and status >= 400:
        words = clean(str(getattr(exc, "details", None) or exc))
        request_id = str(getattr(exc, "request_id", None) or "")
        kind = failure_kind_of(status, words)
        return ServiceError(service, kind, raw=words, request_id=request_id, status=status)
    raw = f"{type(exc).__name__}: {exc}"
    if isinstance(exc, ksa_exceptions.SSLError | requests.exceptions.SSLError):
        return _untrusted_certificate(service, raw)
    kind = next(
        (kind for kind, family in _FAMILIES if isinstance(exc, family)), FailureKind.SERVICE_FAILED
    )
    if kind is FailureKind.UNREACHABLE and _BROKE_OFF.search(raw):
        return _broken_off(service, raw)
    return ServiceError(service, kind, raw=raw)
