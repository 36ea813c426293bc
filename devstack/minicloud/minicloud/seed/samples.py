# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Makes sample clusters, one in each interesting state: ``python -m minicloud.seed.samples``.

They are made through Magnum's API as their users, and most failures are genuine. That takes longer
than ``up`` should, so it runs as a process of its own after ``up`` and ends by itself. It can run
again: it leaves existing samples as they are, except those that a restart interrupted, which it
makes again.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keystoneauth1.session import Session

from minicloud.seed.connect import MAGNUM_HEADERS, connect
from minicloud.seed.fingerprint import fingerprint_of
from minicloud.seed.hardware import KEYPAIR
from minicloud.settings import Settings
from minicloud.snapshot import SAMPLES_DONE

WAIT_LIMIT = 240.0  # seconds for one of a sample's operations
PAUSE = 1.0
INTERRUPTED = "interrupted by a restart"
SIMULATED = {"sim_infra": "false", "sim_seconds": "2"}


@dataclass(frozen=True)
class Sample:
    """A sample cluster. ``what`` describes it; ``labels`` are merged into the template's.

    ``then`` is done once the cluster is complete: "delete", "add a node group over quota" or
    nothing.
    """

    name: str
    template: str
    what: str
    user: str = "demo"
    masters: int = 1
    workers: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    then: str = ""


SAMPLES = (
    # First those that exist only in Magnum's database, because they are made at once.
    Sample(
        "staging-unhealthy",
        "k8s-v1.33.5-arm64",
        "complete, but its API does not answer",
        workers=3,
        labels=SIMULATED | {"sim_health": "UNHEALTHY"},
    ),
    Sample(
        "analytics-v1.32",
        "k8s-v1.32.9-arm64",
        "complete, an older version: can be upgraded",
        masters=1,
        workers=4,
        labels=SIMULATED,
    ),
    Sample(
        "training-coming-up",
        "k8s-v1.34.1-arm64",
        "in progress for a day",
        masters=3,
        workers=5,
        labels=SIMULATED | {"sim_create_seconds": "86400"},
    ),
    Sample(
        "batch-stuck",
        "k8s-v1.33.4-rancher1-arm64",
        "stuck: its creation never ends, as with drivers that never report a failure",
        workers=2,
        labels=SIMULATED | {"sim_stuck": "true"},
    ),
    Sample(
        "models-autoscaled",
        "k8s-v1.33.5-capi-arm64",
        "complete, by driver magnum-cluster-api, with an autoscaler",
        workers=2,
        labels=SIMULATED
        | {"auto_scaling_enabled": "true", "min_node_count": "1", "max_node_count": "6"},
    ),
    Sample(
        "metrics-monitored",
        "k8s-v1.33.5-helm-arm64",
        "complete, by driver magnum-capi-helm, three masters and monitoring",
        masters=3,
        workers=2,
        labels=SIMULATED | {"monitoring_enabled": "true", "kube_dashboard_enabled": "true"},
        body={"master_lb_enabled": True},
    ),
    Sample(
        "archive-deprecated",
        "k8s-v1.32.3-arm64",
        "complete, of a deprecated template",
        labels=SIMULATED,
    ),
    Sample(
        "legacy-delete-failed",
        "k8s-v1.32.9-arm64",
        "its deletion failed",
        labels=SIMULATED
        | {
            "sim_fail": "delete",
            "sim_fail_reason": "Resource DELETE failed: Conflict: resources.network: Unable to "
            "complete operation on subnet: One or more ports have an IP "
            "allocation from this subnet.",
        },
        then="delete",
    ),
    Sample(
        "other-web",
        "k8s-v1.34.1-arm64",
        "the second project's cluster",
        user="other",
        workers=2,
        labels=SIMULATED,
    ),
    Sample(
        "other-failed",
        "k8s-v1.33.5-arm64",
        "the second project's failed cluster",
        user="other",
        labels=SIMULATED | {"sim_fail": "create"},
    ),
    # Then those made of real servers, networks, volumes and load balancers.
    Sample(
        "web-production",
        "k8s-v1.33.5-arm64",
        "complete and healthy, with all its resources",
        workers=2,
    ),
    Sample(
        "gpu-no-valid-host",
        "k8s-v1.33.5-arm64",
        "failed: Nova finds no host with the trait its workers' flavor requires",
        body={"flavor_id": "a1.gpu", "master_flavor_id": "a1.small", "master_lb_enabled": False},
    ),
    Sample(
        "metal-over-quota",
        "k8s-v1.33.5-arm64",
        "failed: Nova refuses its worker because of the project's quota of cores",
        body={"flavor_id": "a1.metal", "master_flavor_id": "a1.small", "master_lb_enabled": False},
    ),
    Sample(
        "shop-update-failed",
        "k8s-v1.32.9-arm64",
        "its update failed: a node group over the project's quota",
        body={"flavor_id": "a1.small", "master_flavor_id": "a1.small"},
        then="add a node group over quota",
    ),
)
# Not made in a lean cloud, which has no real resources to fail.
NEED_REAL_RESOURCES = ("gpu-no-valid-host", "metal-over-quota", "shop-update-failed")


