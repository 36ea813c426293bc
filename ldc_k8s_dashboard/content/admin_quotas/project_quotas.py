# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Projects and their limits put together: one list of Keystone's, one of Magnum's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.cloud_resources import Project


@dataclass(frozen=True)
class ProjectQuota:
    """A project, or what is left of one that was deleted."""

    project_id: str
    name: str = ""
    """Empty where Keystone does not know the project, or did not say."""
    limit: int | None = None
    """Its own limit; None where it has Magnum's default."""
    enabled: bool = True
    names_known: bool = True
    """False where Keystone could not be asked or does not let one read it."""
    limit_known: bool = True
    """False where Magnum's list could not be had: then no limit means nothing."""

    @property
    def gone(self) -> bool:
        """Whether the project was deleted: Keystone was asked and does not know it."""
        return self.names_known and not self.name

    @property
    def title(self) -> str:
        """What to call it."""
        if self.name:
            return self.name
        return _("Deleted project") if self.gone else self.project_id


def project_quotas(
    projects: Iterable[Project] | None, limits: Mapping[str, int] | None
) -> tuple[ProjectQuota, ...]:
    """Every project with its own limit, and every limit whose project is not known.

    `projects` is None where Keystone could not be asked: then only the ids of
    projects with a limit of their own are known.  `limits` is None where Magnum
    could not be asked.
    """
    own = limits or {}
    found = [
        ProjectQuota(
            project.id,
            project.name or project.id,
            own.get(project.id),
            project.enabled,
            limit_known=limits is not None,
        )
        for project in projects or ()
    ]
    known = {entry.project_id for entry in found}
    found += [
        ProjectQuota(project_id, "", limit, names_known=projects is not None)
        for project_id, limit in own.items()
        if project_id not in known
    ]
    return tuple(found)


def filtered(all_entries: Iterable[ProjectQuota], search: str, choice: str) -> list[ProjectQuota]:
    """Those that match a search in name or id, and the list's filter ("own", "gone" or "")."""
    wanted = search.casefold()
    return [
        entry
        for entry in all_entries
        if (wanted in entry.name.casefold() or entry.project_id.startswith(wanted))
        and (choice != "own" or entry.limit is not None)
        and (choice != "gone" or entry.gone)
    ]


def ordered(found: Iterable[ProjectQuota], sort_key: str, sort_dir: str) -> list[ProjectQuota]:
    """Sorted by name (deleted projects last) or by their own limit (defaults last)."""

    def by_name(entry: ProjectQuota) -> tuple[object, ...]:
        return (not entry.name, entry.name.casefold(), entry.project_id)

    ordered = sorted(found, key=by_name)
    if sort_key == "limit":
        own = [entry for entry in ordered if entry.limit is not None]
        own.sort(key=lambda entry: entry.limit or 0, reverse=sort_dir == "desc")
        return own + [entry for entry in ordered if entry.limit is None]
    return ordered[::-1] if sort_dir == "desc" else ordered
