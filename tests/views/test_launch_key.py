# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A public key that is imported in the wizard: by its own button, or with the launch."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import RequestFactory

from ldc_k8s_dashboard.ui.views import sent_fields
from tests.views.launching import body, created, launch, launch_url, plain, value
from tests.views.pages import FRAGMENT, field_errors, html_of, part, read, said, text_of

KEY = (
    ed25519.Ed25519PrivateKey.generate()
    .public_key()
    .public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    .decode()
)
TYPED = {"name": "alpha", "new_key_name": "mine", "new_key": f"{KEY} me@here\r\n"}


def imported(openstack):
    return openstack.sent("POST", "/v2.1/os-keypairs", "nova")


def test_launch_imports_the_new_key_first(openstack, member):
    answer = launch(member, **TYPED)
    assert answer.status_code == 302, said(answer)
    (sent,) = imported(openstack)
    assert sent.body == {"keypair": {"name": "mine", "public_key": f"{KEY} me@here"}}
    assert body(openstack)["keypair"] == "mine"


def test_import_button_imports_and_chooses_the_key(openstack, member):
    answer = member.post(launch_url(), plain(**TYPED, **{"intent": "import_key"}))
    assert "The key pair mine was imported and is chosen." in said(answer)
    shown = [value(answer, name) for name in ("keypair", "new_key_name", "new_key", "name")]
    assert shown == ["mine", "", "", "alpha"]
    assert len(imported(openstack)) == 1
    assert created(openstack) == []


REFUSALS = [
    (409, "Key pair 'mine' already exists.", "new_key_name", "You already have a key pair"),
    (
        400,
        "Keypair data is invalid: failed to generate fingerprint",
        "new_key",
        "did not accept the key",
    ),
    (
        400,
        "Keypair data is invalid: Keypair name contains unsafe characters",
        "new_key_name",
        "did not accept the key",
    ),
    (
        400,
        "Invalid input for field/attribute name. Value: mine. 'mine' is too short",
        "new_key_name",
        "did not accept the key",
    ),
    (403, "Quota exceeded, too many key pairs.", "new_key", "as many keys in Nova"),
]


@pytest.mark.parametrize("intent", ["launch", "import_key"])
@pytest.mark.parametrize(("status", "words", "field", "sentence"), REFUSALS)
def test_key_rejected_by_nova_is_shown_at_its_field(
    openstack, member, status, words, field, sentence, intent
):
    openstack.fail("POST", "/v2.1/os-keypairs", status=status, message=words)
    answer = member.post(launch_url(), plain(**TYPED, **{"intent": intent}))
    assert answer.status_code == 200
    assert sentence in field_errors(answer, field)
    assert words not in field_errors(answer, field), "Nova's own words are outside text"
    assert words in text_of(part(answer, ".k8s-error-summary details"))
    assert value(answer, "new_key_name") == "mine"
    assert KEY in value(answer, "new_key")
    assert created(openstack) == []


def test_key_rejected_by_nova_has_its_details_in_the_steps_alone_too(openstack, member):
    words = "Keypair data is invalid: no key"
    openstack.fail("POST", "/v2.1/os-keypairs", status=400, message=words)
    form = plain(**TYPED, intent="import_key")
    answer = member.post(launch_url(part="filled"), form, headers=FRAGMENT)
    assert words in text_of(part(answer, "#launch-notice details"))


def test_key_name_that_nova_would_reject_is_not_sent(openstack, member):
    answer = launch(member, **{**TYPED, "new_key_name": "me@home"})
    assert "Use at most 255 letters a to z" in field_errors(answer, "new_key_name")
    assert imported(openstack) == []
    assert created(openstack) == []


PRIVATE_KEYS = [
    "-----BEGIN OPENSSH PRIVATE KEY-----\r\nhush\r\n-----END OPENSSH PRIVATE KEY-----",
    "PuTTY-User-Key-File-3: ssh-ed25519\r\nPrivate-Lines: 1\r\nhush",
]


SENT = "It was sent to this dashboard, which has not kept it."
ADVICE = "make a new key pair, and do not use this one any more."


@pytest.mark.usefixtures("whole_frame")
@pytest.mark.parametrize("intent", ["launch", "check", "import_key"])
@pytest.mark.parametrize("key", PRIVATE_KEYS, ids=["PEM", "PuTTY"])
def test_private_key_is_not_sent_and_not_shown_again(openstack, member, key, intent):
    answer = member.post(launch_url(), plain(**{**TYPED, "new_key": key}, **{"intent": intent}))
    assert SENT in field_errors(answer, "new_key")
    assert value(answer, "new_key") == ""
    assert value(answer, "name") == "alpha"
    assert "hush" not in html_of(answer)
    assert imported(openstack) == []
    assert created(openstack) == []


def test_private_key_without_a_name_opens_the_import(member):
    answer = launch(member, name="alpha", new_key=PRIVATE_KEYS[0])
    assert SENT in field_errors(answer, "new_key")
    assert part(answer, "details.k8s-import").has_attr("open")


@pytest.mark.usefixtures("whole_frame")
@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("?part=network", {}),
        ("?part=complete", {}),
        ("?part=filled", {"preset": "development"}),
        ("?part=filled", {"smaller": "node_count=1"}),
        ("?part=filled", {"mend": "octavia_lb_algorithm=SOURCE_IP_PORT"}),
        ("?part=filled", {"intent": "my_address"}),
        ("", {"preset": "development"}),
        ("", {"smaller": "node_count=1"}),
        ("", {"intent": "find"}),
        ("", {"intent": "restore"}),
    ],
)
def test_private_key_comes_back_in_no_step_and_is_spoken_of(member, query, sent):
    typed = plain(**{**TYPED, "new_key": PRIVATE_KEYS[0], **sent})
    headers = FRAGMENT if query else {}
    answer = member.post(launch_url() + query, typed, headers=headers)
    assert value(answer, "new_key_name") == "mine"
    assert "hush" not in html_of(answer)
    shown = text_of(read(answer))
    assert SENT in shown
    assert ADVICE in shown


@pytest.mark.parametrize("preset", ["", "development"])
def test_private_key_among_the_labels_is_spoken_of(openstack, member, preset):
    form = plain(name="alpha", labels=f"mine=1\r\n{PRIVATE_KEYS[0]}", intent="launch")
    answer = member.post(launch_url(), {**form, **({"preset": preset} if preset else {})})
    if not preset:
        assert SENT in field_errors(answer, "labels")
    assert created(openstack) == []


def test_private_key_is_not_in_the_form_that_tries_again():
    sent = RequestFactory().post("/", {"name": "alpha", "new_key": PRIVATE_KEYS[0]})
    assert sent_fields(sent) == [("name", "alpha")]


def test_private_key_with_marks_is_not_shown_again(member):
    key = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0 {$ 1 $}\n"
    form = plain(name="alpha", new_key=key, new_key_name="mine")
    answer = member.post(launch_url(), form)
    assert "c2VjcmV0" not in html_of(answer)


def test_preview_does_not_send_the_key(member):
    preview = part(member.get(launch_url()), "[data-preview]")
    assert preview["hx-params"] == "not new_key"


def test_rejected_launch_leaves_the_key_imported_and_chosen(openstack, member):
    openstack.fail("POST", "/v1/clusters", status=409, message="Conflict.")
    answer = launch(member, **TYPED)
    assert (value(answer, "keypair"), value(answer, "new_key_name")) == ("mine", "")
    assert len(imported(openstack)) == 1
