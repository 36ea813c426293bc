# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The cloud in memory: its data and its log of requests."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from tests.fake_openstack import (
    cinder,
    glance,
    keystone,
    magnum,
    neutron,
    nova,
    octavia,
    project_resources,
    seed,
)
from tests.fake_openstack.faults import Faults
from tests.fake_openstack.service_catalog import ENDPOINTS, service_catalog
from tests.fake_openstack.wire import Rejection, Reply, Request, Routes, error_reply

SERVICES = {
    "identity": "keystone",
    "container-infra": "magnum",
    "compute": "nova",
    "image": "glance",
    "network": "neutron",
    "placement": "placement",
    "block-storage": "cinder",
    "load-balancer": "octavia",
    "orchestration": "heat",
}
_ROUTES: dict[str, Routes] = {
    "keystone": keystone.routes,
    "magnum": magnum.routes,
    "nova": nova.routes,
    "glance": glance.routes,
    "neutron": neutron.routes,
    "cinder": cinder.routes,
    "octavia": octavia.routes,
}
_BEGINNING = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@dataclass
class Caller:
    """A user with the project and the roles of one token."""

    user: dict[str, Any]
    project_id: str | None
    roles: list[str]

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles

    @property
    def may_write(self) -> bool:
        return self.is_admin or "member" in self.roles


