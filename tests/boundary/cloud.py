# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenStack in memory: its data, its faults and its log of requests."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
import requests_mock
from requests.adapters import BaseAdapter

from tests.boundary import keystone, magnum, others, project_quotas, seed
from tests.boundary.faults import Faults
from tests.boundary.wire import Refusal, Reply, Request, Routes, dressed
from tests.catalog import ENDPOINTS, catalog

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
    "nova": others.nova,
    "glance": others.glance,
    "neutron": others.neutron,
    "cinder": project_quotas.cinder,
    "octavia": project_quotas.octavia,
}
_BEGINNING = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@dataclass
class Caller:
    """Who a token stands for."""

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
    """See the package's docstring.  All data are dictionaries in the services' own JSON."""

    endpoints: dict[str, str] = field(default_factory=lambda: dict(ENDPOINTS))
    projects: dict[str, dict[str, Any]] = field(default_factory=seed.projects)
    users: dict[str, dict[str, Any]] = field(default_factory=seed.users)
    tokens: dict[str, Caller] = field(default_factory=dict)
    application_credentials: dict[str, dict[str, Any]] = field(default_factory=dict)
    images: dict[str, dict[str, Any]] = field(default_factory=seed.images)
    flavors: dict[str, dict[str, Any]] = field(default_factory=seed.flavors)
    keypairs: dict[str, dict[str, Any]] = field(default_factory=seed.keypairs)
    networks: dict[str, dict[str, Any]] = field(default_factory=seed.networks)
    subnets: dict[str, dict[str, Any]] = field(default_factory=seed.subnets)
    templates: dict[str, dict[str, Any]] = field(default_factory=seed.templates)
    clusters: dict[str, dict[str, Any]] = field(default_factory=dict)
    node_groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    quotas: dict[str, int] = field(default_factory=dict)
    default_quota: int = 20
    limits: dict[str, int] = field(default_factory=project_quotas.limits)
    """What every project may have of all but clusters; see project_quotas.py."""
    owned: list[dict[str, Any]] = field(default_factory=list)
    """What the projects have of it: see own()."""
    rows_at_once: int | None = None
    """How many rows Neutron and Octavia put into one answer; None: all."""
    volume_types: dict[str, dict[str, Any]] = field(default_factory=seed.volume_types)
    default_volume_type: str = "ssd"
    magnum_max: tuple[int, int] = (1, 14)
    magnum_max_limit: int = 1000
    other_regions: tuple[str, ...] = ()
    """Regions beside RegionOne, at the same addresses."""
    requests: list[Request] = field(default_factory=list)
    unknown: list[Request] = field(default_factory=list)
    """Requests to paths that nobody answers (404): something to add to the boundary."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        super().__init__()
        self.signing = magnum.Signing()

    # --- data ---

    def number(self) -> int:
        """1, 2, 3, ... over all that is made."""
        return next(self._numbers)

    def new_id(self) -> str:
        """A UUID, the same ones in every test."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"boundary/{self.number()}"))

    def moment(self) -> str:
        """A time in Magnum's spelling, later at each call."""
        return (_BEGINNING + timedelta(seconds=self.number())).isoformat()

    def project(self, name: str) -> str:
        """The id of a project by its name."""
        return next(ident for ident, one in self.projects.items() if one["name"] == name)

    def template(self, name: str) -> dict[str, Any]:
        """A cluster template by its name."""
        return next(one for one in self.templates.values() if one["name"] == name)

    def add_template(self, name: str, **fields: Any) -> dict[str, Any]:
        """A template like the seeded ones, with these fields changed."""
        made = seed.template(name, ident=self.new_id()) | fields
        self.templates[made["uuid"]] = made
        return made

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
        """A cluster with its two default node groups; its dictionary, to be edited at will."""
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
        """Many clusters, named cluster-0000, cluster-0001, ..."""
        return [self.add_cluster(f"cluster-{at:04}", **fields) for at in range(count)]

    def own(
        self, kind: str, count: int = 1, *, project: str = "arm-lab", **fields: Any
    ) -> list[dict[str, Any]]:
        """A project has so many more of a thing: see project_quotas.py."""
        made = [
            {"id": self.new_id(), "kind": kind, "project_id": self.project(project), **fields}
            for _ in range(count)
        ]
        self.owned += made
        return made

    def settle(self) -> None:
        """Whatever is in progress comes to its good end; what is being deleted is gone."""
        magnum.settle(self)

    def without(self, service: str) -> None:
        """Take a service ("nova") out of the catalog of later sign-ins."""
        for service_type, name in SERVICES.items():
            if name == service:
                self.endpoints.pop(service_type, None)

    def catalog(self) -> list[dict[str, Any]]:
        """The service catalog with the endpoints as they are now."""
        entries = catalog(*(kind for kind in ENDPOINTS if kind in self.endpoints))
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
        """The requests that were sent, of this method, to exactly this path, to this service."""
        return [
            request
            for request in self.requests
            if method in (None, request.method)
            and path in (None, request.path)
            and service in (None, request.service)
        ]

    def caller(self, request: Request) -> Caller:
        """Whose request this is; 401 for a token that is not known."""
        found = self.tokens.get(request.token)
        if found is None:
            raise Refusal(401, "The request you have made requires authentication.")
        return found

    def answer(self, request: Request) -> Reply:
        """What the services answer to a request."""
        self.requests.append(request)
        reply = self.fault(request)
        if reply is not None:
            return reply
        routes = _ROUTES.get(request.service)
        handler = routes.find(request) if routes else None
        try:
            if request.service == "magnum":
                return magnum.at_its_version(self, request, handler)
            if handler is None:
                self.unknown.append(request)
                raise Refusal(404, "The resource could not be found.")
            return handler(self, request)
        except Refusal as refusal:
            return dressed(request.service, refusal)

    def whose(self, url: str) -> tuple[str, str]:
        """The service behind a URL, and the path below its root."""
        for service_type, endpoint in self.endpoints.items():
            root = endpoint
            for version in ("/v3", "/v2.1", "/v2.0", "/v2", "/v1"):
                root = root.removesuffix(version)
            if url == root or url.startswith((f"{root}/", f"{root}?")):
                return SERVICES[service_type], urlsplit(url[len(root) :]).path or "/"
        return "", urlsplit(url).path


class Wire(BaseAdapter):
    """Stands where requests would open a connection; the same for all sessions and threads."""

    def __init__(self, cloud: OpenStack) -> None:
        super().__init__()
        self._cloud = cloud

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        url = request.url or ""
        service, path = self._cloud.whose(url)
        text = request.body or ""
        asked = Request(
            method=request.method or "",
            service=service,
            path=unquote(path),
            query=dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
            headers=requests.structures.CaseInsensitiveDict(
                {
                    name: value.decode() if isinstance(value, bytes) else value
                    for name, value in request.headers.items()
                }
            ),
            text=text.decode() if isinstance(text, bytes) else str(text),
            timeout=options.get("timeout"),
            url=url,
        )
        reply = self._cloud.answer(asked)
        headers = {"X-Openstack-Request-Id": f"req-{len(self._cloud.requests)}", **reply.headers}
        if reply.text is None and reply.body is not None:
            return requests_mock.create_response(
                request,
                status_code=reply.status,
                json=reply.body,
                headers={"Content-Type": "application/json", **headers},
            )
        return requests_mock.create_response(
            request, status_code=reply.status, text=reply.text or "", headers=headers
        )

    def close(self) -> None:
        """Nothing is open."""
