# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever goes wrong becomes one kind of error with a sentence."""

import time

import pytest
import requests
import requests_mock
from keystoneauth1 import exceptions as ksa_exceptions
from magnumclient import exceptions as magnum_exceptions
from openstack import exceptions as sdk_exceptions

from ldc_k8s_dashboard.api.transport.error_text import words_of
from ldc_k8s_dashboard.api.transport.errors import kind_of, refusal, translate
from ldc_k8s_dashboard.domain.errors import Kind, ServiceError


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
def test_the_words_of_a_service_are_found_in_any_shape_and_kept_whole(body, words):
    assert words_of(answer(400, json=body).text) == words


def test_words_come_out_of_html_without_marks_and_scripts():
    page = "<html><head><title>x</title></head><script>alert(1)</script><p>Bad gateway.</p></html>"
    assert words_of(page) == "Bad gateway."


def test_cut_off_json_is_shown_as_it_came():
    assert words_of('{"errors": [{"title": "Unfin') == '{"errors": [{"title": "Unfin'


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (400, "", Kind.INVALID),
        (400, 'Upgrading a cluster when status is "X" is not supported.', Kind.CONFLICT),
        (401, "", Kind.SIGNED_OUT),
        (403, "Policy doesn't allow it.", Kind.FORBIDDEN),
        (
            403,
            "Resource limit exceeded: You have reached the maximum clusters per project, 5.",
            Kind.OVER_QUOTA,
        ),
        (403, "Quota exceeded for cores: Requested 8, but already used 20", Kind.OVER_QUOTA),
        (404, "", Kind.GONE),
        (406, "", Kind.INVALID),
        (408, "", Kind.SLOW),
        (409, "", Kind.CONFLICT),
        (409, "Quota exceeded for resources: ['port'].", Kind.OVER_QUOTA),
        (410, "", Kind.GONE),
        (
            413,
            "VolumeLimitExceeded: Maximum number of volumes allowed exceeded: limit exceeded",
            Kind.OVER_QUOTA,
        ),
        (422, "", Kind.INVALID),
        (429, "", Kind.SLOW),
        (500, "", Kind.BROKEN),
        (503, "", Kind.BROKEN),
        (504, "", Kind.SLOW),
        (304, "", Kind.NONSENSE),
    ],
)
def test_a_status_and_its_words_make_a_kind(status, words, kind):
    assert kind_of(status, words) is kind


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 500])
def test_an_error_of_the_sdk_is_not_taken_for_a_lost_login(status):
    with pytest.raises(sdk_exceptions.HttpException) as caught:
        sdk_exceptions.raise_from_response(answer(status, json={"error": {"message": "Why."}}))
    error = translate(caught.value, "Nova")
    assert error.kind is not Kind.SIGNED_OUT
    assert (error.status, error.raw) == (status, "Why.")


@pytest.mark.parametrize(
    ("exception", "kind"),
    [
        (ksa_exceptions.ConnectFailure("refused"), Kind.UNREACHABLE),
        (ksa_exceptions.UnknownConnectionError("reset", OSError()), Kind.UNREACHABLE),
        (ksa_exceptions.SSLError("certificate verify failed"), Kind.UNREACHABLE),
        (requests.exceptions.ConnectionError("refused"), Kind.UNREACHABLE),
        (magnum_exceptions.ConnectionRefused("refused"), Kind.UNREACHABLE),
        (ksa_exceptions.ConnectTimeout("late"), Kind.SLOW),
        (requests.exceptions.ReadTimeout("late"), Kind.SLOW),
        (TimeoutError("late"), Kind.SLOW),
        (ksa_exceptions.EndpointNotFound("no image"), Kind.ABSENT),
        (ksa_exceptions.EmptyCatalog("none"), Kind.ABSENT),
        (sdk_exceptions.ServiceDisabledException("no image"), Kind.ABSENT),
        (ksa_exceptions.Unauthorized("401"), Kind.SIGNED_OUT),
        (magnum_exceptions.Unauthorized(), Kind.SIGNED_OUT),
        (magnum_exceptions.Conflict(details="Taken. Already."), Kind.CONFLICT),
        (magnum_exceptions.InvalidAttribute("Key must be in name"), Kind.INVALID),
        (sdk_exceptions.NotFoundException("no"), Kind.GONE),
        (sdk_exceptions.InvalidRequest("id"), Kind.INVALID),
        (requests.exceptions.JSONDecodeError("no", "", 0), Kind.NONSENSE),
        (requests.exceptions.ChunkedEncodingError("cut"), Kind.NONSENSE),
        (KeyError("clusters"), Kind.NONSENSE),
        (TypeError("'NoneType' object"), Kind.NONSENSE),
        (RuntimeError("odd"), Kind.BROKEN),
    ],
)
def test_every_library_s_exception_has_its_kind(exception, kind):
    assert translate(exception, "Nova").kind is kind


