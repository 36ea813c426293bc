# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's cluster templates."""

from __future__ import annotations

from typing import Any

from magnumclient.v1.cluster_templates import ClusterTemplateManager

from ldc_k8s_dashboard.api import parse
from ldc_k8s_dashboard.api.magnum_calls import (
    MAX_LIMIT,
    Calls,
    ask,
    info,
    part,
    patch,
    query,
    rows_of,
)
from ldc_k8s_dashboard.api.paging import Page
from ldc_k8s_dashboard.domain.template import ClusterTemplate


class Templates(Calls):
    """The methods of Magnum for cluster templates."""

    @property
    def _templates(self) -> Any:
        return ClusterTemplateManager(self._http)

    def templates(
        self,
        *,
        limit: int,
        marker: str | None = None,
        sort_key: str = "created_at",
        sort_dir: str = "desc",
        backwards: bool = False,
    ) -> Page[ClusterTemplate]:
        """One page of cluster templates, in one call; parameters as for clusters."""
        if backwards:
            sort_dir = "asc" if sort_dir == "desc" else "desc"
        rows, more = self._template_rows(limit + 1, marker, sort_key, sort_dir)
        items = tuple(rows[:limit])
        more = more or len(rows) > limit
        onward = items[-1].uuid if items and more else None
        back = items[0].uuid if items else marker
        if backwards:
            return Page(items[::-1], back, onward, (), len(rows))
        return Page(items, onward, back if marker else None, (), len(rows))

    def _template_rows(
        self, size: int, marker: str | None, sort_key: str, sort_dir: str
    ) -> tuple[list[ClusterTemplate], bool]:
        """Rows after the marker, and whether Magnum cut the page at a limit of its own."""
        size = min(size, MAX_LIMIT)
        path = query(
            "/v1/clustertemplates/detail",
            limit=size,
            marker=marker,
            sort_key=sort_key,
            sort_dir=sort_dir,
        )
        _response, body = ask(self._http.json_request, "GET", path)
        rows = [parse.template(row) for row in rows_of(body, "clustertemplates")]
        return rows, bool(body.get("next")) and 0 < len(rows) <= size

    def all_templates(self, cap: int = 1000) -> tuple[ClusterTemplate, ...]:
        """All templates this user may see, by name, `cap` at most."""
        found: list[ClusterTemplate] = []
        marker = None
        while len(found) < cap:
            rows, more = self._template_rows(
                min(cap - len(found), MAX_LIMIT), marker, "name", "asc"
            )
            found += rows
            if not more:
                break
            marker = rows[-1].uuid
        return tuple(found)

    def template(self, ident: str) -> ClusterTemplate:
        """One template by id or exact name; GONE where it is hidden from this user, too."""
        found = ask(self._templates.get, part(ident))
        return parse.template(info(found, "cluster template"))

    def create_template(self, **fields: Any) -> ClusterTemplate:
        """Make a template, with the fields of the REST body."""
        given = {name: value for name, value in fields.items() if value is not None}
        created = ask(self._templates.create, **given)
        return parse.template(info(created, "cluster template"))

    def update_template(self, ident: str, **changes: Any) -> ClusterTemplate:
        """Change fields of a template; None takes one away."""
        changed = ask(self._templates.update, part(ident), patch(changes))
        return parse.template(info(changed, "cluster template"))

    def delete_template(self, ident: str) -> None:
        """Delete a template; CONFLICT (or INVALID) while a cluster uses it."""
        ask(self._templates.delete, part(ident))
