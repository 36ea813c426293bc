# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a browser keeps of the launch form holds no secret."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE
from ldc_k8s_dashboard.domain.labels.text import LabelError, parse_labels
from ldc_k8s_dashboard.domain.launch.draft import (
    kept_labels,
    kept_line,
    kept_name,
    kept_public_key,
    kept_text,
)
from tests.unit.launch.label_lines import HARMLESS, NAMED_SECRETS, UNNAMED_SECRETS

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
BLOB = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"


@pytest.mark.parametrize(("line", "secret"), [*NAMED_SECRETS, *UNNAMED_SECRETS])
def test_draft_keeps_the_name_of_a_label_with_a_secret(line: str, secret: str) -> None:
    kept = kept_line(line)
    assert secret not in kept
    assert kept in (line.partition("=")[0], "")
    assert kept_text(line) == ""


@pytest.mark.parametrize("line", HARMLESS)
def test_draft_keeps_a_harmless_line(line: str) -> None:
    assert kept_line(line) == line


def test_draft_keeps_a_line_without_a_value_only_where_it_looks_like_a_name() -> None:
    assert (kept_line("hush"), kept_line("db_password")) == ("", "db_password")


def test_draft_keeps_the_labels_of_the_catalogue() -> None:
    """Nearly all: a checksum looks like a secret, and some labels are for one."""
    lines = [
        f"{label.name}={value}"
        for label in CATALOGUE.labels.values()
        for value in (*label.choices, *label.defaults.values())
        if value is not None
    ]
    lost = {kept_line(line) for line in lines if kept_line(line) != line}
    assert lost == {
        "cluster_basic_auth_secret",
        "containerd_tarball_sha256",
        "grafana_admin_passwd",
        "helm_client_sha256",
    }


def test_draft_of_labels_cannot_be_launched_with_an_empty_value() -> None:
    assert kept_labels("mine=yes\r\ndb_password=hush\n\nalso=mine") == (
        "mine=yes\ndb_password\n\nalso=mine"
    )
    with pytest.raises(LabelError):
        parse_labels(kept_labels("db_password=hush"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (KEY, KEY),
        (f"  {KEY} demo@laptop\n", KEY),
        (f"{KEY} -----BEGIN OPENSSH PRIVATE KEY-----", KEY),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nhush\n-----END OPENSSH PRIVATE KEY-----", ""),
        (f"{BLOB}\n{BLOB}", ""),
        (f"ssh-ed25519 {BLOB}", ""),
        ("Private-Lines: 1\nAAAAIQCh", ""),
        ("AAAAIQChushhushhush", ""),
        (f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}", ""),
    ],
)
def test_draft_keeps_a_public_key_alone(text: str, kept: str) -> None:
    assert kept_public_key(text) == kept


@pytest.mark.parametrize("name", ["web", "web-3f9b02d6", "Team_1.token-service", "my laptop"])
def test_draft_keeps_the_name_of_a_cluster(name: str) -> None:
    assert kept_name(name) == name


@pytest.mark.parametrize(
    "text", ["Zk3vQ9xT2mLw8RbY5nHc", "p4$$w0rd", "me:hush@proxy", "gAAAAABnQaZ0_-aZ0_-" * 2]
)
def test_draft_keeps_no_secret_from_the_field_of_the_name(text: str) -> None:
    assert kept_name(text) == ""
