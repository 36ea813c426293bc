# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The login script of a kubeconfig, run by several shells against a server on loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ldc_k8s_dashboard.domain.access.login_script import EXEC_API_VERSION, LOGIN_SCRIPT
from tests.unit.keystone_server import Answer, KeystoneServer, serve

SECRET = "s3cret-Of_The~credential"
TOKEN = "gAAAAABn-_" + "Zz09" * 50
UNTIL = "2026-11-24T12:00:00.000000Z"

SHELLS = [
    [path, *arguments]
    for name, *arguments in (["sh"], ["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"])
    if (path := shutil.which(name))
]
AWKS = [
    [path, *arguments]
    for name, *arguments in (["mawk"], ["gawk", "--posix"], ["original-awk"], ["busybox", "awk"])
    if (path := shutil.which(name))
]


@pytest.fixture
def keystone() -> Iterator[KeystoneServer]:
    with serve() as server:
        yield server


def run(
    url: str, shell: list[str], path: str = os.defpath, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the script as kubectl would, with a bare environment."""
    return subprocess.run(
        [*shell, "-c", LOGIN_SCRIPT],
        env={
            "PATH": path,
            "OS_AUTH_URL": f"{url}/identity/v3",
            "OS_APPLICATION_CREDENTIAL_ID": "c0ffee",
            "OS_APPLICATION_CREDENTIAL_SECRET": SECRET,
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("header", ["X-Subject-Token", "x-subject-token", "X-SUBJECT-TOKEN"])
def test_login_script_prints_an_exec_credential(
    keystone: KeystoneServer, shell: list[str], header: str
) -> None:
    keystone.grants(TOKEN, UNTIL, header)
    done = run(keystone.url, shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "apiVersion": EXEC_API_VERSION,
        "kind": "ExecCredential",
        "status": {"token": TOKEN, "expirationTimestamp": UNTIL},
    }


@pytest.mark.parametrize("awk", AWKS, ids=" ".join)
def test_login_script_works_with_every_awk(
    keystone: KeystoneServer, tmp_path: Path, awk: list[str]
) -> None:
    keystone.grants(TOKEN, UNTIL, "x-subject-token")
    wrapper = tmp_path / "awk"
    wrapper.write_text(f'#!/bin/sh\nexec {" ".join(awk)} "$@"\n')
    wrapper.chmod(0o755)
    done = run(keystone.url, ["/bin/sh"], path=f"{tmp_path}:{os.defpath}")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == {"token": TOKEN, "expirationTimestamp": UNTIL}


def test_login_script_requests_a_token_with_the_credential(keystone: KeystoneServer) -> None:
    keystone.grants(TOKEN, UNTIL)
    run(keystone.url, ["sh"])
    (request,) = keystone.requests
    assert (request.method, request.path) == ("POST", "/identity/v3/auth/tokens?nocatalog")
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body) == {
        "auth": {
            "identity": {
                "methods": ["application_credential"],
                "application_credential": {"id": "c0ffee", "secret": SECRET},
            }
        }
    }


def test_login_script_passes_no_secret_as_an_argument(
    keystone: KeystoneServer, tmp_path: Path
) -> None:
    keystone.grants(TOKEN, UNTIL)
    log = tmp_path / "arguments"
    for program in ("curl", "awk", "printf", "env", "cat"):
        wrapper = tmp_path / program
        real = shutil.which(program)
        wrapper.write_text(f'#!/bin/sh\nprintf "%s\\n" {program} "$@" >>{log}\nexec {real} "$@"\n')
        wrapper.chmod(0o755)
    done = run(keystone.url, ["dash"], path=f"{tmp_path}:{os.defpath}")
    assert json.loads(done.stdout)["status"]["token"] == TOKEN
    arguments = log.read_text()
    assert "curl" in arguments
    assert SECRET not in arguments
    assert TOKEN not in arguments


@pytest.mark.parametrize("status", [401, 404])
@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_login_script_reports_a_revoked_or_expired_credential(
    keystone: KeystoneServer, shell: list[str], status: int
) -> None:
    keystone.answer = Answer(status, [], b'{"error": {"message": "not authorised"}}')
    done = run(keystone.url, shell)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "expired or was revoked. Download a new one" in done.stderr


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_login_script_reports_another_error_of_keystone(
    keystone: KeystoneServer, status: int
) -> None:
    keystone.answer = Answer(status, [("X-Subject-Token", TOKEN)], b"no")
    done = run(keystone.url, ["sh"])
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Keystone at {keystone.url}/identity/v3 could not log you in" in done.stderr


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, [], b"<html>a captive portal</html>"),
        Answer(301, [("Location", "https://elsewhere.invalid/")], b""),
        Answer(201, [("X-Subject-Token", "")], b"{}"),
        Answer(201, [("X-Subject-Token", 'a","kind":"Evil')], b"{}"),
    ],
)
def test_login_script_fails_without_a_valid_token(keystone: KeystoneServer, answer: Answer) -> None:
    keystone.answer = answer
    done = run(keystone.url, ["sh"])
    assert (done.returncode, done.stdout) == (1, "")
    assert "returned no token" in done.stderr


def test_login_script_accepts_a_token_without_an_expiry(keystone: KeystoneServer) -> None:
    keystone.answer = Answer(201, [("X-Subject-Token", TOKEN)], b'{"token": {}}')
    assert json.loads(run(keystone.url, ["sh"]).stdout)["status"] == {"token": TOKEN}


def test_login_script_reports_an_unreachable_keystone() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = run(f"http://127.0.0.1:{unused.getsockname()[1]}", ["sh"])
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be reached. Check the network" in done.stderr


@pytest.mark.parametrize("missing", ["curl", "awk"])
def test_login_script_names_a_missing_program(
    keystone: KeystoneServer, tmp_path: Path, missing: str
) -> None:
    for program in {"curl", "awk"} - {missing}:
        (tmp_path / program).symlink_to(shutil.which(program) or "")
    shell = shutil.which("dash") or shutil.which("sh") or "sh"
    done = run(keystone.url, [shell], path=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"needs {missing}" in done.stderr
    assert keystone.requests == []


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_login_script_passes_shellcheck() -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "-"],
        input=LOGIN_SCRIPT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
