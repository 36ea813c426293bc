# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A login of a kubeconfig in a shell that has a login of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ldc_k8s_dashboard.domain.access.kubeconfig import (
    KubeconfigContext,
    cli_kubeconfig,
    client_kubeconfig,
    script_kubeconfig,
)
from ldc_k8s_dashboard.domain.access.login_environment import (
    LOGIN_VARIABLES,
    isolated_login,
    run_by_hand,
)
from tests.unit.keystone_server import Answer, serve

UNTIL = datetime(2099, 1, 1, tzinfo=UTC)
CONTEXT = KubeconfigContext(
    *("prod", "web", "0123abcd", "https://192.0.2.7:6443", "", "jo"),
    cluster_id="1a2b3c4d-0000-4000-8000-000000000000",
)
#: What `openstack rc file` downloads from Horizon set, and what people set besides.
OPENRC = {
    "OS_CLOUD": "lab",
    "OS_AUTH_URL": "https://other.example/v3",
    "OS_AUTH_TYPE": "password",
    "OS_USERNAME": "admin",
    "OS_USERID": "u",
    "OS_USER_ID": "u",
    "OS_PASSWORD": "pa$$word",
    "OS_PASSCODE": "123456",
    "OS_PROJECT_ID": "another",
    "OS_PROJECT_NAME": "another",
    "OS_USER_DOMAIN_NAME": "Default",
    "OS_PROJECT_DOMAIN_ID": "default",
    "OS_TENANT_NAME": "another",
    "OS_TENANT_ID": "another",
    "OS_DOMAIN_NAME": "Default",
    "OS_TOKEN": "gAAAA",
    "OS_AUTH_TOKEN": "gAAAA",
    "OS_SYSTEM_SCOPE": "all",
    "OS_TRUST_ID": "t",
    "OS_DEFAULT_DOMAIN": "default",
    "OS_IDENTITY_API_VERSION": "2.0",
    "OS_APPLICATION_CREDENTIAL_NAME": "mine",
}
SHELLS = [shell for shell in ("dash", "bash", "sh") if shutil.which(shell)]
needs_kubectl = pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed")


def login_of(text: str) -> dict[str, Any]:
    (user,) = yaml.safe_load(text)["users"]
    login: dict[str, Any] = user["user"]["exec"]
    return login


def client_file(auth_url: str = "https://keystone.example") -> str:
    return client_kubeconfig(CONTEXT, auth_url, "c0ffee", "s3cret", UNTIL)


