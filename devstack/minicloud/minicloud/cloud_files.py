# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the files that other programs read: ``cloud.json`` and ``clouds.yaml``."""

from __future__ import annotations

import json
from typing import Any

import yaml

from minicloud.seed.people import PROJECTS, USERS
from minicloud.settings import PASSWORD, REGION, Settings


def write(settings: Settings, pids: dict[str, int], timings: dict[str, float]) -> None:
    """Write both files into the state folder. ``timings`` are the last start's seconds by step."""
    text = json.dumps(cloud(settings, pids, timings), indent=2)
    (settings.state / "cloud.json").write_text(text + "\n")
    (settings.state / "clouds.yaml").write_text(yaml.safe_dump(clouds(settings), sort_keys=False))


def timings(settings: Settings) -> dict[str, float]:
    """Return the timings of the last start, which that start wrote."""
    try:
        return dict(json.loads((settings.state / "cloud.json").read_text())["timings"])
    except (OSError, ValueError, KeyError):
        return {}


def cloud(settings: Settings, pids: dict[str, int], timings: dict[str, float]) -> dict[str, Any]:
    return {
        "auth_url": settings.auth_url,
        "region": REGION,
        "lean": settings.lean,
        "services": {service.name: settings.url(service.name) for service in settings.services},
        "users": [
            {
                "name": user.name,
                "password": PASSWORD,
                "project": user.project,
                "roles": list(user.roles),
                "what": user.what,
                "elsewhere": {project: list(roles) for project, roles in user.elsewhere},
            }
            for user in USERS
        ],
        "projects": ["admin", *(name for name in PROJECTS if name != "service")],
        "pids": pids,
        "timings": {step: round(seconds, 1) for step, seconds in timings.items()},
    }


def clouds(settings: Settings) -> dict[str, Any]:
    """Return clouds.yaml: an entry for each user, and ``USER-PROJECT`` for each further project."""
    entries = {}
    for user in USERS:
        entries[user.name] = _entry(settings, user.name, user.project)
        for project, _ in user.elsewhere:
            entries[f"{user.name}-{project}"] = _entry(settings, user.name, project)
    return {"clouds": entries}


def _entry(settings: Settings, user: str, project: str) -> dict[str, Any]:
    return {
        "region_name": REGION,
        "identity_api_version": 3,
        "auth": {
            "auth_url": settings.auth_url,
            "username": user,
            "password": PASSWORD,
            "project_name": project,
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        },
    }
