# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every failure becomes a ServiceError with a sentence."""

import time

import pytest
import requests
import requests_mock
from keystoneauth1 import exceptions as ksa_exceptions
from magnumclient import exceptions as magnum_exceptions
from openstack import exceptions as sdk_exceptions

from ldc_k8s_dashboard.api.transport.error_text import error_text_of
from ldc_k8s_dashboard.api.transport.errors import (
    error_from_response,
    failure_kind_of,
    service_error_from,
)
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


def answer(status, **content):
    request = requests.Request("GET", "http://nova.test/v2.1/flavors").prepare()
    return requests_mock.create_response(request, status_code=status, **content)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errors": [{"title": "Short", "detail": "Long. And full."}]}, "Long. And full."),
        ({"errors": [{"title": "Only a title", "description": "Said. Twice."}]}, "Said. Twice."),
        ({"errors": [{"title": "Only a title"}]}, "Only a title"),
        ({"errors": []}, ""),
        ({"error": {"message": "Not so.", "code": 403, "title": "Forbidden"}}, "Not so."),
        ({"error": "A string. In place."}, "A string. In place."),
        ({"error_message": '{"faultstring": "Old. WSME.", "debuginfo": null}'}, "Old. WSME."),
        ({"error_message": {"faultstring": "Old. WSME."}}, "Old. WSME."),
        (
            {"forbidden": {"code": 403, "message": "Quota exceeded for cores."}},
            "Quota exceeded for cores.",
        ),
        (
            {"NeutronError": {"type": "X", "message": "No more. Ports.", "detail": ""}},
            "No more. Ports.",
        ),
        ({"faultcode": "Client", "faultstring": "Plain. WSME."}, "Plain. WSME."),
        ([{"message": "In a list."}], "In a list."),
        ("a string", "a string"),
        (17, ""),
        (None, ""),
    ],
)
def test_error_text_is_read_from_any_shape(body, words):
    assert error_text_of(answer(400, json=body).text) == words


def test_error_text_of_html_has_no_tags_and_scripts():
    page = "<html><head><title>x</title></head><script>alert(1)</script><p>Bad gateway.</p></html>"
    assert error_text_of(page) == "Bad gateway."


def test_error_text_of_truncated_json_is_the_json():
    assert error_text_of('{"errors": [{"title": "Unfin') == '{"errors": [{"title": "Unfin'


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (400, "", FailureKind.INVALID),
        (400, 'Upgrading a cluster when status is "X" is not supported.', FailureKind.CONFLICT),
        (401, "", FailureKind.NOT_ACCEPTED),
        (403, "Policy doesn't allow it.", FailureKind.FORBIDDEN),
        (
            403,
            "Resource limit exceeded: You have reached the maximum clusters per project, 5.",
            FailureKind.OVER_QUOTA,
        ),
        (403, "Quota exceeded for cores: Requested 8, but already used 20", FailureKind.OVER_QUOTA),
        (404, "", FailureKind.NOT_FOUND),
        (406, "", FailureKind.INVALID),
        (408, "", FailureKind.TIMEOUT),
        (409, "", FailureKind.CONFLICT),
        (409, "Quota exceeded for resources: ['port'].", FailureKind.OVER_QUOTA),
        (410, "", FailureKind.NOT_FOUND),
        (
            413,
            "VolumeLimitExceeded: Maximum number of volumes allowed exceeded: limit exceeded",
            FailureKind.OVER_QUOTA,
        ),
        (422, "", FailureKind.INVALID),
        (429, "", FailureKind.RATE_LIMITED),
        (500, "", FailureKind.SERVICE_FAILED),
        (503, "", FailureKind.SERVICE_FAILED),
        (504, "", FailureKind.TIMEOUT),
        (304, "", FailureKind.MALFORMED),
    ],
)
def test_failure_kind_depends_on_status_and_text(status, words, kind):
    assert failure_kind_of(status, words) is kind


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 500])
def test_sdk_error_is_no_rejected_login(status):
    with pytest.raises(sdk_exceptions.HttpException) as caught:
        sdk_exceptions.raise_from_response(answer(status, json={"error": {"message": "Why."}}))
    error = service_error_from(caught.value, "Nova")
    assert error.kind is not FailureKind.NOT_ACCEPTED
    assert (error.status, error.raw) == (status, "Why.")


