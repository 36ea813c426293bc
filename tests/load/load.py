# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Lets people work with a Horizon, and judges how it went."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.served import Site
from tests.cloud.conftest import Cloud
from tests.load.workers import Watch, sample, workers

LOCUSTFILE = Path(__file__).with_name("locustfile.py")
PROJECT = "load"
ROLES = ("member", "load-balancer_member", "creator", "k8s_admin")
CLUSTERS_ALLOWED = 500
P95_SECONDS = 2.5
MEMORY_GROWTH = 1.05
_SOCKETS_CLOSE_WITHIN = 15.0
KEPT_BY_HORIZON = 25
"""Connections that a worker can keep: Horizon's Neutron clients of the last users (memoized in
openstack_dashboard/api/neutron.py `neutronclient`, MEMOIZED_MAX_SIZE_DEFAULT)."""
_NEW_CLUSTER = re.compile(r" POST \S*/v1/clusters/? 202 ")


@dataclass(frozen=True)
class Plan:
    """How many people work, for how long, and with how many requests a second in all."""

    people: int
    seconds: int
    rate: float
    warm_up: int
    """Seconds after which memory should no longer grow."""


@dataclass
class Report:
    """What a load did; `broken` are sentences about what should not have been."""

    requests: int = 0
    failures: int = 0
    rate: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    launched: int = 0
    clusters_requested: int = 0
    duplicates: list[str] = field(default_factory=list)
    resident_mb_warm: float = 0.0
    resident_mb_end: float = 0.0
    most_connections: int = 0
    connections_left: int = 0
    connections_allowed: int = 0
    by_name: dict[str, dict[str, str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"

    def as_table(self) -> str:
        lines = [
            f"{'':32} {'number':>7} {'failed':>7} {'median ms':>10} {'p95 ms':>8}",
            *(
                f"{name:32} {row['Request Count']:>7} {row['Failure Count']:>7} "
                f"{row['50%']:>10} {row['95%']:>8}"
                for name, row in self.by_name.items()
            ),
            "",
            f"{self.requests} requests, {self.rate:.1f} a second; {self.failures} failed",
            f"median {self.p50_ms:.0f} ms, p95 {self.p95_ms:.0f} ms",
            f"{self.launched} launches, {self.clusters_requested} clusters requested of Magnum",
            f"memory of Horizon's workers: {self.resident_mb_warm:.0f} MB after the warm-up, "
            f"{self.resident_mb_end:.0f} MB at the end",
            f"connections to the cloud: {self.most_connections} at most, "
            f"{self.connections_left} left (Horizon's own clients keep up to "
            f"{self.connections_allowed})",
            *(f"ERROR: {error}" for error in self.errors),
            *(f"BROKEN: {sentence}" for sentence in self.broken),
        ]
        return "\n".join(lines)


def prepare_people(cloud: Cloud, number: int) -> list[str]:
    """Make a project with so many people and enough clusters; return their names."""
    admin = cloud.connection("admin", "admin")
    project = admin.identity.find_project(PROJECT) or admin.identity.create_project(
        name=PROJECT, domain_id="default"
    )
    roles = {role.name: role for role in admin.identity.roles()}
    password = cloud.facts["users"][0]["password"]
    existing = {user.name: user for user in admin.identity.users()}
    names = [f"person-{index:02}" for index in range(1, number + 1)]
    for name in names:
        if name not in existing:
            user = admin.identity.create_user(
                name=name,
                password=password,
                domain_id="default",
                default_project_id=project.id,
            )
            for role in ROLES:
                admin.identity.assign_project_role_to_user(project, user, roles[role])
    limit = {"project_id": project.id, "resource": "Cluster", "hard_limit": CLUSTERS_ALLOWED}
    magnum = cloud.magnum("admin", "admin")
    if magnum.call("POST", "/quotas", limit).status_code == 409:
        magnum.accepted("PATCH", f"/quotas/{project.id}/Cluster", limit)
    return names


def run(
    cloud: Cloud,
    site: Site,
    plan: Plan,
    folder: Path,
    meanwhile: Callable[[], None] | None = None,
) -> Report:
    """Let people work according to the plan; `meanwhile` runs once half of the time is over.

    The folder takes locust's files. The report is judged by `judge`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people = {
        "names": prepare_people(cloud, plan.people),
        "password": cloud.facts["users"][0]["password"],
        "seconds_between_turns": plan.people / plan.rate,
    }
    (folder / "people.json").write_text(json.dumps(people))
    launched = folder / "launched.jsonl"
    launched.unlink(missing_ok=True)
    access_log = cloud.state / "log" / "magnum-access.log"
    log_begins = access_log.stat().st_size
    ports = {urlsplit(url).port or 80 for url in cloud.facts["services"].values()}
    began = time.monotonic()
    with Watch(site.folder, ports) as watch:
        locust = _start_locust(site, plan, folder)
        if meanwhile is not None:
            _wait(locust, plan.seconds / 2)
            meanwhile()
        try:
            locust.wait(plan.seconds + 180)
        finally:
            locust.kill()
            locust.wait()
    report = Report()
    _read_locust(report, folder)
    _read_launches(report, launched, access_log, log_begins)
    last = watch.samples[-1].seconds if watch.samples else 0.0
    window = max(10.0, plan.seconds / 20)
    report.resident_mb_warm = watch.resident_mb(plan.warm_up, plan.warm_up + window)
    report.resident_mb_end = watch.resident_mb(last - window, last)
    report.most_connections = max((s.connections for s in watch.samples), default=0)
    _settle_connections(report, site, ports, began)
    return report


def judge(report: Report) -> Report:
    """Add to the report what is broken of the rules that hold for every load."""
    rules = {
        f"{report.failures} requests failed.": report.failures == 0,
        "Nobody launched a cluster.": report.launched > 0,
        f"Launched twice: {', '.join(report.duplicates)}.": not report.duplicates,
        f"{report.clusters_requested} clusters were requested in {report.launched} launches.": (
            report.clusters_requested == report.launched
        ),
        f"{report.connections_left} connections are left.": (
            report.connections_left <= report.connections_allowed
        ),
    }
    report.broken += [sentence for sentence, holds in rules.items() if not holds]
    return report


def judge_figures(report: Report) -> Report:
    """Add what is broken of the rules that need a machine of one's own and a long load."""
    if report.p95_ms > P95_SECONDS * 1000:
        report.broken.append(f"p95 is {report.p95_ms:.0f} ms, more than {P95_SECONDS} s.")
    if report.resident_mb_end > MEMORY_GROWTH * report.resident_mb_warm:
        report.broken.append("The memory of the workers grows.")
    return report


def _start_locust(site: Site, plan: Plan, folder: Path) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-m", "locust", "--locustfile", str(LOCUSTFILE), "--headless"),
        *("--users", str(plan.people), "--spawn-rate", str(max(1.0, plan.people / 25))),
        *("--run-time", f"{plan.seconds}s", "--host", site.address.rstrip("/")),
        *("--stop-timeout", "60", "--csv", str(folder / "locust"), "--only-summary"),
    ]
    with (folder / "locust.out").open("wb") as output:
        return subprocess.Popen(
            command,
            env=os.environ | {"LDC_LOAD": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError("locust ended at once; see locust.out")


def _read_locust(report: Report, folder: Path) -> None:
    for row in _rows(folder / "locust_stats.csv"):
        if row["Name"] != "Aggregated":
            report.by_name[row["Name"]] = row
            continue
        report.requests = int(row["Request Count"])
        report.failures = int(row["Failure Count"])
        report.rate = float(row["Requests/s"])
        report.p50_ms, report.p95_ms = float(row["50%"]), float(row["95%"])
    report.errors = [
        f"{row['Occurrences']} x {row['Name']}: {row['Error']}"
        for row in _rows(folder / "locust_failures.csv")
    ] + [
        f"{row['Count']} x {row['Message']}: {row['Traceback'].splitlines()[-1:]}"
        for row in _rows(folder / "locust_exceptions.csv")
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    assert path.exists(), path.with_name("locust.out").read_text()
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def _read_launches(report: Report, launched: Path, access_log: Path, log_begins: int) -> None:
    launches: list[dict[str, Any]] = (
        [json.loads(line) for line in launched.read_text().splitlines()]
        if launched.exists()
        else []
    )
    report.launched = len({launch["name"] for launch in launches})
    report.duplicates = [
        launch["name"] for launch in launches if len([p for p in launch["places"] if p]) > 1
    ]
    names = Counter(launch["name"] for launch in launches)
    report.duplicates += [name for name, number in names.items() if number > 1]
    with access_log.open("rb") as log:
        log.seek(log_begins)
        report.clusters_requested = len(_NEW_CLUSTER.findall(log.read().decode(errors="replace")))


def _settle_connections(report: Report, site: Site, ports: set[int], began: float) -> None:
    """Count the connections that the workers hold once nobody has asked for anything a while."""
    report.connections_allowed = KEPT_BY_HORIZON * len(workers(site.folder))
    until = time.monotonic() + _SOCKETS_CLOSE_WITHIN
    while True:
        report.connections_left = sample(site.folder, ports, began).connections
        if report.connections_left <= report.connections_allowed or time.monotonic() > until:
            return
        time.sleep(0.5)