class Magnum:
    """The few calls of Magnum's API that samples need, as one user."""

    def __init__(self, settings: Settings, user: str) -> None:
        self.session: Session = connect(settings, user, user).session
        self.url = settings.url("magnum")

    def call(self, method: str, path: str, **kwargs: Any) -> Any:
        return self.session.request(
            self.url + path, method, headers=MAGNUM_HEADERS, raise_exc=False, **kwargs
        )

    def cluster(self, name: str) -> dict[str, Any] | None:
        """Return the cluster of that name, or None.

        Magnum can answer 400 while it writes the rows of a cluster; then the request is repeated.
        """
        for _ in range(20):
            reply = self.call("GET", f"/clusters/{name}")
            if reply.status_code == 200:
                return dict(reply.json())
            if reply.status_code == 404:
                return None
            time.sleep(PAUSE / 5)
        raise RuntimeError(f"Magnum answers {reply.status_code} for cluster {name}")


def make(magnum: Magnum, sample: Sample) -> None:
    """Request the sample, and print Magnum's answer if it refuses."""
    existing = magnum.cluster(sample.name)
    if existing and INTERRUPTED in (existing["status_reason"] or ""):
        magnum.call("DELETE", f"/clusters/{sample.name}")
        wait_until(lambda: magnum.cluster(sample.name) is None)
        existing = None
    if existing:
        return
    body: dict[str, object] = {
        "name": sample.name,
        "cluster_template_id": sample.template,
        "master_count": sample.masters,
        "node_count": sample.workers,
        **sample.body,
    }
    if sample.user == "demo":
        body["keypair"] = KEYPAIR
    if sample.labels:
        body |= {"labels": dict(sample.labels), "merge_labels": True}
    reply = magnum.call("POST", "/clusters", json=body)
    if reply.status_code == 202:
        wait_until(lambda: magnum.cluster(sample.name) is not None)  # it takes a moment
    log(f"{sample.name}: {reply.status_code} {reply.text if reply.status_code != 202 else ''}")


def finish(magnum: Magnum, sample: Sample) -> None:
    """Wait for a sample's first operation, request its second one and wait until that begins.

    Magnum answers 202 before the conductor has handled the request.
    """
    cluster = wait_while(magnum, sample.name, in_progress)
    if not cluster or cluster["status"] != "CREATE_COMPLETE":
        return
    if sample.then == "delete":
        reply = magnum.call("DELETE", f"/clusters/{sample.name}")
    else:
        group = {"name": "metal", "flavor_id": "a1.metal", "node_count": 1, "min_node_count": 0}
        reply = magnum.call("POST", f"/clusters/{sample.name}/nodegroups", json=group)
    log(f"{sample.name}: {sample.then}: {reply.status_code}")
    if reply.status_code in (202, 204):
        wait_while(magnum, sample.name, lambda status: status == "CREATE_COMPLETE")


def in_progress(status: str) -> bool:
    return status.endswith("_IN_PROGRESS")


def wait_while(
    magnum: Magnum, name: str, condition: Callable[[str], bool]
) -> dict[str, Any] | None:
    """Wait while the condition holds for the cluster's status, at most WAIT_LIMIT seconds.

    Return the cluster, or None when it no longer exists.
    """
    end = time.monotonic() + WAIT_LIMIT
    while (cluster := magnum.cluster(name)) and condition(cluster["status"]):
        if time.monotonic() >= end:
            break
        time.sleep(PAUSE)
    return cluster


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_LIMIT
    while not happened() and time.monotonic() < end:
        time.sleep(PAUSE / 5)


def log(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, flush=True)


def seed(settings: Settings) -> None:
    samples = [s for s in SAMPLES if not (settings.lean and s.name in NEED_REAL_RESOURCES)]
    magnums = {user: Magnum(settings, user) for user in {s.user for s in samples}}
    for sample in samples:
        make(magnums[sample.user], sample)
    for sample in samples:
        if sample.then:
            finish(magnums[sample.user], sample)
    for sample in samples:
        if "sim_stuck" not in sample.labels and "sim_create_seconds" not in sample.labels:
            wait_while(magnums[sample.user], sample.name, in_progress)
    (settings.data / SAMPLES_DONE).write_text(fingerprint_of(__file__))
    log("done")


def main() -> None:
    parser = argparse.ArgumentParser(prog="minicloud.seed.samples")
    parser.add_argument("--state", type=Path, required=True)
    seed(Settings.load(parser.parse_args().state))


if __name__ == "__main__":
    main()
