# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what, by Magnum's policy as Horizon has it."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from ldc_k8s_dashboard.content.admin_clusters import urls as admin_clusters
from ldc_k8s_dashboard.content.clusters import actions
from ldc_k8s_dashboard.content.clusters import urls as clusters
from ldc_k8s_dashboard.content.clusters.actions import ClusterAction
from ldc_k8s_dashboard.ui.permissions import may, permission

READS = ("cluster:get", "cluster:get_all", "nodegroup:get", "clustertemplate:get_all")
WRITES = (
    "cluster:create",
    "cluster:delete",
    "cluster:resize",
    "cluster:upgrade",
    "nodegroup:create",
    "nodegroup:delete",
    "certificate:rotate_ca",
)
ADMINISTRATION = ("cluster:get_all_all_projects", "clustertemplate:publish", "quota:create")


@pytest.mark.parametrize("rule", READS)
@pytest.mark.parametrize("person", ["reader", "member", "admin"])
def test_permission_to_read_is_for_the_whole_project(rf_login, person, rule):
    assert may(rf_login(person), rule)


@pytest.mark.parametrize("rule", WRITES)
def test_permission_to_change_is_for_members_only(rf_login, rule):
    assert may(rf_login("member"), rule)
    assert may(rf_login("admin"), rule)
    assert not may(rf_login("reader"), rule)


@pytest.mark.parametrize("rule", ADMINISTRATION)
def test_permission_to_administer_is_for_administrators(rf_login, rule):
    assert may(rf_login("admin"), rule)
    assert not may(rf_login("member"), rule)


def test_permission_excludes_other_projects(rf_login, openstack):
    request = rf_login("member")
    theirs = {"project_id": openstack.project("other-lab"), "user_id": "somebody"}
    assert not may(request, "cluster:delete", theirs)
    ours = {"project_id": openstack.project("arm-lab"), "user_id": "somebody"}
    assert may(request, "cluster:delete", ours)


def test_permission_for_certificates_is_the_owners(rf_login, openstack):
    request = rf_login("member")
    project = openstack.project("arm-lab")
    own = {"project_id": project, "user_id": openstack.users["member"]["id"]}
    assert may(request, "certificate:create", own)
    assert not may(request, "certificate:create", own | {"user_id": "a-colleague"})


def test_view_rules_are_magnums():
    """A rule that no policy file knows falls to Magnum's default, which refuses hardly anybody."""
    views = [
        getattr(pattern.callback, "view_class", None)
        for pattern in (*clusters.urlpatterns, *admin_clusters.urlpatterns)
    ]
    asked = {view.rule for view in views if view is not None}
    asked |= {each.rule for each in vars(actions).values() if isinstance(each, ClusterAction)}
    assert len(asked) >= 8
    path = files("ldc_k8s_dashboard") / "policies/default_policies/container_infra.yaml"
    known = {each["name"] for each in yaml.safe_load(path.read_text())}
    assert asked - {""} <= known


def test_view_classes_have_a_rule():
    for pattern in (*clusters.urlpatterns, *admin_clusters.urlpatterns):
        view = getattr(pattern.callback, "view_class", None)
        assert view is None or view.rule, f"{pattern.name} is open to everybody"


def test_permission_reason_names_the_rule_and_whom_to_ask(rf_login):
    refused = permission(rf_login("reader"), "cluster:create")
    assert not refused
    assert "cluster:create" in str(refused.reason)
    assert "administrator" in str(refused.reason)
