# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Horizon's policy checks know Magnum's rules."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from demo.state import CHECKOUT
from openstack_auth import policy

DEFAULTS = CHECKOUT / "ldc_k8s_dashboard/policies/default_policies/container_infra.yaml"
PROJECT, USER = "p1", "u1"
OWN = {"project_id": PROJECT, "user_id": USER}


@pytest.fixture(autouse=True)
def fresh_enforcers() -> Iterator[None]:
    policy.reset()
    yield
    policy.reset()


def may(rule: str, role: str, target: dict[str, str] | None = None) -> bool:
    """Whether Horizon lets a user of project p1 with this role alone do it."""
    credentials = {"project_id": PROJECT, "user_id": USER, "roles": [role], "is_admin": False}
    enforcer = policy._get_enforcer()["container-infra"]
    return bool(enforcer.enforce(rule, OWN | (target or {}), credentials))


def test_policies_are_loaded_by_horizon_as_written() -> None:
    written = {rule["name"]: rule["check_str"] for rule in yaml.safe_load(DEFAULTS.read_text())}

    registered = policy._get_enforcer()["container-infra"].registered_rules
    assert {name: rule.check_str for name, rule in registered.items()} == written


@pytest.mark.parametrize("rule", ["cluster:create", "cluster:delete", "nodegroup:update"])
def test_policies_let_members_change_clusters_and_readers_not(rule: str) -> None:
    assert may(rule, "member")
    assert not may(rule, "reader")


@pytest.mark.parametrize("rule", ["cluster:get_all", "clustertemplate:get", "quota:get"])
def test_policies_let_readers_see_their_project_alone(rule: str) -> None:
    assert may(rule, "reader")
    assert not may(rule, "reader", {"project_id": "another"})


def test_policies_give_certificates_to_the_owner_alone() -> None:
    assert may("certificate:get", "reader")
    assert not may("certificate:get", "member", {"user_id": "another"})


@pytest.mark.parametrize("rule", ["quota:update", "cluster:get_all_all_projects"])
def test_policies_reserve_other_projects_and_quotas_for_administrators(rule: str) -> None:
    assert may(rule, "admin")
    assert not may(rule, "member")


def test_policies_can_be_changed_by_the_operator(settings: Any, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text('"cluster:delete": "role:cleaner"\n')
    settings.POLICY_FILES = settings.POLICY_FILES | {"container-infra": str(own)}

    assert may("cluster:delete", "cleaner")
    assert not may("cluster:delete", "member")


def test_policies_of_the_operator_and_of_horizon_come_first(tmp_path: Path) -> None:
    (tmp_path / "default_policies").mkdir()
    in_horizon = tmp_path / "default_policies" / "container_infra.yaml"
    in_horizon.touch()
    names: dict[str, Any] = {
        "POLICY_FILES": {"container-infra": "chosen.yaml"},
        "DEFAULT_POLICY_FILES": {},
        "POLICY_FILES_PATH": str(tmp_path),
    }
    snippet = CHECKOUT / "ldc_k8s_dashboard/local_settings.d/_1380_ldc_k8s_dashboard_policies.py"

    exec(snippet.read_text(), names)

    assert names["POLICY_FILES"]["container-infra"] == "chosen.yaml"
    assert names["DEFAULT_POLICY_FILES"]["container-infra"] == str(in_horizon)


@pytest.mark.skipif(
    not Path(os.environ.get("LDC_CLOUD_PYTHON", "/nowhere")).exists(),
    reason="wants an environment with Magnum in it (./run_tests.sh makes one)",
)
def test_policies_equal_magnums() -> None:
    result = subprocess.run(
        [
            os.environ["LDC_CLOUD_PYTHON"],
            "-c",
            "import json; from magnum.common import policies\n"
            "rules = [(r.name, r.check_str, r.scope_types) for r in policies.list_rules()]\n"
            "print(json.dumps(rules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    written = yaml.safe_load(DEFAULTS.read_text())
    assert [[r["name"], r["check_str"], r["scope_types"]] for r in written] == json.loads(
        result.stdout.splitlines()[-1]
    )