def seen_by_the_program(
    text: str, tmp_path: Path, shell: Mapping[str, str] = OPENRC
) -> dict[str, str]:
    """Run the login as kubectl does, with a program that prints its OS_* variables."""
    for name in ("client-keystone-auth", "openstack"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\n")
        program.chmod(0o755)
    login = login_of(text)
    own = {variable["name"]: variable["value"] for variable in login["env"]}
    path = f"{tmp_path}:{os.environ['PATH']}"
    subprocess.run(
        [login["command"], *login.get("args", [])],
        env={**shell, "PATH": path, **own},
        capture_output=True,
        check=False,
    )
    lines = (tmp_path / "seen").read_text().splitlines()
    variables = dict(line.split("=", 1) for line in lines if "=" in line)
    return {name: value for name, value in variables.items() if name.startswith("OS_") and value}


def test_client_login_ignores_the_login_of_the_shell(tmp_path: Path) -> None:
    assert seen_by_the_program(client_file(), tmp_path) == {
        "OS_AUTH_URL": "https://keystone.example/v3",
        "OS_APPLICATION_CREDENTIAL_ID": "c0ffee",
        "OS_APPLICATION_CREDENTIAL_SECRET": "s3cret",
    }


@pytest.mark.parametrize("cloud", [{}, {"OS_CLOUD": ""}])
def test_command_line_login_with_a_cloud_ignores_the_login_of_the_shell(
    tmp_path: Path, cloud: dict[str, str]
) -> None:
    """osc_lib prefers OS_PROJECT_NAME to the project of clouds.yaml."""
    shell = {name: value for name, value in OPENRC.items() if name != "OS_CLOUD"} | cloud
    seen = seen_by_the_program(cli_kubeconfig(CONTEXT, "arm; $(id)"), tmp_path, shell)
    assert seen == {"OS_CLOUD": "arm; $(id)"}


def test_command_line_login_takes_the_cloud_of_the_shell(tmp_path: Path) -> None:
    assert seen_by_the_program(cli_kubeconfig(CONTEXT, "arm"), tmp_path) == OPENRC


def test_command_line_login_without_a_cloud_keeps_the_login_of_the_shell(tmp_path: Path) -> None:
    assert seen_by_the_program(cli_kubeconfig(CONTEXT), tmp_path) == OPENRC


def test_every_login_variable_is_set_once() -> None:
    for text in (client_file(), script_kubeconfig(CONTEXT, "https://k", "a", "b", UNTIL)):
        names = [variable["name"] for variable in login_of(text)["env"]]
        assert sorted(names) == sorted(LOGIN_VARIABLES)


def test_isolated_login_keeps_what_reaches_keystone() -> None:
    assert not isolated_login({}).keys() & {"OS_CACERT", "OS_CERT", "OS_KEY"}
    assert set(isolated_login({"OS_CLOUD": "x"}).values()) == {"", "x"}


def test_run_by_hand_has_no_secret() -> None:
    command = run_by_hand({"OS_APPLICATION_CREDENTIAL_SECRET": "s3cret"})
    assert command is not None
    assert "s3cret" not in command


def test_run_by_hand_is_left_out_for_a_value_that_cannot_be_quoted() -> None:
    assert run_by_hand({"OS_CLOUD": "jo's"}) is None
    assert "by hand" not in cli_kubeconfig(CONTEXT, "jo's")


def by_hand(text: str) -> str:
    """Return the command in the comment of a file."""
    (line,) = [line for line in text.splitlines() if "config view" in line]
    return line.removeprefix("#").strip()


@needs_kubectl
@pytest.mark.parametrize("shell", SHELLS)
def test_login_by_hand_shows_the_message_and_no_token(shell: str, tmp_path: Path) -> None:
    with serve() as keystone:
        text = script_kubeconfig(CONTEXT, keystone.url, "c0ffee", "s3cret", UNTIL)
        (tmp_path / "config").write_text(text, encoding="utf-8")
        keystone.answer = Answer(401)
        refused = run(shell, by_hand(text), tmp_path)
        keystone.grants("gAAAAABn", "2099-01-01T00:00:00.000000Z")
        granted = run(shell, by_hand(text), tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "it has expired or was revoked" in refused.stderr
    assert (granted.returncode, granted.stdout, granted.stderr) == (0, "", "")


@needs_kubectl
@pytest.mark.parametrize("shell", SHELLS)
def test_login_by_hand_gives_the_client_its_variables(shell: str, tmp_path: Path) -> None:
    program = tmp_path / "client-keystone-auth"
    program.write_text('#!/bin/sh\necho "$OS_AUTH_URL $OS_CLOUD." >&2\nexit 3\n')
    program.chmod(0o755)
    text = client_file("https://keystone.example/$(id)/`id`$HOME")
    (tmp_path / "config").write_text(text, encoding="utf-8")
    done = run(shell, by_hand(text), tmp_path)
    # A kubectl that looks at the cluster's version first runs the program too.
    assert set(done.stderr.splitlines()) == {"https://keystone.example/$(id)/`id`$HOME/v3 ."}
    assert done.returncode == 3


def run(shell: str, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{folder}:{os.environ['PATH']}"
    return subprocess.run(
        [shell, "-c", command],
        env={**OPENRC, "PATH": path, "HOME": str(folder), "KUBECONFIG": f"{folder}/config"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