def test_a_certificate_that_is_not_trusted_is_said_so():
    error = translate(ksa_exceptions.SSLError("certificate verify failed"), "Glance")
    assert "certificate" in str(error)
    assert "OPENSTACK_SSL_CACERT" in str(error)


def test_an_error_of_ours_passes_unchanged():
    error = ServiceError("Magnum", Kind.GONE)
    assert translate(error, "Nova") is error


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_says_who_what_and_what_to_do(kind):
    text = str(ServiceError("Magnum", kind))
    assert text.startswith("Magnum ")
    assert text.endswith(".")
    assert text.count(".") >= 2 or ";" in text, "one sentence is not enough to say what to do"
    assert "%" not in text


def test_the_request_id_is_kept_for_the_operator():
    found = refusal(answer(500, headers={"X-Compute-Request-Id": "req-nova"}), "Nova")
    assert found.request_id == "req-nova"


SECRETS = [
    "gAAAAABrA-E-2gtFtPSvfqYmr_k4d6KCwtAopdQDHk7VGC9iIimgxPTiXFcziW4W9TV-WOKXwtETu_H-fblMDyxP",
    "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_token_in_an_error_is_not_shown(secret):
    error = refusal(answer(400, json={"error": {"message": f"Token {secret} is odd."}}), "Nova")
    assert secret not in error.raw
    assert "is odd" in error.raw


def test_a_header_or_password_in_an_error_is_not_shown():
    text = "curl -H 'X-Auth-Token: 0123abcd' -d '{\"password\": \"hunter2\"}' failed"
    error = ServiceError("Nova", Kind.BROKEN, raw=text)
    assert "0123abcd" not in error.raw
    assert "hunter2" not in error.raw


def test_a_long_error_is_cut_and_has_no_control_characters():
    error = ServiceError("Nova", Kind.BROKEN, raw="a\x00b\x1b[31m" + "x" * 100_000)
    assert len(error.raw) < 2_100
    assert "\x00" not in error.raw
    assert "\x1b" not in error.raw


@pytest.mark.parametrize("piece", ["<script>", "<", "<head <style ", "[", '{"a":', " "])
def test_an_answer_without_an_end_is_read_in_no_time(piece):
    began = time.process_time()
    words_of("x" + piece * 100_000)
    words_of(piece * 100_000)
    assert time.process_time() - began < 2


def test_the_words_beside_a_script_are_kept():
    assert words_of("<head>no</head><h1>Bad</h1><script>no</script> gateway") == "Bad gateway"


def test_only_an_answer_that_says_no_tells_that_nothing_was_changed():
    no = {kind for kind in Kind if ServiceError("Magnum", kind).refused}
    assert {Kind.CONFLICT, Kind.FORBIDDEN, Kind.SIGNED_OUT, Kind.NOT_ACCEPTED} <= no
    assert not no & {Kind.SLOW, Kind.UNREACHABLE, Kind.BROKEN, Kind.NONSENSE}
