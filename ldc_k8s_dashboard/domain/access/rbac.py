# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a login through Keystone may do inside a cluster.

k8s-keystone-auth maps a token to a Kubernetes user: the name is Keystone's user
name, the groups are Keystone's groups and the project's id (cloud-provider-openstack,
pkg/identity/keystone/authenticator.go).  Magnum's default policy for it gives three
roles rights (etc/magnum/keystone_auth_default_policy.sample); everything else is
Kubernetes' own RBAC, where a binding can name the project's id as a group.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.yaml_text import Plain, dump

ADMINISTRATORS_GROUP = "system:masters"
"""The group that Kubernetes lets do everything (kubernetes.io, RBAC, default roles)."""


@dataclass(frozen=True)
class RoleRights:
    """A Keystone role, what it may do by the default policy, and whether the viewer holds it."""

    name: str
    may: Message
    held: bool


@dataclass(frozen=True)
class ExampleBinding:
    """An example to paste into `kubectl apply -f -`."""

    title: Message
    text: str


def default_role_rights(held: Collection[str]) -> tuple[RoleRights, ...]:
    """The three roles; `held` are the names of the viewer's roles, whatever their case."""
    lower = {role.lower() for role in held}
    rights = {
        "k8s_admin": message("Everything, in every namespace."),
        "k8s_developer": message(
            "Everything in all namespaces but kube-system, and signing requests; looks at nodes, "
            "roles and bindings."
        ),
        "k8s_viewer": message(
            "Looks at what is in all namespaces but kube-system, Secrets among it, and at nodes, "
            "roles and bindings."
        ),
    }
    return tuple(RoleRights(name, may, name in lower) for name, may in rights.items())


def example_bindings(project_id: str, namespace: str = "default") -> tuple[ExampleBinding, ...]:
    """RoleBindings for the project's group: read, work in one namespace, everything.

    view, edit and cluster-admin are Kubernetes' own cluster roles.
    """
    return (
        ExampleBinding(
            message("Everybody in the project may look at everything"),
            _binding("ClusterRoleBinding", "project-view", "view", project_id),
        ),
        ExampleBinding(
            message("Everybody in the project may work in one namespace"),
            _binding("RoleBinding", "project-edit", "edit", project_id, namespace),
        ),
        ExampleBinding(
            message("Everybody in the project may do everything"),
            _binding("ClusterRoleBinding", "project-admin", "cluster-admin", project_id),
        ),
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
