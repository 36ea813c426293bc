# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Answers a request to the API: a request and its user go in, a status and a document come out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from minicloud.kubernetes import discovery, policy, protobuf
from minicloud.kubernetes.clusters import Cluster
from minicloud.kubernetes.policy import Attempt
from minicloud.kubernetes.resources import KINDS, table
from minicloud.kubernetes.selectors import matches
from minicloud.kubernetes.users import User

READS = ("GET", "HEAD")
VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}
HEALTH = ("/healthz", "/livez", "/readyz")
ONLY_READS = "this Kubernetes API is a simulation: it shows nodes and rights, and runs nothing"
REASONS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    503: "ServiceUnavailable",
}
_RESOURCE = re.compile(r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>v[^/]+)/(?P<rest>.+)")
_TABLE = re.compile(r"as=Table;v=(v1(?:beta1)?);g=meta\.k8s\.io")


@dataclass(frozen=True)
class Request:
    """A request. ``query`` has one value a name; ``accept`` and ``content_type`` are headers."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    accept: str = ""
    content_type: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """An answer. ``document`` is JSON, or plain text if it is a string.

    With ``warns`` it carries the warning that the cluster is simulated, which kubectl prints.
    """

    code: int
    document: dict[str, Any] | str
    warns: bool = False


def failure(code: int, message: str) -> Answer:
    """Return a Status, which kubectl prints."""
    return Answer(
        code,
        {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": REASONS[code],
            "code": code,
        },
    )


def answer(cluster: Cluster, user: User, request: Request) -> Answer:
    """Answer a request of a user who is logged in."""
    if request.path.rstrip("/") in HEALTH:
        if cluster.is_healthy:
            return Answer(200, "ok")
        return failure(503, "the API server is unhealthy")
    if request.method in READS and (document := discovery.answer(request.path, cluster)):
        return Answer(200, document)
    if wanted := attempt(request):
        return _answer_if_allowed(cluster, user, wanted, request)
    return failure(404, f"nothing is at {request.path}: {ONLY_READS}")


def _answer_if_allowed(cluster: Cluster, user: User, wanted: Attempt, request: Request) -> Answer:
    if not policy.allows(user, cluster, wanted):
        return failure(403, _forbidden(cluster, user, wanted))
    if wanted.group in discovery.REVIEWS and wanted.verb == "create":
        return _review(cluster, user, wanted, request)
    if wanted.verb not in ("get", "list"):
        return failure(405, f"{wanted.verb} {wanted.resource} is not possible: {ONLY_READS}")
    return _read(cluster, wanted, request)


def attempt(request: Request) -> Attempt | None:
    """Return what a request's method and path ask for; None for a path without a resource.

    A namespace itself is in the namespace of its name, as in kube-apiserver.
    """
    match = _RESOURCE.fullmatch(request.path.rstrip("/"))
    if match is None:
        return None
    parts, namespace = match["rest"].split("/"), ""
    if parts[0] == "namespaces" and len(parts) > 1:
        namespace = parts[1]
        parts = parts[2:] if len(parts) > 2 else parts
    resource, name, subresource = (*parts, "", "")[:3]
    if request.method in READS:
        watching = request.query.get("watch") in ("true", "1")
        verb = "watch" if watching else "get" if name else "list"
    elif request.method == "DELETE":
        verb = "delete" if name else "deletecollection"
    else:
        verb = VERBS.get(request.method, request.method.lower())
    return Attempt(verb, match["group"] or "", resource, namespace, name, subresource)


def _read(cluster: Cluster, wanted: Attempt, request: Request) -> Answer:
    kind = KINDS.get(wanted.resource)
    if kind is None or wanted.group or wanted.subresource:
        return failure(404, f"there are no {wanted.resource} here: {ONLY_READS}")
    objects = kind.objects(cluster)
    if wanted.name:
        objects = [resource for resource in objects if resource["metadata"]["name"] == wanted.name]
        if not objects:
            return failure(404, f'{wanted.resource} "{wanted.name}" not found')
    else:
        labels, fields = (request.query.get(f"{what}Selector", "") for what in ("label", "field"))
        try:
            objects = [resource for resource in objects if matches(resource, labels, fields)]
        except ValueError as unknown:
            return failure(400, str(unknown))
    if as_table := _TABLE.search(request.accept):
        return Answer(200, table(kind, objects, as_table[1]), warns=True)
    if wanted.name:
        return Answer(200, objects[0], warns=True)
    listed = {
        "kind": f"{kind.name}List",
        "apiVersion": "v1",
        "metadata": {"resourceVersion": "1"},
        "items": objects,
    }
    return Answer(200, listed, warns=True)


def _review(cluster: Cluster, user: User, wanted: Attempt, request: Request) -> Answer:
    """Answer what users ask about themselves: who am I, may I."""
    kind = discovery.REVIEWS[wanted.group].get(wanted.resource)
    if kind is None:
        return failure(404, f"there are no {wanted.resource} here: {ONLY_READS}")
    try:
        spec = _spec(kind, request)
        status = _status(kind, cluster, user, spec)
    except (ValueError, AttributeError, TypeError):
        return failure(400, f"this is no {kind}")
    review = {"kind": kind, "apiVersion": f"{wanted.group}/v1", "metadata": {}, "status": status}
    return Answer(201, review | ({"spec": spec} if kind != "SelfSubjectReview" else {}))


def _spec(kind: str, request: Request) -> dict[str, Any]:
    if request.content_type.partition(";")[0].strip() == protobuf.CONTENT_TYPE:
        return protobuf.review_spec(request.body, kind)
    return json.loads(request.body).get("spec") or {}


def _status(kind: str, cluster: Cluster, user: User, spec: Any) -> dict[str, Any]:
    if kind == "SelfSubjectReview":
        return {"userInfo": user.info}
    if kind == "SelfSubjectRulesReview":
        everything = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
        for_everyone = [
            {"verbs": ["create"], "apiGroups": [group], "resources": [resource]}
            for group, resource in sorted(policy.SELF)
        ]
        return {
            "resourceRules": [everything] if policy.MASTERS in user.groups else for_everyone,
            "nonResourceRules": [],
            "incomplete": True,
            "evaluationError": "a webhook's rules cannot be listed",
        }
    attributes = spec.get("resourceAttributes")
    if attributes is None:  # a path, which every logged-in user may read
        return {"allowed": spec["nonResourceAttributes"].get("verb") == "get"}
    wanted = Attempt(
        *(attributes.get(name, "") for name in ("verb", "group", "resource", "namespace", "name"))
    )
    if policy.allows(user, cluster, wanted):
        return {"allowed": True}
    return {"allowed": False, "reason": policy.denial_reason(user, cluster)}


def _forbidden(cluster: Cluster, user: User, wanted: Attempt) -> str:
    where = f'in the namespace "{wanted.namespace}"' if wanted.namespace else "at the cluster scope"
    what = f'{wanted.resource} "{wanted.name}"' if wanted.name else wanted.resource
    return (
        f'{what} is forbidden: User "{user.name}" cannot {wanted.verb} resource '
        f'"{wanted.resource}" in API group "{wanted.group}" {where}: '
        f"{policy.denial_reason(user, cluster)}"
    )
