# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The program of the kubeconfig that takes its tokens from the OpenStack command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ldc_k8s_dashboard.domain.access.login_script import (
    CLI_SCRIPT,
    EXEC_API_VERSION,
    PROJECT_VARIABLE,
)

PROJECT = "77e1a6c2e4c448f09c2edaf5b43021b8"
TOKEN = "gAAAAABn-_" + "Zz09" * 50
SHELLS = [
    [found, *arguments]
    for name, *arguments in (["sh"], ["dash"], ["bash"], ["busybox", "sh"])
    if (found := shutil.which(name))
]


def answer(
    token: str = TOKEN, expires: str = "2026-11-25T00:24:51+0000", project: str = PROJECT
) -> str:
    """What `openstack token issue -f shell` prints."""
    return f'expires="{expires}"\nid="{token}"\nproject_id="{project}"\n'


def run(
    folder: Path, printed: str, *, code: int = 0, shell: list[str] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the script with an `openstack` that prints this and notes how it was called."""
    program = folder / "openstack"
    (folder / "printed").write_text(printed)
    program.write_text(
        f'#!/bin/sh\nprintf "%s %s\\n" "${{OS_CLOUD-}}" "$*" >{folder}/called\n'
        f"cat {folder}/printed\nexit {code}\n"
    )
    program.chmod(0o755)
    return subprocess.run(
        [*(shell or ["sh"]), "-c", CLI_SCRIPT],
        env={"PATH": f"{folder}:{os.defpath}", PROJECT_VARIABLE: PROJECT, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_it_prints_what_kubectl_reads(tmp_path: Path, shell: list[str]) -> None:
    done = run(tmp_path, answer(), shell=shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "apiVersion": EXEC_API_VERSION,
        "kind": "ExecCredential",
        # kubectl takes RFC 3339 alone, and +0000 is none.
        "status": {"token": TOKEN, "expirationTimestamp": "2026-11-25T00:24:51Z"},
    }


def test_the_cloud_that_was_chosen_is_asked(tmp_path: Path) -> None:
    run(tmp_path, answer(), OS_CLOUD="my cloud; $(id)")
    called = (tmp_path / "called").read_text()
    assert called == "my cloud; $(id) token issue -f shell -c id -c expires -c project_id\n"


def test_a_time_that_kubectl_would_not_take_is_left_out(tmp_path: Path) -> None:
    done = run(tmp_path, answer(expires="2026-11-25T00:24:51+0100"))
    assert json.loads(done.stdout)["status"] == {"token": TOKEN}


def test_a_login_to_another_project_is_refused_and_says_which(tmp_path: Path) -> None:
    done = run(tmp_path, answer(project="another"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "logged in to project another" in done.stderr
    assert PROJECT in done.stderr


def test_a_login_that_fails_says_how_to_look_into_it(tmp_path: Path) -> None:
    done = run(tmp_path, "", code=1, OS_CLOUD="lab")
    assert (done.returncode, done.stdout) == (1, "")
    assert "could not log in. Try: openstack --os-cloud lab token issue" in done.stderr


@pytest.mark.parametrize("token", ["", 'a","kind":"Evil', "a b", "$(id)"])
def test_what_is_no_token_is_an_error(tmp_path: Path, token: str) -> None:
    done = run(tmp_path, answer(token=token))
    if not token or done.returncode:
        assert (done.returncode, done.stdout) == (1, "")
        assert "gave no token" in done.stderr
    else:
        # The quote ends the value: what stands behind it goes nowhere.
        assert json.loads(done.stdout)["status"]["token"] == "a"


def test_a_missing_command_line_is_named(tmp_path: Path) -> None:
    shell = shutil.which("dash") or "sh"
    done = subprocess.run(
        [shell, "-c", CLI_SCRIPT],
        env={"PATH": str(tmp_path), PROJECT_VARIABLE: PROJECT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Install python-openstackclient" in done.stderr


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "-"],
        input=CLI_SCRIPT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
