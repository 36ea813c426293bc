# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rights of Keystone roles inside a cluster, and the example bindings."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access.rbac import default_role_rights, example_bindings


def test_role_rights_mark_held_roles_in_any_case() -> None:
    held = {role.name: role.held for role in default_role_rights(["K8s_Viewer", "member"])}
    assert held == {"k8s_admin": False, "k8s_developer": False, "k8s_viewer": True}


@given(st.text(), st.text(min_size=1))
def test_example_bindings_keep_any_group_and_namespace(group: str, namespace: str) -> None:
    for binding in example_bindings(group, namespace):
        document = yaml.safe_load(binding.text)
        assert document["apiVersion"] == "rbac.authorization.k8s.io/v1"
        (subject,) = document["subjects"]
        assert subject == {
            "kind": "Group",
            "apiGroup": "rbac.authorization.k8s.io",
            "name": group,
        }
        assert document["roleRef"]["kind"] == "ClusterRole"
        cluster_wide = document["kind"] == "ClusterRoleBinding"
        assert document["metadata"].get("namespace") == (None if cluster_wide else namespace)
