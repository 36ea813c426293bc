# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Running clouds for the tests: a full one and a lean one, each made once in a test run.

The tests use their command and their APIs. The services are installed in a virtual environment of
their own, and LDC_CLOUD_PYTHON names its python; here only clients are needed.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openstack
import pytest
from keystoneauth1 import session
from keystoneauth1.identity import v3
from minicloud import processes
from openstack.connection import Connection
from requests import Response
from xdist.scheduler import LoadScopeScheduling

from ldc_k8s_dashboard.api.transport.login import Login

LIMIT = 600.0  # seconds for an operation on a cluster, on a machine that is busy
PAUSES = (0.3, 2.5)  # seconds between two checks: the first, and the longest
MICROVERSION = "container-infra 1.14"


class OneCloudEach(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each process of a test run the tests of one folder, and so one cloud.

    A second cloud of either kind would take as much of the processors as the tests do.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneCloudEach:
    return OneCloudEach(config, log)


@pytest.fixture(scope="session")
def cloud_python() -> str:
    """Return the python of the environment in which the cloud's services are installed."""
    python = os.environ.get("LDC_CLOUD_PYTHON")
    if not python:
        pytest.fail(
            "LDC_CLOUD_PYTHON must name the python of the embedded cloud's virtual environment: "
            "run the tests with ./run_tests.sh, which makes one."
        )
    return python


@dataclass(frozen=True)
class Cloud:
    """A cloud's command and, while it is up, its APIs as any of its users."""

    python: str
    state: Path

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``minicloud ARGUMENTS --state DIR``; the caller checks the exit code."""
        return subprocess.run(
            [self.python, "-m", "minicloud", *arguments, "--state", str(self.state)],
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def facts(self) -> dict[str, Any]:
        """Return the content of ``cloud.json``."""
        return dict(json.loads((self.state / "cloud.json").read_text()))

    def processes(self) -> list[str]:
        """Return the command lines of all processes that work in this cloud's folder."""
        lines = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:  # it has ended meanwhile
                continue
            if line.endswith(str(self.state)):
                lines.append(line)
        return lines

    def session(self, user: str, project: str) -> session.Session:
        login = v3.Password(
            self.facts["auth_url"],
            username=user,
            password=next(u["password"] for u in self.facts["users"] if u["name"] == user),
            project_name=project,
            user_domain_name="Default",
            project_domain_name="Default",
        )
        return session.Session(login)

    def connection(self, user: str, project: str) -> Connection:
        """Return a connection of openstacksdk, for every service but Magnum."""
        return openstack.connection.Connection(
            session=self.session(user, project), region_name=self.facts["region"]
        )

    def magnum(self, user: str = "demo", project: str = "demo") -> Magnum:
        return Magnum(self.session(user, project))

    def login(self, user: str, project: str) -> Login:
        """Return the login of a user, as Horizon would make it."""
        signed_in = self.session(user, project)
        access = signed_in.auth.get_access(signed_in)
        return Login(
            token=access.auth_token,
            auth_url=self.facts["auth_url"],
            region=self.facts["region"],
            project_id=access.project_id,
            project_name=project,
            user_id=access.user_id,
            user_name=user,
            roles=tuple(access.role_names),
            catalog=tuple(access.service_catalog.catalog),
        )

    def wait_for_samples(self) -> None:
        """Wait until the process that makes the sample clusters has ended by itself."""
        output = self.state / "log" / "samples.out"
        wait_until((self.state / "data" / "samples.done").exists, output.read_text, 2 * LIMIT)


class Magnum:
    """Magnum's API as one user."""

    def __init__(self, login: session.Session) -> None:
        self.login = login

    def call(
        self, method: str, path: str, body: Any = None, version: str = MICROVERSION
    ) -> Response:
        """Send a request and return the answer, with any status."""
        answer: Response = self.login.request(
            path,
            method,
            json=body,
            headers={"OpenStack-API-Version": version},
            endpoint_filter={"service_type": "container-infra"},
            raise_exc=False,
        )
        return answer

    def accepted(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer's JSON; a refusal fails the test with Magnum's message."""
        answer = self.call(method, path, body)
        assert answer.status_code in (200, 201, 202, 204), f"{answer.status_code}: {answer.text}"
        return answer.json() if answer.text else None

    def create(self, name: str, template: str, **body: Any) -> None:
        """Create a cluster; labels are merged into the template's."""
        request = {
            "name": name,
            "cluster_template_id": template,
            "master_count": 1,
            "node_count": 1,
            "merge_labels": True,
            **body,
        }
        self.accepted("POST", "/clusters", request)
        wait_until(  # the 202 comes before the row
            lambda: self.cluster(name) is not None, lambda: f"{name} was accepted, never appeared"
        )

    def cluster(self, name: str) -> dict[str, Any] | None:
        """Return the cluster, or None when it no longer exists.

        Magnum answers 400 while it writes the rows of a cluster; like every client, this then
        repeats the request.
        """
        answer = Response()

        def is_answered() -> bool:
            nonlocal answer
            answer = self.call("GET", f"/clusters/{name}")
            return answer.status_code != 400

        wait_until(is_answered, lambda: answer.text)
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def settled(self, name: str) -> dict[str, Any] | None:
        """Wait until nothing is in progress; return the cluster, or None if it was deleted."""
        cluster = None

        def is_settled() -> bool:
            nonlocal cluster
            cluster = self.cluster(name)
            return cluster is None or not cluster["status"].endswith("_IN_PROGRESS")

        wait_until(is_settled, lambda: f"{name} is still {cluster}")
        return cluster

    def after(self, name: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send a request and return the cluster when its operation has ended.

        Magnum answers 202 before the conductor has handled the request, so this first waits for a
        change of the cluster.
        """
        before = self.cluster(name)
        assert before is not None
        self.accepted(method, path, body)
        self._changed(before, f"{method} {path}")
        settled = self.settled(name)
        assert settled is not None
        return settled

    def delete(self, name: str) -> dict[str, Any] | None:
        """Delete a cluster. Return None, or the cluster if it could not be deleted."""
        before = self.cluster(name)
        if before is None:
            return None
        self.accepted("DELETE", f"/clusters/{name}")
        self._changed(before, f"DELETE {name}")
        return self.settled(name)

    def _changed(self, before: dict[str, Any], request: str) -> None:
        """Wait until the cluster has changed or was deleted."""

        def has_changed() -> bool:
            now = self.cluster(before["uuid"])
            return now is None or now["updated_at"] != before["updated_at"]

        wait_until(has_changed, lambda: f"{request} had no effect")


def wait_until(
    happened: Callable[[], bool], otherwise: Callable[[], str], limit: float = LIMIT
) -> None:
    """Wait until ``happened()`` is true, with growing pauses, since each check is work for a
    service.

    Fails with the text of ``otherwise()`` after ``limit`` seconds.
    """
    end = time.monotonic() + limit
    pause, longest = PAUSES
    while not happened():
        assert time.monotonic() < end, otherwise()
        time.sleep(pause)
        pause = min(1.3 * pause, longest)


@pytest.fixture(scope="session")
def port_base() -> Callable[[], int]:
    return processes.free_port_base


@pytest.fixture(scope="session")
def cloud(cloud_python: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A full cloud, with all its services and real resources in its clusters."""
    prepare(cloud_python)
    yield from _running(Cloud(cloud_python, tmp_path_factory.mktemp("full")))


@pytest.fixture(scope="session")
def lean_cloud(cloud_python: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A cloud without Cinder, Octavia and real resources."""
    yield from _running(Cloud(cloud_python, tmp_path_factory.mktemp("lean")), "--lean")


def prepare(cloud_python: str) -> None:
    """Make the samples once for all full clouds; a second process waits for the first one."""
    command = [cloud_python, "-m", "minicloud", "prepare"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def new_cloud(cloud_python: str, tmp_path: Path) -> Iterator[Cloud]:
    """A cloud that does not exist yet; what a test starts there is ended after the test."""
    made = Cloud(cloud_python, tmp_path / "cloud")
    yield made
    made.command("wipe")


def allow_many_clusters(made: Cloud) -> None:
    """Raise project demo's limit: the tests of a run launch more clusters than a person does."""
    project = made.session("demo", "demo").get_project_id()
    limit = {"project_id": project, "resource": "Cluster", "hard_limit": 1000}
    made.magnum("admin", "admin").accepted("POST", "/quotas", limit)


def _running(made: Cloud, *options: str) -> Iterator[Cloud]:
    up = made.command("up", "--port-base", str(processes.free_port_base()), *options)
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        allow_many_clusters(made)
        yield made
    finally:
        made.command("wipe")
