# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Discovery: the versions, groups and resources that kubectl asks for."""

from __future__ import annotations

import re
from typing import Any

from minicloud.kubernetes.clusters import Cluster
from minicloud.kubernetes.resources import KINDS

AUTHENTICATION, AUTHORIZATION = "authentication.k8s.io", "authorization.k8s.io"
# Resource and kind, by group.
REVIEWS = {
    AUTHENTICATION: {"selfsubjectreviews": "SelfSubjectReview"},
    AUTHORIZATION: {
        "selfsubjectaccessreviews": "SelfSubjectAccessReview",
        "selfsubjectrulesreviews": "SelfSubjectRulesReview",
    },
}
_NUMBERS = re.compile(r"v?(\d+)\.(\d+)")


def answer(path: str, cluster: Cluster) -> dict[str, Any] | None:
    """Return the document at this path, or None."""
    match path.strip("/").split("/"):
        case ["version"]:
            return version(cluster)
        case ["api"]:
            return {"kind": "APIVersions", "versions": ["v1"]}
        case ["api", "v1"]:
            return _resources("v1", [_core(name) for name in KINDS])
        case ["apis", *rest]:
            return _groups(rest)
    return None


def _groups(rest: list[str]) -> dict[str, Any] | None:
    match rest:
        case []:
            groups = [_group(name) for name in REVIEWS]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
        case [group] if group in REVIEWS:
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(group)}
        case [group, "v1"] if group in REVIEWS:
            resources = [
                {"name": name, "singularName": "", "namespaced": False, "kind": kind,
                 "verbs": ["create"]}
                for name, kind in REVIEWS[group].items()
            ]  # fmt: skip
            return _resources(f"{group}/v1", resources)
    return None


def version(cluster: Cluster) -> dict[str, Any]:
    """Return the version, ending in ``+simulated`` or, after build metadata, ``.simulated``."""
    numbers = _NUMBERS.match(cluster.version)
    separator = "." if "+" in cluster.version else "+"
    return {
        "major": numbers[1] if numbers else "",
        "minor": numbers[2] if numbers else "",
        "gitVersion": f"{cluster.version}{separator}simulated",
        "gitCommit": "",
        "gitTreeState": "",
        "buildDate": cluster.created,
        "goVersion": "",
        "compiler": "",
        "platform": "simulated",
    }


def _group(name: str) -> dict[str, Any]:
    version = {"groupVersion": f"{name}/v1", "version": "v1"}
    return {"name": name, "versions": [version], "preferredVersion": version}


def _resources(version: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": version,
        "resources": resources,
    }


def _core(plural: str) -> dict[str, Any]:
    kind = KINDS[plural]
    return {
        "name": plural,
        "singularName": kind.name.lower(),
        "namespaced": kind.namespaced,
        "kind": kind.name,
        "shortNames": list(kind.short),
        "verbs": ["get", "list"],
    }
