# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The program inside the kubeconfig, run by every shell there is, against a real Keystone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from ldc_k8s_dashboard.domain.access.login_script import LOGIN_SCRIPT

SHELLS = [
    [found, *arguments]
    for name, *arguments in (["sh"], ["bash"], ["dash"], ["busybox", "sh"])
    if (found := shutil.which(name) or (name if name in ("sh", "bash") else ""))
]
REFUSED = (
    "Keystone refused this kubeconfig: it has expired or was revoked. "
    "Download a new one from the dashboard.\n"
)
SHORT = timedelta(seconds=2)


@dataclass(frozen=True)
class Login:
    """Return the environment of the kubeconfig."""

    auth_url: str
    ident: str
    secret: str

    def run(self, shell: list[str]) -> subprocess.CompletedProcess[str]:
        """Runs the script as kubectl does."""
        return subprocess.run(
            [*shell, "-c", LOGIN_SCRIPT],
            env={
                "PATH": os.environ["PATH"],
                "OS_AUTH_URL": self.auth_url,
                "OS_APPLICATION_CREDENTIAL_ID": self.ident,
                "OS_APPLICATION_CREDENTIAL_SECRET": self.secret,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="module")
def make(lean_cloud: Any) -> Iterator[Callable[..., Login]]:
    """Makes application credentials, and deletes in the end those that still exist."""
    identity = lean_cloud.connection("demo", "demo").identity
    user = identity.session.get_user_id()
    made: list[Any] = []

    def one(**options: Any) -> Login:
        name = f"script-{len(made)}"
        credential = identity.create_application_credential(user, name=name, **options)
        made.append(credential)
        return Login(lean_cloud.facts["auth_url"], credential.id, credential.secret)

    yield one
    for found in made:
        identity.delete_application_credential(user, found, ignore_missing=True)


@pytest.fixture(scope="module")
def login(make: Callable[..., Login]) -> Login:
    return make()


@pytest.fixture(scope="module")
def refused(lean_cloud: Any, make: Callable[..., Login], login: Login) -> dict[str, Login]:
    """Return unusable credentials, by what is wrong with them."""
    end = datetime.now(UTC) + SHORT
    expired = make(expires_at=end.strftime("%Y-%m-%dT%H:%M:%S.%f"))
    revoked = make()
    identity = lean_cloud.connection("demo", "demo").identity
    identity.delete_application_credential(identity.session.get_user_id(), revoked.ident)
    while datetime.now(UTC) <= end + timedelta(seconds=1):  # Keystone counts whole seconds
        time.sleep(0.1)
    return {
        "expired": expired,
        "revoked": revoked,
        "wrong secret": Login(login.auth_url, login.ident, "not-the-secret"),
    }


@contextlib.contextmanager
def arguments_of_all_programs() -> Iterator[set[bytes]]:
    """What stands in /proc/*/cmdline, looked at again and again meanwhile."""
    seen: set[bytes] = set()
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            for entry in Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):  # it has ended meanwhile
                    seen.add(entry.read_bytes())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_login_script_gets_a_valid_token(login: Login, shell: list[str]) -> None:
    done = login.run(shell)
    assert (done.returncode, done.stderr) == (0, "")
    status = json.loads(done.stdout)["status"]
    assert datetime.fromisoformat(status["expirationTimestamp"]) > datetime.now(UTC)
    headers = {"X-Auth-Token": status["token"], "X-Subject-Token": status["token"]}
    answer = requests.get(f"{login.auth_url}/auth/tokens", headers=headers, timeout=30)
    token = answer.json()["token"]
    assert token["project"]["name"] == "demo"
    assert token["application_credential"]["id"] == login.ident


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("fault", ["expired", "revoked", "wrong secret"])
def test_login_script_explains_an_unusable_credential(
    refused: dict[str, Login], fault: str, shell: list[str]
) -> None:
    done = refused[fault].run(shell)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(REFUSED)
    assert refused[fault].secret not in done.stderr


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_login_script_passes_no_secret_as_an_argument(login: Login, shell: list[str]) -> None:
    """The machine's programs are looked at while it runs. That they are seen at all is told by
    curl's own arguments."""
    with arguments_of_all_programs() as seen:
        for _ in range(10):  # it runs for a moment only
            token = json.loads(login.run(shell).stdout)["status"]["token"]
            if any(b"curl\0" in line and login.auth_url.encode() in line for line in seen):
                break
    curls = [line for line in seen if line.startswith(b"curl\0")]
    assert any(login.auth_url.encode() in line for line in curls)
    for line in seen:
        assert login.secret.encode() not in line
        assert token.encode() not in line
