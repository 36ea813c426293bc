# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what in a cluster.

First what k8s-keystone-auth allows under the policy that Magnum gives it
(etc/magnum/keystone_auth_default_policy.sample): each rule is for a role in the cluster's own
project. Then what RBAC allows in a new cluster: everything to the group system:masters; to every
logged-in user discovery, the version, and questions about themselves (system:discovery,
system:basic-user). The project's id is a group of all its users, but a new cluster has no
RoleBinding for it, so it allows nothing. Nor do the roles member, reader and admin.
"""

from __future__ import annotations

from dataclasses import dataclass

from minicloud.kubernetes.clusters import Cluster
from minicloud.kubernetes.token_review import PROJECT_ID, PROJECT_NAME, ROLES
from minicloud.kubernetes.users import User

MASTERS = "system:masters"
ROLES_WITH_RIGHTS = ("k8s_admin", "k8s_developer", "k8s_viewer")
READ = ("get", "list", "watch")
PROTECTED_NAMESPACE = "kube-system"
# The policy ignores upper and lower case.
IN_NAMESPACES = frozenset(
    (
        "apiservices", "bindings", "componentstatuses", "configmaps", "cronjobs",
        "customresourcedefinitions", "deployments", "endpoints", "events",
        "horizontalpodautoscalers", "ingresses", "initializerconfigurations", "jobs",
        "limitranges", "localsubjectaccessreviews", "namespaces", "networkpolicies",
        "persistentvolumeclaims", "persistentvolumes", "poddisruptionbudgets", "podpresets",
        "podtemplates", "pods", "replicasets", "replicationcontrollers", "resourcequotas",
        "secrets", "selfsubjectaccessreviews", "serviceaccounts", "services", "statefulsets",
        "storageclasses", "subjectaccessreviews",
    )
)  # fmt: skip
OF_THE_CLUSTER = frozenset(
    (
        "clusterrolebindings", "clusterroles", "rolebindings", "roles", "controllerrevisions",
        "nodes", "podsecuritypolicies",
    )
)  # fmt: skip
SIGNING = ("create", "delete", "get", "list", "watch", "update")
SELF = {
    ("authentication.k8s.io", "selfsubjectreviews"),
    ("authorization.k8s.io", "selfsubjectaccessreviews"),
    ("authorization.k8s.io", "selfsubjectrulesreviews"),
}


@dataclass(frozen=True)
class Attempt:
    """What a user wants to do. ``namespace`` is empty for resources without one, and for all."""

    verb: str
    group: str = ""
    resource: str = ""
    namespace: str = ""
    name: str = ""
    subresource: str = ""


def allows(user: User, cluster: Cluster, attempt: Attempt) -> bool:
    """Return whether the user may do that in this cluster."""
    if MASTERS in user.groups:
        return True
    if (attempt.group, attempt.resource) in SELF and attempt.verb == "create":
        return True
    if cluster.project_id not in user.extra.get(PROJECT_ID, ()):
        return False
    return any(_role_allows(role, attempt) for role in user.extra.get(ROLES, ()))


def denial_reason(user: User, cluster: Cluster) -> str:
    """Return why a user may not do something, in a sentence that helps to change it."""
    projects = user.extra.get(PROJECT_ID)
    if projects is None:
        return (
            f"a certificate has rights by its groups (O): {MASTERS} may do everything, another "
            "group what a RoleBinding allows"
        )
    if cluster.project_id not in projects:
        names = ", ".join(name for name in user.extra.get(PROJECT_NAME, ()) if name) or "none"
        return (
            f"the token is for another project ({names}), and this cluster belongs to project "
            f"{cluster.project_id}"
        )
    roles = set(user.extra.get(ROLES, ()))
    if not roles.intersection(ROLES_WITH_RIGHTS):
        return f"the token has none of the roles {', '.join(ROLES_WITH_RIGHTS)}"
    held = ", ".join(role for role in ROLES_WITH_RIGHTS if role in roles)
    return f"role {held} does not allow it"


def _role_allows(role: str, attempt: Attempt) -> bool:
    resource = attempt.resource.lower()
    is_protected = attempt.namespace == PROTECTED_NAMESPACE
    is_read = attempt.verb in READ
    is_namespaced = not is_protected and resource in IN_NAMESPACES
    is_token_review = not is_protected and resource == "tokenreviews"
    match role:
        case "k8s_admin":
            return True
        case "k8s_developer" if resource == "certificatesigningrequests":
            return attempt.verb in SIGNING
        case "k8s_developer" | "k8s_viewer" if resource in OF_THE_CLUSTER:
            return is_read
        case "k8s_developer":
            return is_namespaced or is_token_review
        case "k8s_viewer":
            return (is_namespaced and is_read) or is_token_review
    return False
