# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of roles, projects and users."""

from __future__ import annotations

from dataclasses import dataclass

# Roles that Keystone's bootstrap does not make. The k8s_* roles are those in the default policy of
# k8s-keystone-auth: all, all but kube-system, read only.
ROLES = ("service", "load-balancer_member", "creator", "k8s_admin", "k8s_developer", "k8s_viewer")
PROJECTS = ("service", "demo", "other")
SERVICE_USERS = ("magnum", "glance", "nova", "neutron", "placement", "cinder", "octavia")
MEMBER = ("member", "load-balancer_member", "creator")


@dataclass(frozen=True)
class User:
    """A user with ``roles`` on ``project``; ``elsewhere`` lists (project, roles) on others."""

    name: str
    project: str
    roles: tuple[str, ...]
    what: str
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()


USERS = (
    User(
        "demo",
        "demo",
        (*MEMBER, "k8s_admin"),
        "member of project demo: launches, scales, upgrades and deletes its clusters",
    ),
    User(
        "reader",
        "demo",
        ("reader", "k8s_viewer"),
        "reader of project demo: sees everything, changes nothing",
    ),
    User(
        "projadmin",
        "demo",
        ("admin", "member", "k8s_admin"),
        "project administrator: role admin on project demo, to set its quotas. Under Magnum's "
        "default policy that role makes them an administrator of every project",
    ),
    User("other", "other", (*MEMBER, "k8s_developer"), "member of the second project, other"),
    User(
        "admin",
        "admin",
        ("admin",),
        "cloud administrator: sees every project's clusters and sets their quotas",
        elsewhere=(("demo", ("admin", "k8s_admin")),),
    ),
)
