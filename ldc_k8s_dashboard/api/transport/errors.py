# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Turns the answers and exceptions of every library into ServiceError.

Four libraries raise four families of exceptions (keystoneauth, python-magnumclient,
openstacksdk, requests). Horizon handles two of them wrongly: it does not know
magnumclient's, and it takes openstacksdk's HttpException for a lost login, so that a
400 or a 409 signs the user out. None of them leaves this package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import requests
import urllib3
from keystoneauth1 import exceptions as ksa_exceptions
from magnumclient import exceptions as magnum_exceptions
from openstack import exceptions as sdk_exceptions

from ldc_k8s_dashboard.api.transport.breaker import Cause, NotAsked
from ldc_k8s_dashboard.api.transport.error_text import error_text_of
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.redaction import clean
from ldc_k8s_dashboard.domain.service_names import KEYSTONE, MAGNUM

_QUOTA_WORDS = re.compile(
    r"(?i)quota (?:has been )?exceeded|exceed(?:s|ed|ing)? \w{0,40}\s?quota|over ?quota"
    r"|limit exceeded"
    r"|maximum clusters per project|quota.{0,20}reached"
)

# Magnum answers 400 where the state forbids a change (NotSupported in its conductor's handlers).
_WRONG_STATE = re.compile(r"(?i)when status is\b|\bis referenced by\b")

_KINDS = {
    401: FailureKind.NOT_ACCEPTED,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    408: FailureKind.TIMEOUT,
    409: FailureKind.CONFLICT,
    410: FailureKind.NOT_FOUND,
    429: FailureKind.RATE_LIMITED,
    504: FailureKind.TIMEOUT,
}


def failure_kind_of(status: int, error_text: str = "") -> FailureKind:
    """Return the kind of an HTTP error; the text distinguishes a quota from a permission.

    For an exceeded quota Magnum answers 403, Neutron 409, Cinder 413.
    """
    if status in (403, 409, 413) and _QUOTA_WORDS.search(error_text):
        return FailureKind.OVER_QUOTA
    if status == 400 and _WRONG_STATE.search(error_text):
        return FailureKind.CONFLICT
    if status in _KINDS:
        return _KINDS[status]
    if status >= 500:
        return FailureKind.SERVICE_FAILED
    return FailureKind.INVALID if status >= 400 else FailureKind.MALFORMED


def request_id_of(response: requests.Response) -> str:
    """Return the request id of an answer, or ""; Nova has a header of its own besides."""
    for header in ("x-openstack-request-id", "x-compute-request-id"):
        if response.headers.get(header):
            return str(response.headers[header])
    return ""


def _not_at_its_address(service: str) -> Message:
    return message(
        "%(service)s does not answer at its address: something before it answered instead, and "
        "nothing was changed. Try again in a minute. If the problem persists, send the details to "
        "the operator of this cloud: the address in the service catalog or a proxy can be wrong.",
        service=service,
    )


_OWN_ERROR_KEYS: Mapping[str, tuple[str, ...]] = {
    # magnum/api/middleware/parsable_error.py; before that, WSME's own.
    MAGNUM: ("errors", "faultstring", "error_message"),
    # keystone/server/flask/application.py
    KEYSTONE: ("error",),
}
"""What the JSON of a service's own errors has.  Other services send HTML or no JSON too, and
nothing of theirs counts as deleted where it is not found."""


def is_own_answer(response: requests.Response, service: str) -> bool:
    """Return whether an error is the service's own, not a proxy's before it.

    A proxy that has lost its route to Magnum answers 404 to every request, and no cluster
    or credential is deleted for that.
    """
    keys = _OWN_ERROR_KEYS.get(service)
    if keys is None:
        return True
    try:
        document = response.json()
    except (ValueError, RecursionError):
        return False
    return isinstance(document, Mapping) and any(key in document for key in keys)


def error_from_response(response: requests.Response, service: str) -> ServiceError:
    """Return the error for an HTTP answer of 400 or more."""
    error_text = error_text_of(response.text)
    kind, sentence = failure_kind_of(response.status_code, error_text), None
    if kind is FailureKind.NOT_FOUND and not is_own_answer(response, service):
        kind, sentence = FailureKind.NOT_OFFERED, _not_at_its_address(service)
    raw = error_text or f"HTTP {response.status_code} {response.reason or ''}".strip()
    return ServiceError(
        service,
        kind,
        sentence,
        raw=raw,
        request_id=request_id_of(response),
        status=response.status_code,
    )