@dataclass
class OpenStack(Faults):
    """A cloud of dictionaries in the services' own JSON; see the package's docstring."""

    endpoints: dict[str, str] = field(default_factory=lambda: dict(ENDPOINTS))
    projects: dict[str, dict[str, Any]] = field(default_factory=seed.projects)
    users: dict[str, dict[str, Any]] = field(default_factory=seed.users)
    tokens: dict[str, Caller] = field(default_factory=dict)
    application_credentials: dict[str, dict[str, Any]] = field(default_factory=dict)
    change_new_credential: dict[str, Any] = field(default_factory=dict)
    """Fields that a new application credential gets in place of those that were requested."""
    images: dict[str, dict[str, Any]] = field(default_factory=seed.images)
    flavors: dict[str, dict[str, Any]] = field(default_factory=seed.flavors)
    keypairs: dict[str, dict[str, Any]] = field(default_factory=seed.keypairs)
    networks: dict[str, dict[str, Any]] = field(default_factory=seed.networks)
    subnets: dict[str, dict[str, Any]] = field(default_factory=seed.subnets)
    routers: list[dict[str, Any]] = field(default_factory=seed.routers)
    """Routers of subnets; what counts for quotas is in `resources`."""
    router_ports: list[dict[str, Any]] = field(default_factory=seed.router_ports)
    templates: dict[str, dict[str, Any]] = field(default_factory=seed.templates)
    clusters: dict[str, dict[str, Any]] = field(default_factory=dict)
    node_groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    quotas: dict[str, int] = field(default_factory=dict)
    default_quota: int = 20
    limits: dict[str, int] = field(default_factory=project_resources.limits)
    """The quotas of every project, Magnum's aside; see project_resources.py."""
    resources: list[dict[str, Any]] = field(default_factory=list)
    """What the projects have; see add_resources()."""
    rows_at_once: int | None = None
    """How many rows Neutron and Octavia put into one reply; None: all."""
    volume_types: dict[str, dict[str, Any]] = field(default_factory=seed.volume_types)
    default_volume_type: str = "ssd"
    magnum_max: tuple[int, int] = (1, 14)
    magnum_max_limit: int = 1000
    groups_change_cluster_labels: bool = False
    """Whether labels that are merged into a new node group go into the cluster's as well: Magnum
    merged them in place until it copied them first."""
    other_regions: tuple[str, ...] = ()
    """Regions besides RegionOne, with the same endpoints."""
    requests: list[Request] = field(default_factory=list)
    unknown: list[Request] = field(default_factory=list)
    """Requests to paths without a route (404): something to add to the fake."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        super().__init__()
        self.authority = magnum.CertificateAuthority()

    # --- data ---

    def number(self) -> int:
        """Return the next of 1, 2, 3, ...; every object of the cloud takes one."""
        return next(self._numbers)

    def new_id(self) -> str:
        """Return a UUID; the sequence is the same in every test."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"fake-openstack/{self.number()}"))

    def moment(self) -> str:
        """Return a time as Magnum writes it, later at each call."""
        return (_BEGINNING + timedelta(seconds=self.number())).isoformat()

    def project(self, name: str) -> str:
        """Return the id of the project with this name."""
        return next(ident for ident, project in self.projects.items() if project["name"] == name)

    def template(self, name: str) -> dict[str, Any]:
        """Return the cluster template with this name."""
        return next(row for row in self.templates.values() if row["name"] == name)

    def add_template(self, name: str, **fields: Any) -> dict[str, Any]:
        """Add a template like the seeded ones, with these fields changed, and return it."""
        template = seed.template(name, ident=self.new_id()) | fields
        self.templates[template["uuid"]] = template
        return template

    def add_cluster(
        self,
        name: str,
        *,
        status: str = "CREATE_COMPLETE",
        project: str = "arm-lab",
        template: str = "k8s-v1.33.1-arm64",
        owner: str = "member",
        **fields: Any,
    ) -> dict[str, Any]:
        """Add a cluster with its two default node groups; return its row, which a test can edit."""
        return magnum.make_cluster(
            self,
            name=name,
            status=status,
            project_id=self.project(project),
            user_id=self.users[owner]["id"],
            template=self.template(template),
            **fields,
        )

    def add_clusters(self, count: int, **fields: Any) -> list[dict[str, Any]]:
        """Add clusters named cluster-0000, cluster-0001, ..."""
        return [self.add_cluster(f"cluster-{number:04}", **fields) for number in range(count)]

    def add_resources(
        self, kind: str, count: int = 1, *, project: str = "arm-lab", **fields: Any
    ) -> list[dict[str, Any]]:
        """Give a project more servers, volumes, ports, ...; see project_resources.py."""
        rows = [
            {"id": self.new_id(), "kind": kind, "project_id": self.project(project), **fields}
            for _ in range(count)
        ]
        self.resources += rows
        return rows

    def settle(self) -> None:
        """Complete all work in progress; what is being deleted disappears."""
        magnum.settle(self)

    def remove_service(self, service: str) -> None:
        """Remove a service ("nova") from the catalog of later sign-ins."""
        for service_type, name in SERVICES.items():
            if name == service:
                self.endpoints.pop(service_type, None)

    def catalog(self) -> list[dict[str, Any]]:
        """Return the service catalog with the current endpoints."""
        entries = service_catalog(*(kind for kind in ENDPOINTS if kind in self.endpoints))
        for entry in entries:
            for endpoint in entry["endpoints"]:
                endpoint["url"] = self.endpoints[entry["type"]]
            entry["endpoints"] += [
                {**endpoint, "region": region, "region_id": region}
                for endpoint in entry["endpoints"]
                for region in self.other_regions
            ]
        return entries

    # --- requests ---

    def sent(
        self, method: str | None = None, path: str | None = None, service: str | None = None
    ) -> list[Request]:
        """List the requests with this method, to exactly this path, to this service."""
        return [
            request
            for request in self.requests
            if method in (None, request.method)
            and path in (None, request.path)
            and service in (None, request.service)
        ]

    def caller(self, request: Request) -> Caller:
        """Return the caller of a request; an unknown token is rejected with 401."""
        caller = self.tokens.get(request.token)
        if caller is None:
            raise Rejection(401, "The request you have made requires authentication.")
        return caller

    def answer(self, request: Request) -> Reply:
        """Log a request and return the reply of its service, or of the fault that it meets."""
        self.requests.append(request)
        reply = self.fault(request)
        if reply is not None:
            return reply
        routes = _ROUTES.get(request.service)
        handler = routes.find(request) if routes else None
        try:
            if request.service == "magnum":
                return magnum.answer_at_version(self, request, handler)
            if handler is None:
                self.unknown.append(request)
                raise Rejection(404, "The resource could not be found.")
            return handler(self, request)
        except Rejection as rejection:
            return error_reply(request.service, rejection)

    def service_at(self, url: str) -> tuple[str, str]:
        """Return the service that answers a URL, and the path below the service's root."""
        for service_type, endpoint in self.endpoints.items():
            root = endpoint
            for version in ("/v3", "/v2.1", "/v2.0", "/v2", "/v1"):
                root = root.removesuffix(version)
            if url == root or url.startswith((f"{root}/", f"{root}?")):
                return SERVICES[service_type], urlsplit(url[len(root) :]).path or "/"
        return "", urlsplit(url).path
