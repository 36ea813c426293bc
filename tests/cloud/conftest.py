# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Running clouds for the tests: a full one and a lean one, each made once a test run.

They are driven as anybody would, by the command and by their APIs. The services live in a
virtual environment of their own, whose python is named by LDC_CLOUD_PYTHON; here only clients
are needed.
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

from ldc_k8s_dashboard.api.transport.session import Login

LIMIT = 600.0  # seconds an operation on a cluster may take where others use the processors too
PAUSES = (0.3, 2.5)  # seconds between two looks: the first, and the longest
MICROVERSION = "container-infra 1.14"


class OneCloudEach(LoadScopeScheduling):  # type: ignore[misc]
    """One process of a test run has the full cloud and another the lean one, each with the tests
    of a folder: a second of either would take as much of the processors as the tests do."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneCloudEach:
    return OneCloudEach(config, log)


@pytest.fixture(scope="session")
def cloud_python() -> str:
    """The python of the environment in which the cloud's services are installed."""
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
        """Runs ``minicloud ARGUMENTS --state DIR``; the caller looks at the exit code."""
        return subprocess.run(
            [self.python, "-m", "minicloud", *arguments, "--state", str(self.state)],
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What ``cloud.json`` says."""
        return dict(json.loads((self.state / "cloud.json").read_text()))

    def processes(self) -> list[str]:
        """The command lines of all processes that work in this cloud's folder."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:  # it has ended meanwhile
                continue
            if line.endswith(str(self.state)):
                found.append(line)
        return found

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
        """openstacksdk, for every service but Magnum."""
        return openstack.connection.Connection(
            session=self.session(user, project), region_name=self.facts["region"]
        )

    def magnum(self, user: str = "demo", project: str = "demo") -> Magnum:
        return Magnum(self.session(user, project))

    def login(self, user: str, project: str) -> Login:
        """The login of a user, as Horizon would have it."""
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
        """Until the process that makes the sample clusters has ended by itself."""
        said = self.state / "log" / "samples.out"
        wait_until((self.state / "data" / "samples.done").exists, said.read_text, 2 * LIMIT)


class Magnum:
    """Magnum's API as one user."""

    def __init__(self, login: session.Session) -> None:
        self.login = login

    def call(
        self, method: str, path: str, body: Any = None, version: str = MICROVERSION
    ) -> Response:
        """Any answer is returned, whatever its status."""
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
        """The answer's JSON; a refusal fails the test with Magnum's words."""
        answer = self.call(method, path, body)
        assert answer.status_code in (200, 201, 202, 204), f"{answer.status_code}: {answer.text}"
        return answer.json() if answer.text else None

    def create(self, name: str, template: str, **body: Any) -> None:
        """Asks for a cluster; labels are merged into the template's."""
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
        """None when it is gone. Between two rows of its database Magnum answers 400: it is
        asked again then, as every client must."""
        answer = Response()

        def told() -> bool:
            nonlocal answer
            answer = self.call("GET", f"/clusters/{name}")
            return answer.status_code != 400

        wait_until(told, lambda: answer.text)
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def settled(self, name: str) -> dict[str, Any] | None:
        """The cluster once nothing is in progress any more; None when it is gone."""
        cluster = None

        def at_rest() -> bool:
            nonlocal cluster
            cluster = self.cluster(name)
            return cluster is None or not cluster["status"].endswith("_IN_PROGRESS")

        wait_until(at_rest, lambda: f"{name} is still {cluster}")
        return cluster

    def after(self, name: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Asks for something and returns the cluster when it is done with it.

        A 202 comes before the conductor has looked at the request, so the wait begins with the
        cluster's change.
        """
        before = self.cluster(name)
        assert before is not None
        self.accepted(method, path, body)
        self._changed(before, f"{method} {path}")
        settled = self.settled(name)
        assert settled is not None
        return settled

    def delete(self, name: str) -> dict[str, Any] | None:
        """None when the cluster is gone, otherwise the cluster that could not be deleted."""
        before = self.cluster(name)
        if before is None:
            return None
        self.accepted("DELETE", f"/clusters/{name}")
        self._changed(before, f"DELETE {name}")
        return self.settled(name)

    def _changed(self, before: dict[str, Any], asked: str) -> None:
        """Until the cluster is another one than before, or gone."""

        def another() -> bool:
            now = self.cluster(before["uuid"])
            return now is None or now["updated_at"] != before["updated_at"]

        wait_until(another, lambda: f"nothing became of {asked}")


def wait_until(
    happened: Callable[[], bool], otherwise: Callable[[], str], limit: float = LIMIT
) -> None:
    """Looks again and again, ever less often: the services' answers cost what they work with.

    Fails with what `otherwise` says after `limit` seconds.
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
    """Have the samples made once, for all full clouds; who comes second waits for the first."""
    command = [cloud_python, "-m", "minicloud", "prepare"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def new_cloud(cloud_python: str, tmp_path: Path) -> Iterator[Cloud]:
    """A folder in which no cloud was ever made; what a test starts there is ended after it."""
    made = Cloud(cloud_python, tmp_path / "cloud")
    yield made
    made.command("wipe")


def _running(made: Cloud, *options: str) -> Iterator[Cloud]:
    up = made.command("up", "--port-base", str(processes.free_port_base()), *options)
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        yield made
    finally:
        made.command("wipe")
