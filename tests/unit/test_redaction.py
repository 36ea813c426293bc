# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets are removed from a service's text before it is shown or logged."""

import time

import pytest

from ldc_k8s_dashboard.domain.redaction import redact
from tests.unit.launch.label_lines import HARMLESS, NAMED_SECRETS

FERNET = "gAAAAABnQ" + "aZ0_-" * 30


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"token {FERNET} expired", FERNET),
        (f"-H 'X-Auth-Token: {FERNET}'", FERNET),
        ('{"X-Subject-Token": "4f2c0b9e2f"}', "4f2c0b9e2f"),
        ('"password": "hunter2", "user": "x"', "hunter2"),
        ("password=hunter2&user=x", "hunter2"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0aaaa.c2lnbmF0dXJl", "eyJzdWIiOiIxIn0aaaa"),
        ("mysql://magnum:s3cret@db/magnum", "s3cret"),
        ("-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----", "MIGH"),
        ("application_credential_secret = tricky", "tricky"),
        ("rabbit_password=hunter2", "hunter2"),
        ("os_password: hunter2", "hunter2"),
        ("OS_PASSWORD=hunter2", "hunter2"),
        ("admin_pass=hunter2", "hunter2"),
        ('"adminPass": "hunter2"', "hunter2"),
        ("client_secret=hunter2", "hunter2"),
        ("access_token=hunter2", "hunter2"),
        ("auth_token=hunter2", "hunter2"),
        ("AWS_SECRET_ACCESS_KEY=hunter2", "hunter2"),
        ("Authorization: Basic aHVudGVyMg==", "aHVudGVyMg"),
        ("'Authorization': b'Basic aHVudGVyMg=='", "aHVudGVyMg"),
        ("openstack --token hunter2 token issue", "hunter2"),
        ("openstack --os-password 'hunter 2'", "2'"),
        (r"{\"password\": \"hunter2\"}", "hunter2"),
        (r"{\"password\": \"hun ter2\", \"a\": 1}", "ter2"),
        (r"{\\\"password\\\": \\\"hunter2\\\"}", "hunter2"),
        (r'{"password": "hun\"ter2"}', "ter2"),
        ("password=b'hunter2'", "hunter2"),
        ("{'X-Auth-Token': ['hunter2']}", "hunter2"),
        ("{u'password': u'hunter2'}", "hunter2"),
        ('password: "correct horse battery"', "battery"),
        ("password='correct horse battery", "battery"),
    ],
)
def test_redact_replaces_secrets(text: str, secret: str) -> None:
    assert secret not in redact(text)
    assert "***" in redact(text)


@pytest.mark.parametrize(("line", "secret"), NAMED_SECRETS)
def test_redact_replaces_the_secret_of_a_label(line: str, secret: str) -> None:
    assert secret not in redact(line)


@pytest.mark.parametrize(
    "text", [*HARMLESS, "image registry.example/pause:3.9@sha256:9f86d081 was not found"]
)
def test_redact_leaves_harmless_text(text: str) -> None:
    assert redact(text) == text


def test_redact_replaces_only_the_secret() -> None:
    text = r'{"user": "x", "password": "a b", "note": "{\"token\": \"c d\", \"e\": 1}"} at the end'
    assert redact(text) == (
        r'{"user": "x", "password": ***, "note": "{\"token\": ***, \"e\": 1}"} at the end'
    )


def test_redact_changes_its_own_output_no_further() -> None:
    redacted = redact('{"password": "a b", "user": "x"} --token abc, then')
    assert redact(redacted) == redacted


@pytest.mark.parametrize(
    "piece",
    [
        "a-",
        "token",
        "token ",
        'password="',
        "eyJ",
        "-eyJ",
        r"token=\"",
        "--token-",
        "://a:",
        "a:",
        "a:a@",
        "&sig=",
        "&a",
    ],
)
def test_redact_takes_linear_time(piece: str) -> None:
    start = time.process_time()
    redact(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "text",
    [
        "No valid host was found. There are not enough hosts available.",
        "Quota exceeded for instances: Requested 1, but already used 10 of 10",
        "Cluster 6a1c9d3e-0000-4000-8000-3f2b9d9c1a55 not found",
        "The token has expired.",
        "Basic authorization failed: passed 3 of 4 checks, bypass=none",
        "5 tokens: all used",
    ],
)
def test_redact_keeps_ordinary_sentences(text: str) -> None:
    assert redact(text) == text
