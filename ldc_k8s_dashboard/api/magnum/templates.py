# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Magnum's cluster templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from magnumclient.v1.cluster_templates import ClusterTemplateManager

from ldc_k8s_dashboard.api.magnum import parse
from ldc_k8s_dashboard.api.magnum.calls import (
    MAX_LIMIT,
    ask,
    document_of,
    json_patch,
    path_segment,
    path_with_query,
    rows_of,
)
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP
from ldc_k8s_dashboard.api.transport.paging import Page
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

# Upstream gap: once clusters were made from a template, Magnum changes its name, its tags and
# hidden, and makes it public, each in a request that changes nothing else. It refuses anything
# else with a 400 that does not explain this (magnum/db/sqlalchemy/api.py
# _do_update_cluster_template, magnum/common/exception.py ClusterTemplateReferenced).
_IN_USE = re.compile(r"(?i)is referenced by|is in use")
_CHANGED_ALONE = {
    "name": message("the name"),
    "tags": message("the tags"),
    "public": message("public"),
    "hidden": message("hidden"),
}

_NOTHING_CHANGED = message(
    "Nothing was changed: clusters were made from this template, so Magnum changes only its name, "
    "tags, public and hidden. Copy it and change the copy."
)
_NOT_DELETED = message(
    "The cluster template was not deleted: clusters were made from it. Delete those clusters or "
    "upgrade them to another template first."
)
_NOT_REVERSIBLE = message(
    "Clusters were made from this template, so Magnum does not remove its tags or make it "
    "private again. Copy it and change the copy."
)


class Templates:
    """The cluster templates that a project sees."""

    def __init__(self, http: MagnumHTTP) -> None:
        self._http = http
        self._manager = ClusterTemplateManager(http)

    def page(
        self,
        *,
        limit: int,
        marker: str | None = None,
        sort_key: str = "created_at",
        sort_dir: str = "desc",
        backwards: bool = False,
    ) -> Page[ClusterTemplate]:
        """Return one page of cluster templates, with one call; parameters as for Clusters.page."""
        if backwards:
            sort_dir = "asc" if sort_dir == "desc" else "desc"
        rows, more = self._rows(limit + 1, marker, sort_key, sort_dir)
        items = rows[:limit]
        more = more or len(rows) > limit
        onward = items[-1].uuid if items and more else None
        back = items[0].uuid if items else marker
        if backwards:
            return Page(items[::-1], back, onward, (), len(rows))
        return Page(items, onward, back if marker else None, (), len(rows))

    def _rows(
        self, size: int, marker: str | None, sort_key: str, sort_dir: str
    ) -> tuple[tuple[ClusterTemplate, ...], bool]:
        """Return rows after the marker, and whether Magnum cut the page at a limit of its own."""
        size = min(size, MAX_LIMIT)
        path = path_with_query(
            "/v1/clustertemplates/detail",
            limit=size,
            marker=marker,
            sort_key=sort_key,
            sort_dir=sort_dir,
        )
        _response, body = ask(self._http.json_request, "GET", path)
        rows = tuple(parse.template(row) for row in rows_of(body, "clustertemplates"))
        return rows, bool(body.get("next")) and 0 < len(rows) <= size

    def list(self, cap: int = 1000) -> tuple[ClusterTemplate, ...]:
        """List the templates that this user may see, by name, `cap` at most."""
        templates: list[ClusterTemplate] = []
        marker = None
        while len(templates) < cap:
            rows, more = self._rows(min(cap - len(templates), MAX_LIMIT), marker, "name", "asc")
            templates += rows
            if not more:
                break
            marker = rows[-1].uuid
        return tuple(templates)

    def get(self, ident: str) -> ClusterTemplate:
        """Return a template by id or exact name; NOT_FOUND also where it is hidden."""
        resource = ask(self._manager.get, path_segment(ident))
        return parse.template(document_of(resource, "cluster template"))

    def create(self, **fields: Any) -> ClusterTemplate:
        """Create a template with the fields of the REST body."""
        given = {name: value for name, value in fields.items() if value is not None}
        created = ask(self._manager.create, **given)
        return parse.template(document_of(created, "cluster template"))

    def update(self, ident: str, **changes: Any) -> ClusterTemplate:
        """Change fields of a template; None removes one.

        Where clusters were made from it, the fields that Magnum still changes are changed
        one by one.  CONFLICT for others; the sentence lists what was changed.
        """
        try:
            return self._update(ident, changes)
        except ServiceError as error:
            if not _is_in_use(error):
                raise
            if len(changes) == 1 or not changes.keys() <= _CHANGED_ALONE.keys():
                raise error.reworded(_NOTHING_CHANGED, FailureKind.CONFLICT) from error
        return self._update_one_by_one(ident, changes)

    def _update(self, ident: str, changes: Mapping[str, Any]) -> ClusterTemplate:
        changed = ask(self._manager.update, path_segment(ident), json_patch(changes))
        return parse.template(document_of(changed, "cluster template"))

    def _update_one_by_one(self, ident: str, changes: Mapping[str, Any]) -> ClusterTemplate:
        names = tuple(changes)
        for at, name in enumerate(names):
            try:
                changed = self._update(ident, {name: changes[name]})
            except ServiceError as error:
                raise _half_way(error, names[:at], names[at:]) from error
        return changed

    def delete(self, ident: str) -> None:
        """Delete a template; CONFLICT while a cluster of any project uses it."""
        try:
            ask(self._manager.delete, path_segment(ident))
        except ServiceError as error:
            if not _is_in_use(error):
                raise
            raise error.reworded(_NOT_DELETED, FailureKind.CONFLICT) from error


def _is_in_use(error: ServiceError) -> bool:
    """Check whether Magnum refused because clusters were made from the template."""
    return _IN_USE.search(error.raw) is not None


def _half_way(error: ServiceError, done: tuple[str, ...], left: tuple[str, ...]) -> ServiceError:
    """Return the failure of one change after those of `done` were made."""
    why = _NOT_REVERSIBLE if _is_in_use(error) else error.sentence
    if not done:
        return error.reworded(why)
    params = {"done": _joined(done), "left": _joined(left), "why": why}
    sentence = (
        message("Changed: %(done)s. Not changed: %(left)s. %(why)s", **params)
        if error.nothing_changed
        else message("Changed: %(done)s. Not known to be changed: %(left)s. %(why)s", **params)
    )
    return error.reworded(sentence)


def _joined(names: Iterable[str]) -> Message:
    return Message(
        ", ".join(f"%({name})s" for name in names), {name: _CHANGED_ALONE[name] for name in names}
    )
