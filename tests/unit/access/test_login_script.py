# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The program inside the kubeconfig, run by every shell there is, against a server on loopback."""

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
from tests.unit.keystone_stub import Answer, Stub, serve

SECRET = "s3cret-Of_The~credential"
TOKEN = "gAAAAABn-_" + "Zz09" * 50
UNTIL = "2026-11-24T12:00:00.000000Z"

SHELLS = [
    [found, *arguments]
    for name, *arguments in (["sh"], ["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"])
    if (found := shutil.which(name))
]
AWKS = [
    [found, *arguments]
    for name, *arguments in (["mawk"], ["gawk", "--posix"], ["original-awk"], ["busybox", "awk"])
    if (found := shutil.which(name))
]


@pytest.fixture
def keystone() -> Iterator[Stub]:
    with serve() as stub:
        yield stub


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
def test_it_logs_in_and_prints_what_kubectl_reads(
    keystone: Stub, shell: list[str], header: str
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
def test_every_awk_reads_the_answer(keystone: Stub, tmp_path: Path, awk: list[str]) -> None:
    keystone.grants(TOKEN, UNTIL, "x-subject-token")
    wrapper = tmp_path / "awk"
    wrapper.write_text(f'#!/bin/sh\nexec {" ".join(awk)} "$@"\n')
    wrapper.chmod(0o755)
    done = run(keystone.url, ["/bin/sh"], path=f"{tmp_path}:{os.defpath}")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == {"token": TOKEN, "expirationTimestamp": UNTIL}


def test_it_asks_keystone_for_a_token_of_the_application_credential(keystone: Stub) -> None:
    keystone.grants(TOKEN, UNTIL)
    run(keystone.url, ["sh"])
    (asked,) = keystone.asked
    assert (asked.method, asked.path) == ("POST", "/identity/v3/auth/tokens?nocatalog")
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body) == {
        "auth": {
            "identity": {
                "methods": ["application_credential"],
                "application_credential": {"id": "c0ffee", "secret": SECRET},
            }
        }
    }


def test_neither_secret_nor_token_stands_in_any_programs_arguments(
    keystone: Stub, tmp_path: Path
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
def test_a_revoked_or_expired_credential_is_told_apart(
    keystone: Stub, shell: list[str], status: int
) -> None:
    keystone.answer = Answer(status, [], b'{"error": {"message": "not authorised"}}')
    done = run(keystone.url, shell)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "expired or was revoked. Download a new one" in done.stderr


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_another_refusal_says_which_keystone_and_to_try_again(keystone: Stub, status: int) -> None:
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
def test_an_answer_without_a_sound_token_is_an_error(keystone: Stub, answer: Answer) -> None:
    keystone.answer = answer
    done = run(keystone.url, ["sh"])
    assert (done.returncode, done.stdout) == (1, "")
    assert "without a token" in done.stderr


def test_a_token_without_an_end_is_still_a_token(keystone: Stub) -> None:
    keystone.answer = Answer(201, [("X-Subject-Token", TOKEN)], b'{"token": {}}')
    assert json.loads(run(keystone.url, ["sh"]).stdout)["status"] == {"token": TOKEN}


def test_keystone_out_of_reach_is_said() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = run(f"http://127.0.0.1:{unused.getsockname()[1]}", ["sh"])
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be reached. Check the network" in done.stderr


@pytest.mark.parametrize("missing", ["curl", "awk"])
def test_a_missing_program_is_named(keystone: Stub, tmp_path: Path, missing: str) -> None:
    for program in {"curl", "awk"} - {missing}:
        (tmp_path / program).symlink_to(shutil.which(program) or "")
    shell = shutil.which("dash") or shutil.which("sh") or "sh"
    done = run(keystone.url, [shell], path=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"needs {missing}" in done.stderr
    assert keystone.asked == []


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "-"],
        input=LOGIN_SCRIPT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
