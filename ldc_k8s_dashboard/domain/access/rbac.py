# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The rights of a Keystone login inside a cluster.

k8s-keystone-auth maps a token to a Kubernetes user: the name is Keystone's user
name, the groups are Keystone's groups and the project's id (cloud-provider-openstack,
pkg/identity/keystone/authenticator.go).  Magnum's default policy for it gives rights
to three roles (etc/magnum/keystone_auth_default_policy.sample).  All other rights come
from Kubernetes' own RBAC, where a binding can name the project's id as a group.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.yaml_text import Plain, dump

ADMINISTRATORS_GROUP = "system:masters"
"""The group with all rights in Kubernetes (kubernetes.io, RBAC, default roles)."""


@dataclass(frozen=True)
class RoleRights:
    """A Keystone role, its rights under the default policy, and whether the user holds it."""

    name: str
    rights: Message
    held: bool


@dataclass(frozen=True)
class ExampleBinding:
    """An example to paste into `kubectl apply -f -`."""

    title: Message
    text: str


def default_role_rights(held: Collection[str]) -> tuple[RoleRights, ...]:
    """Return the rights of the three roles; `held` are the user's role names, in any case."""
    held_lower = {role.lower() for role in held}
    rights_by_role = {
        "k8s_admin": message("Everything, in every namespace."),
        "k8s_developer": message(
            "Everything in all namespaces except kube-system, and certificate signing requests; "
            "views nodes, roles and bindings."
        ),
        "k8s_viewer": message(
            "Views everything, including Secrets, in all namespaces except kube-system; also views "
            "nodes, roles and bindings."
        ),
    }
    return tuple(
        RoleRights(name, rights, name in held_lower) for name, rights in rights_by_role.items()
    )


def example_bindings(project_id: str, namespace: str = "default") -> tuple[ExampleBinding, ...]:
    """Return bindings for the project's group: view all, edit in one namespace, do everything.

    view, edit and cluster-admin are Kubernetes' own cluster roles.
    """
    return (
        ExampleBinding(
            message("Everyone in the project may view everything"),
            _binding("ClusterRoleBinding", "project-view", "view", project_id),
        ),
        ExampleBinding(
            message("Everyone in the project may edit resources in one namespace"),
            _binding("RoleBinding", "project-edit", "edit", project_id, namespace),
        ),
        ExampleBinding(
            message("Everyone in the project may do everything"),
            _binding("ClusterRoleBinding", "project-admin", "cluster-admin", project_id),
        ),
    )


def grant_command(project_id: str, namespace: str = "") -> str:
    """Return the command that lets the project's group edit: in one namespace, or in all.

    The group is that of a login through Keystone and of a client certificate for the
    project.  Kubernetes' own cluster role "edit" gives no rights over roles and quotas.
    """
    kind, name, scope = "clusterrolebinding", "project-edit", ""
    if namespace:
        kind, scope = "rolebinding", f" --namespace={shlex.quote(namespace)}"
    return (
        f"kubectl create {kind} {name} --clusterrole=edit --group={shlex.quote(project_id)}{scope}"
    )


def _binding(kind: str, name: str, role: str, group: str, namespace: str = "") -> str:
    metadata: dict[str, str] = {"name": Plain(name)}
    if namespace:
        metadata["namespace"] = namespace
    api_group = Plain("rbac.authorization.k8s.io")
    return dump(
        {
            "apiVersion": Plain("rbac.authorization.k8s.io/v1"),
            "kind": Plain(kind),
            "metadata": metadata,
            "subjects": [{"kind": Plain("Group"), "apiGroup": api_group, "name": group}],
            "roleRef": {
                "kind": Plain("ClusterRole"),
                "apiGroup": api_group,
                "name": Plain(role),
            },
        }
    )
