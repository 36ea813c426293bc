# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The openssl command that makes a certificate request, for any name."""

from __future__ import annotations

import shutil
import subprocess
import tempfile

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access.csr import check_certificate_request, openssl_command

EXCLUDED_CHECKS = "SC1003,SC1015,SC1016,SC1100,SC1110,SC1111,SC1112"
"""Checks that guess that a curly quote, dash or backslash of a name was meant for the shell.
Those of the level "info" also guess, for example whether $(id) in single quotes was to run."""

PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@settings(max_examples=12, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), PRINTABLE)
@example('o\'neil "jo" $(id) `id`\n- a: &b', "0123abcd")
def test_openssl_command_passes_shellcheck_for_any_name(name: str, group: str) -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "--severity=warning", f"--exclude={EXCLUDED_CHECKS}", "-"],
        input=f"{openssl_command(name, group)}\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@settings(max_examples=15, deadline=None)
@given(PRINTABLE, st.just("0123abcd"))
@example("o'neil/+=\\,\"$(id)`id`", "system:masters")
def test_openssl_command_creates_a_request_for_exactly_that_name(name: str, group: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["sh", "-c", openssl_command(name, group)],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 0, done.stderr
    request = x509.load_pem_x509_csr(done.stdout.encode())
    (common_name,) = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert common_name.value == name
    assert check_certificate_request(done.stdout, common_name=name, organization=group) is None
