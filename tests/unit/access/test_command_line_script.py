# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The script of a kubeconfig that gets its tokens from the OpenStack command line."""

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
    [path, *arguments]
    for name, *arguments in (["sh"], ["dash"], ["bash"], ["busybox", "sh"])
    if (path := shutil.which(name))
]


def answer(
    token: str = TOKEN, expires: str = "2026-11-25T00:24:51+0000", project: str = PROJECT
) -> str:
    """Return what `openstack token issue -f shell` prints."""
    return f'expires="{expires}"\nid="{token}"\nproject_id="{project}"\n'


def run(
    folder: Path, printed: str, *, code: int = 0, shell: list[str] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the script with an `openstack` that prints `printed` and records how it was called."""
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
def test_cli_script_prints_an_exec_credential(tmp_path: Path, shell: list[str]) -> None:
    done = run(tmp_path, answer(), shell=shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "apiVersion": EXEC_API_VERSION,
        "kind": "ExecCredential",
        # kubectl accepts only RFC 3339, which +0000 is not.
        "status": {"token": TOKEN, "expirationTimestamp": "2026-11-25T00:24:51Z"},
    }


def test_cli_script_uses_the_chosen_cloud(tmp_path: Path) -> None:
    run(tmp_path, answer(), OS_CLOUD="my cloud; $(id)")
    called = (tmp_path / "called").read_text()
    assert called == "my cloud; $(id) token issue -f shell -c id -c expires -c project_id\n"


def test_cli_script_omits_an_expiry_that_kubectl_rejects(tmp_path: Path) -> None:
    done = run(tmp_path, answer(expires="2026-11-25T00:24:51+0100"))
    assert json.loads(done.stdout)["status"] == {"token": TOKEN}


def test_cli_script_rejects_a_login_to_another_project(tmp_path: Path) -> None:
    done = run(tmp_path, answer(project="another"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "logged in to project another" in done.stderr
    assert PROJECT in done.stderr


def test_cli_script_reports_a_failed_login(tmp_path: Path) -> None:
    done = run(tmp_path, "", code=1, OS_CLOUD="lab")
    assert (done.returncode, done.stdout) == (1, "")
    assert "could not log in. Try: openstack --os-cloud lab token issue" in done.stderr


@pytest.mark.parametrize("token", ["", 'a","kind":"Evil', "a b", "$(id)"])
def test_cli_script_fails_without_a_valid_token(tmp_path: Path, token: str) -> None:
    done = run(tmp_path, answer(token=token))
    if not token or done.returncode:
        assert (done.returncode, done.stdout) == (1, "")
        assert "returned no token" in done.stderr
    else:
        # The quote ends the value; the script ignores the text after it.
        assert json.loads(done.stdout)["status"]["token"] == "a"


def test_cli_script_reports_a_missing_command_line(tmp_path: Path) -> None:
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
def test_cli_script_passes_shellcheck() -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=sh", "-"],
        input=CLI_SCRIPT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
