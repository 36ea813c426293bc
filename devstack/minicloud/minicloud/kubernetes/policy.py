# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what in a cluster.

What k8s-keystone-auth allows under the policy that Magnum gives it
(etc/magnum/keystone_auth_default_policy.sample): each rule is for a role, held in the cluster's own
project. Beside it what RBAC allows in a new cluster: everything to the group system:masters, and
to everybody who is logged in discovery, the version, and asking about themselves
(system:discovery, system:basic-user). The project's id is a group of everybody in the project,
but a new cluster has no RoleBinding for it, so by itself it allows nothing; nor do the roles
member, reader and admin.
"""

from __future__ import annotations

from dataclasses import dataclass

from minicloud.kubernetes.clusters import Cluster
from minicloud.kubernetes.token_review import PROJECT_ID, PROJECT_NAME, ROLES
from minicloud.kubernetes.users import User

MASTERS = "system:masters"
ROLES_WITH_RIGHTS = ("k8s_admin", "k8s_developer", "k8s_viewer")
READ = ("get", "list", "watch")
KEPT_APART = "kube-system"
# Case does not matter in the policy.
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
    """What somebody wants to do. ``namespace`` is empty for what has none or spans all."""

    verb: str
    group: str = ""
    resource: str = ""
    namespace: str = ""
    name: str = ""
    subresource: str = ""


def allows(user: User, cluster: Cluster, attempt: Attempt) -> bool:
    """Whether the user may do that in this cluster."""
    if MASTERS in user.groups:
        return True
    if (attempt.group, attempt.resource) in SELF and attempt.verb == "create":
        return True
    if cluster.project_id not in user.extra.get(PROJECT_ID, ()):
        return False
    return any(_role_allows(role, attempt) for role in user.extra.get(ROLES, ()))


def denial_reason(user: User, cluster: Cluster) -> str:
    """What a person can do something about, for a refusal."""
    projects = user.extra.get(PROJECT_ID)
    if projects is None:
        return (
            f"a certificate has rights by its groups (O): {MASTERS} has all, others those that a "
            "RoleBinding gives them"
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
    resource, apart = attempt.resource.lower(), attempt.namespace == KEPT_APART
    reads, within = attempt.verb in READ, not apart and resource in IN_NAMESPACES
    asks = not apart and resource == "tokenreviews"
    match role:
        case "k8s_admin":
            return True
        case "k8s_developer" if resource == "certificatesigningrequests":
            return attempt.verb in SIGNING
        case "k8s_developer" | "k8s_viewer" if resource in OF_THE_CLUSTER:
            return reads
        case "k8s_developer":
            return within or asks
        case "k8s_viewer":
            return (within and reads) or asks
    return False
