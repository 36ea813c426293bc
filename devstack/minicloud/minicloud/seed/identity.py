# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Seeds users, projects, roles and the catalog through the Identity API. It can run again."""

from __future__ import annotations

from typing import Any

from minicloud.seed.connect import connect
from minicloud.seed.people import PROJECTS, ROLES, SERVICE_USERS, USERS
from minicloud.settings import PASSWORD, REGION, Settings

DOMAIN = "default"
INTERFACES = ("public", "internal", "admin")


def seed(settings: Settings) -> None:
    identity = connect(settings, "admin", "admin").identity
    roles = {role.name: role for role in identity.roles()}
    for name in ROLES:
        if name not in roles:
            roles[name] = identity.create_role(name=name)
    projects = {project.name: project for project in identity.projects()}
    for name in PROJECTS:
        if name not in projects:
            projects[name] = identity.create_project(name=name, domain_id=DOMAIN)
    users = {user.name: user for user in identity.users()}

    def ensure(name: str, project: str, role_names: tuple[str, ...]) -> None:
        if name not in users:
            users[name] = identity.create_user(
                name=name,
                password=PASSWORD,
                domain_id=DOMAIN,
                default_project_id=projects[project].id,
            )
        for role in role_names:
            identity.assign_project_role_to_user(projects[project], users[name], roles[role])

    for service in settings.services:
        if service.name in SERVICE_USERS:
            ensure(service.name, "service", ("admin", "service"))
    for user in USERS:
        ensure(user.name, user.project, user.roles)
        for project, role_names in user.elsewhere:
            ensure(user.name, project, role_names)
    # The Magnum driver acts as this user in a cluster's project when it has no token of that
    # project: an administrator deletes another project's cluster, or Magnum was restarted.
    identity.assign_domain_role_to_user(DOMAIN, users["magnum"], roles["admin"], inherited=True)
    _seed_catalog(settings, identity)


def _seed_catalog(settings: Settings, identity: Any) -> None:
    """Seed one address for all interfaces of a service; correct it if the ports have changed."""
    existing = {service.type: service for service in identity.services()}
    endpoints = list(identity.endpoints())
    for service in settings.services:
        if not service.catalog_type:
            continue
        url = settings.url(service.name)
        entry = existing.get(service.catalog_type) or identity.create_service(
            type=service.catalog_type, name=service.name
        )
        of_service = {e.interface: e for e in endpoints if e.service_id == entry.id}
        for interface in INTERFACES:
            endpoint = of_service.get(interface)
            if endpoint is None:
                identity.create_endpoint(
                    service_id=entry.id, interface=interface, url=url, region_id=REGION
                )
            elif endpoint.url != url:
                identity.update_endpoint(endpoint, url=url)