@pytest.mark.parametrize(
    ("exception", "kind"),
    [
        (ksa_exceptions.ConnectFailure("unknown"), FailureKind.BROKEN_OFF),
        (ksa_exceptions.UnknownConnectionError("reset", OSError()), FailureKind.BROKEN_OFF),
        (ksa_exceptions.SSLError("certificate verify failed"), FailureKind.UNREACHABLE),
        (requests.exceptions.ConnectionError(ConnectionRefusedError()), FailureKind.UNREACHABLE),
        (requests.exceptions.ConnectTimeout("late"), FailureKind.UNREACHABLE),
        (magnum_exceptions.ConnectionRefused("refused"), FailureKind.UNREACHABLE),
        (ksa_exceptions.ConnectTimeout("late"), FailureKind.TIMEOUT),
        (requests.exceptions.ReadTimeout("late"), FailureKind.TIMEOUT),
        (TimeoutError("late"), FailureKind.TIMEOUT),
        (ksa_exceptions.EndpointNotFound("no image"), FailureKind.NOT_OFFERED),
        (ksa_exceptions.EmptyCatalog("none"), FailureKind.NOT_OFFERED),
        (sdk_exceptions.ServiceDisabledException("no image"), FailureKind.NOT_OFFERED),
        (ksa_exceptions.Unauthorized("401"), FailureKind.NOT_ACCEPTED),
        (magnum_exceptions.Unauthorized(), FailureKind.NOT_ACCEPTED),
        (magnum_exceptions.Conflict(details="Taken. Already."), FailureKind.CONFLICT),
        (magnum_exceptions.InvalidAttribute("Key must be in name"), FailureKind.INVALID),
        (sdk_exceptions.NotFoundException("no"), FailureKind.NOT_FOUND),
        (sdk_exceptions.InvalidRequest("id"), FailureKind.INVALID),
        (requests.exceptions.JSONDecodeError("no", "", 0), FailureKind.MALFORMED),
        (requests.exceptions.ChunkedEncodingError("cut"), FailureKind.MALFORMED),
        (KeyError("clusters"), FailureKind.MALFORMED),
        (TypeError("'NoneType' object"), FailureKind.MALFORMED),
        (RuntimeError("odd"), FailureKind.SERVICE_FAILED),
    ],
)
def test_exception_of_every_library_has_its_kind(exception, kind):
    assert service_error_from(exception, "Nova").kind is kind


def test_untrusted_certificate_has_a_sentence_of_its_own():
    error = service_error_from(ksa_exceptions.SSLError("certificate verify failed"), "Glance")
    assert "certificate" in str(error)
    assert "OPENSTACK_SSL_CACERT" in str(error)


def test_service_error_passes_unchanged():
    error = ServiceError("Magnum", FailureKind.NOT_FOUND)
    assert service_error_from(error, "Nova") is error


@pytest.mark.parametrize("kind", list(FailureKind))
def test_sentence_of_every_kind_names_the_service_and_what_to_do(kind):
    text = str(ServiceError("Magnum", kind))
    assert text.startswith("Magnum ")
    assert text.endswith(".")
    assert text.count(".") >= 2 or ";" in text, "one sentence is not enough to say what to do"
    assert "%" not in text


def test_request_id_is_kept():
    error = error_from_response(answer(500, headers={"X-Compute-Request-Id": "req-nova"}), "Nova")
    assert error.request_id == "req-nova"


SECRETS = [
    "gAAAAABrA-E-2gtFtPSvfqYmr_k4d6KCwtAopdQDHk7VGC9iIimgxPTiXFcziW4W9TV-WOKXwtETu_H-fblMDyxP",
    "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_error_hides_tokens(secret):
    error = error_from_response(
        answer(400, json={"error": {"message": f"Token {secret} is odd."}}), "Nova"
    )
    assert secret not in error.raw
    assert "is odd" in error.raw


def test_error_hides_headers_and_passwords():
    text = "curl -H 'X-Auth-Token: 0123abcd' -d '{\"password\": \"hunter2\"}' failed"
    error = ServiceError("Nova", FailureKind.SERVICE_FAILED, raw=text)
    assert "0123abcd" not in error.raw
    assert "hunter2" not in error.raw


def test_error_is_cut_and_has_no_control_characters():
    error = ServiceError("Nova", FailureKind.SERVICE_FAILED, raw="a\x00b\x1b[31m" + "x" * 100_000)
    assert len(error.raw) < 2_100
    assert "\x00" not in error.raw
    assert "\x1b" not in error.raw


@pytest.mark.parametrize("piece", ["<script>", "<", "<head <style ", "[", '{"a":', " "])
def test_error_text_of_an_endless_answer_is_read_quickly(piece):
    began = time.process_time()
    error_text_of("x" + piece * 100_000)
    error_text_of(piece * 100_000)
    assert time.process_time() - began < 2


def test_error_text_beside_a_script_is_kept():
    assert error_text_of("<head>no</head><h1>Bad</h1><script>no</script> gateway") == "Bad gateway"


def test_nothing_changed_only_after_a_rejection():
    no = {kind for kind in FailureKind if ServiceError("Magnum", kind).nothing_changed}
    assert {
        FailureKind.CONFLICT,
        FailureKind.FORBIDDEN,
        FailureKind.NOT_ACCEPTED,
        FailureKind.UNREACHABLE,
        FailureKind.NOT_ASKED,
    } <= no
    assert not no & {
        FailureKind.TIMEOUT,
        FailureKind.BROKEN_OFF,
        FailureKind.SERVICE_FAILED,
        FailureKind.MALFORMED,
    }
