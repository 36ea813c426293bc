# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The commands that the launch wizard shows, run as they stand, make the cluster it would make."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from minicloud.seed import hardware

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.domain.cloud_resources import Network, Subnet
from ldc_k8s_dashboard.domain.launch.commands.cli import openstack_command
from ldc_k8s_dashboard.domain.launch.commands.curl import curl_command
from ldc_k8s_dashboard.domain.launch.commands.python import python_program
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from tests.cloud.conftest import wait_until

FORMS = ("openstack", "curl", "python")
OWN = frozenset(
    (
        *("id", "uuid", "name", "links", "stack_id", "cluster_id", "created_at", "updated_at"),
        *("status", "status_reason", "health_status", "health_status_reason", "faults"),
        *("api_address", "master_addresses", "node_addresses", "coe_version"),
    )
)
"""What differs between two clusters that were requested in the same way."""

LABELS = {
    "ingress_controller": "octavia",
    "master_lb_allowed_cidrs": "10.0.0.0/8,192.0.2.0/24",
    "kubelet_options": "--max-pods=50;--v=2",
    "note": 'it\'s "quoted", costs $HOME `x` \\ ${y} %{z} é 😀\nin two lines',
    "empty": "",
}


@pytest.fixture
def demo(lean_cloud: Any) -> Iterator[Any]:
    """The cloud's Magnum as a member; the clusters that are made with it are deleted."""
    magnum = lean_cloud.magnum()
    yield magnum
    names = [f"same-{name}" for name in ("api", *FORMS)]
    with ThreadPoolExecutor(len(names)) as pool:
        assert list(pool.map(magnum.delete, names)) == [None] * len(names)


@pytest.fixture
def template(demo: Any) -> ClusterTemplate:
    told = demo.accepted("GET", "/clustertemplates/k8s-v1.34.1-arm64")
    return ClusterTemplate(uuid=told["uuid"], name=told["name"], labels=told["labels"])


def own_network(lean_cloud: Any) -> tuple[Network, Subnet]:
    neutron = lean_cloud.connection("demo", "demo").network
    network = next(neutron.networks(name=hardware.PRIVATE_NETWORK))
    subnet_id = network.subnet_ids[0]
    return Network(network.id, network.name), Subnet(subnet_id, "", network.id)


def api_of(lean_cloud: Any) -> Magnum:
    """The dashboard's own way to Magnum, for the same user."""
    return Magnum(lean_cloud.login("demo", "demo"))


def run(lean_cloud: Any, form: str, plan: Plan) -> None:
    """Run a pasted command, signed in by the OS_ variables."""
    session = lean_cloud.session("demo", "demo")
    facts = lean_cloud.facts
    environment = {
        "PATH": f"{Path(lean_cloud.python).parent}:{os.environ['PATH']}",
        "HOME": str(lean_cloud.state),
        "LC_ALL": "C.UTF-8",
        "OS_AUTH_URL": facts["auth_url"],
        "OS_REGION_NAME": facts["region"],
        "OS_USERNAME": "demo",
        "OS_PASSWORD": next(user["password"] for user in facts["users"] if user["name"] == "demo"),
        "OS_PROJECT_NAME": "demo",
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PROJECT_DOMAIN_NAME": "Default",
        "OS_IDENTITY_API_VERSION": "3",
    }
    if form == "curl":
        environment["OS_TOKEN"] = session.get_token()
    endpoint = session.get_endpoint(service_type="container-infra")
    command = {
        "openstack": ["sh", "-c", openstack_command(plan)],
        "curl": ["sh", "-c", curl_command(plan, endpoint)],
        "python": [sys.executable, "-c", python_program(plan)],
    }[form]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"[0-9a-f-]{36}", done.stdout), done.stdout


def facts_of(demo: Any, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """All that a cluster and its node groups are, beside what no two have in common."""
    wait_until(  # the 202 comes before the row
        lambda: demo.cluster(name) is not None, lambda: f"{name} was accepted, never appeared"
    )
    cluster = demo.settled(name)
    assert cluster is not None
    groups = demo.accepted("GET", f"/clusters/{name}/nodegroups")["nodegroups"]
    details = (
        demo.accepted("GET", f"/clusters/{name}/nodegroups/{group['uuid']}") for group in groups
    )
    kept = [
        {key: value for key, value in group.items() if key not in {*OWN, "cluster_id"}}
        for group in sorted(details, key=lambda group: str(group["name"]))
    ]
    return {key: value for key, value in cluster.items() if key not in OWN}, kept


def assert_all_alike(lean_cloud: Any, demo: Any, plan: Plan) -> dict[str, Any]:
    api = api_of(lean_cloud)
    api.clusters.create(**create_fields(replace(plan, name="same-api")))
    with ThreadPoolExecutor(len(FORMS)) as pool:
        list(
            pool.map(lambda form: run(lean_cloud, form, replace(plan, name=f"same-{form}")), FORMS)
        )
    made, groups = facts_of(demo, "same-api")
    for form in FORMS:
        assert facts_of(demo, f"same-{form}") == (made, groups), form
    return made


def test_commands_make_the_cluster_that_the_dashboard_makes(
    lean_cloud: Any, demo: Any, template: ClusterTemplate
) -> None:
    network, subnet = own_network(lean_cloud)
    plan = Plan(
        name="",
        template=template,
        master_count=3,
        node_count=0,
        master_flavor_name="a1.large",
        flavor_name="a1.small",
        keypair=hardware.KEYPAIR,
        network=network,
        subnet=subnet,
        floating_ip=False,
        load_balancer=True,
        labels=LABELS,
        docker_volume_size=7,
        create_timeout=30,
    )
    made = assert_all_alike(lean_cloud, demo, plan)
    sent = create_fields(plan)
    told = {name: made.get(name) for name in sent}
    assert told == {
        **sent,
        "name": None,
        "labels": {**template.labels, **LABELS},
        "merge_labels": made.get("merge_labels"),
    }


def test_commands_leave_out_what_the_template_has(
    lean_cloud: Any, demo: Any, template: ClusterTemplate
) -> None:
    made = assert_all_alike(lean_cloud, demo, Plan("", template))
    assert made["labels"] == template.labels
    assert made["create_timeout"] == 60
