# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Projects with their limits, joined from a list of Keystone and a list of Magnum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.cloud_resources import Project
from ldc_k8s_dashboard.ui.listing import matches_search


@dataclass(frozen=True)
class ProjectQuota:
    """The limit of one project, which can have been deleted since.

    name         "" where Keystone does not know the project, or could not be read
    limit        the project's own; None where it has Magnum's default
    names_known  False where Keystone failed or forbids reading the name
    limit_known  False where Magnum's list failed: then `limit` is None without meaning
    """

    project_id: str
    name: str = ""
    limit: int | None = None
    enabled: bool = True
    names_known: bool = True
    limit_known: bool = True

    @property
    def gone(self) -> bool:
        """Whether the project was deleted: Keystone answered and does not know it."""
        return self.names_known and not self.name

    @property
    def title(self) -> str:
        """The name, or what the pages show in place of one."""
        if self.name:
            return self.name
        return _("Deleted project") if self.gone else self.project_id


def project_quotas(
    projects: Iterable[Project] | None, limits: Mapping[str, int] | None
) -> tuple[ProjectQuota, ...]:
    """Return every project with its own limit, and every limit of an unknown project.

    `projects` is None where Keystone failed: then the result has only projects with
    a limit of their own, by id.  `limits` (by project id) is None where Magnum failed.
    """
    limit_of = limits or {}
    quotas = [
        ProjectQuota(
            project.id,
            project.name or project.id,
            limit_of.get(project.id),
            project.enabled,
            limit_known=limits is not None,
        )
        for project in projects or ()
    ]
    known_ids = {project_quota.project_id for project_quota in quotas}
    quotas += [
        ProjectQuota(project_id, "", limit, names_known=projects is not None)
        for project_id, limit in limit_of.items()
        if project_id not in known_ids
    ]
    return tuple(quotas)


def filtered(quotas: Iterable[ProjectQuota], search: str, choice: str) -> list[ProjectQuota]:
    """Return those that match a search (part of the name, start of the id) and a filter.

    choice  of the list's filter: "own", "gone" or "" for all
    """
    return [
        project_quota
        for project_quota in quotas
        if matches_search(project_quota.name, project_quota.project_id, search)
        and (choice != "own" or project_quota.limit is not None)
        and (choice != "gone" or project_quota.gone)
    ]


def ordered(quotas: Iterable[ProjectQuota], sort_key: str, sort_dir: str) -> list[ProjectQuota]:
    """Return them by name (deleted projects last) or by their own limit (defaults last)."""

    def by_name(project_quota: ProjectQuota) -> tuple[object, ...]:
        return (not project_quota.name, project_quota.name.casefold(), project_quota.project_id)

    by_names = sorted(quotas, key=by_name)
    if sort_key == "limit":
        with_limit = [quota for quota in by_names if quota.limit is not None]
        with_limit.sort(key=lambda quota: quota.limit or 0, reverse=sort_dir == "desc")
        return with_limit + [quota for quota in by_names if quota.limit is None]
    return by_names[::-1] if sort_dir == "desc" else by_names