def malformed(service: str, raw: str, response: requests.Response | None = None) -> ServiceError:
    """Return the error for an answer that cannot be read; `raw` describes what was wrong."""
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
            "operator of this cloud has to renew it, or add its authority to the dashboard's "
            "setting OPENSTACK_SSL_CACERT.",
            service=service,
        ),
        raw=raw,
    )


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and those inside it: of keystoneauth, requests and urllib3."""
    seen: set[int] = set()
    waiting = [exc]
    while waiting:
        inner = waiting.pop()
        if not isinstance(inner, BaseException) or id(inner) in seen:
            continue
        seen.add(id(inner))
        yield inner
        waiting += [inner.__cause__, inner.__context__, getattr(inner, "reason", None), *inner.args]


_NOT_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.SSLError,
    requests.exceptions.ConnectTimeout,
    requests.exceptions.SSLError,
    ConnectionRefusedError,
    magnum_exceptions.ConnectionRefused,
)
_LATE = (
    urllib3.exceptions.ReadTimeoutError,
    requests.exceptions.Timeout,
    ksa_exceptions.ConnectTimeout,
    TimeoutError,
)


_CUT_OFF = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)


def was_sent(failure: BaseException) -> bool:
    """Check whether a request that failed without an answer can have reached the service."""
    return not any(isinstance(inner, _NOT_CONNECTED) for inner in _chain(failure))


def timed_out(failure: BaseException) -> bool:
    """Check whether a request failed because its answer, or the rest of it, did not come in time.

    keystoneauth raises ConnectTimeout for every timeout, and requests a ConnectionError
    for one in the middle of an answer.
    """
    return was_sent(failure) and any(isinstance(inner, _LATE) for inner in _chain(failure))


def can_be_retried(failure: BaseException) -> bool:
    """Check whether a read that failed so is tried again at once."""
    return isinstance(failure, ksa_exceptions.ConnectFailure) and not timed_out(failure)


def _not_asked(service: str, reason: NotAsked) -> ServiceError:
    sentence = {
        Cause.NO_ANSWER: message(
            "%(service)s did not answer a moment ago (%(seconds)s s), and was not asked again. If "
            "you requested a change, it was not sent. Ask again, or try later.",
            service=service,
            seconds=reason.seconds,
        ),
        Cause.NO_CONNECTION: message(
            "%(service)s could not be reached a moment ago (%(seconds)s s), and was not asked "
            "again. If you requested a change, it was not sent. Ask again, or try later.",
            service=service,
            seconds=reason.seconds,
        ),
        Cause.RATE_LIMIT: message(
            "%(service)s had too many requests from you and wants none for another %(seconds)s s, "
            "so it was not asked. If you requested a change, it was not sent. Try again then.",
            service=service,
            seconds=reason.seconds,
        ),
    }[reason.cause]
    limited = reason.cause is Cause.RATE_LIMIT
    kind = FailureKind.RATE_LIMITED if limited else FailureKind.NOT_ASKED
    return ServiceError(service, kind, sentence)


# The order matters: several of these families have common ancestors.
_FAMILIES: tuple[tuple[FailureKind, tuple[type[BaseException], ...]], ...] = (
    (
        # keystoneauth raises ConnectTimeout also for a read that took too long.
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


def _kind_without_answer(failure: BaseException) -> FailureKind:
    """Return the kind of a failure without an answer, by what is known of the request."""
    if timed_out(failure):
        return FailureKind.TIMEOUT
    if any(isinstance(inner, _CUT_OFF) for inner in _chain(failure)):
        return FailureKind.MALFORMED
    return FailureKind.BROKEN_OFF if was_sent(failure) else FailureKind.UNREACHABLE


def service_error_from(exc: BaseException, service: str) -> ServiceError:
    """Return the ServiceError for any exception of the libraries; a ServiceError stays as it is."""
    if isinstance(exc, ServiceError):
        return exc
    if isinstance(exc, NotAsked):
        return _not_asked(service, exc)
    response = getattr(exc, "response", None)
    if isinstance(response, requests.Response) and response.status_code >= 400:
        return error_from_response(response, service)
    status = getattr(exc, "http_status", None) or getattr(exc, "status_code", None)
    if isinstance(status, int) and status >= 400:
        error_text = clean(str(getattr(exc, "details", None) or exc))
        request_id = str(getattr(exc, "request_id", None) or "")
        kind = failure_kind_of(status, error_text)
        return ServiceError(service, kind, raw=error_text, request_id=request_id, status=status)
    raw = f"{type(exc).__name__}: {exc}"
    if isinstance(exc, ksa_exceptions.SSLError | requests.exceptions.SSLError):
        return _untrusted_certificate(service, raw)
    kind = next(
        (kind for kind, family in _FAMILIES if isinstance(exc, family)), FailureKind.SERVICE_FAILED
    )
    if kind in (FailureKind.TIMEOUT, FailureKind.UNREACHABLE):
        kind = _kind_without_answer(exc)
    return ServiceError(service, kind, raw=raw)
