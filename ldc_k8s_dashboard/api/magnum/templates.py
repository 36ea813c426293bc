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

# Upstream gap: of a template that clusters were made from, Magnum changes its name, its tags and
# hidden, and makes it public, but each only in a request that changes nothing else; all else it
# refuses with a 400 whose words do not say so (magnum/db/sqlalchemy/api.py
# _do_update_cluster_template, magnum/common/exception.py ClusterTemplateReferenced).
_IN_USE = re.compile(r"(?i)is referenced by|is in use")
_ALONE = {
    "name": message("the name"),
    "tags": message("the tags"),
    "public": message("public"),
    "hidden": message("hidden"),
}

_NOTHING_CHANGED = message(
    "Nothing was changed: clusters were made from this template, so Magnum lets only its name, "
    "tags, public and hidden be changed. Copy it and change the copy."
)
_NOT_DELETED = message(
    "The cluster template was not deleted: clusters were made from it. Delete those clusters or "
    "upgrade them to another template first."
)
_NO_WAY_BACK = message(
    "Clusters were made from this template, so Magnum does not take away its tags or make it "
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
        """One page of cluster templates, in one call; parameters as for clusters."""
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
        """Rows after the marker, and whether Magnum cut the page at a limit of its own."""
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
        """All templates this user may see, by name, `cap` at most."""
        found: list[ClusterTemplate] = []
        marker = None
        while len(found) < cap:
            rows, more = self._rows(min(cap - len(found), MAX_LIMIT), marker, "name", "asc")
            found += rows
            if not more:
                break
            marker = rows[-1].uuid
        return tuple(found)

    def get(self, ident: str) -> ClusterTemplate:
        """One template by id or exact name; NOT_FOUND where it is hidden from this user, too."""
        found = ask(self._manager.get, path_segment(ident))
        return parse.template(document_of(found, "cluster template"))

    def create(self, **fields: Any) -> ClusterTemplate:
        """Make a template, with the fields of the REST body."""
        given = {name: value for name, value in fields.items() if value is not None}
        created = ask(self._manager.create, **given)
        return parse.template(document_of(created, "cluster template"))

    def update(self, ident: str, **changes: Any) -> ClusterTemplate:
        """Change fields of a template; None takes one away.

        Where clusters were made from it, what may be changed is changed one by one.
        CONFLICT where it may not, saying what was changed and what was not.
        """
        try:
            return self._update(ident, changes)
        except ServiceError as error:
            if not _is_in_use(error):
                raise
            if len(changes) == 1 or not changes.keys() <= _ALONE.keys():
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
    """Whether Magnum refused because clusters were made from the template."""
    return _IN_USE.search(error.raw) is not None


def _half_way(error: ServiceError, done: tuple[str, ...], left: tuple[str, ...]) -> ServiceError:
    """The failure of one change after those of `done` were made."""
    why = _NO_WAY_BACK if _is_in_use(error) else error.sentence
    if not done:
        return error.reworded(why)
    said = {"done": _listed(done), "left": _listed(left), "why": why}
    sentence = (
        message("Changed: %(done)s. Not changed: %(left)s. %(why)s", **said)
        if error.nothing_changed
        else message(
            "Changed: %(done)s. Not changed, as far as is known: %(left)s. %(why)s", **said
        )
    )
    return error.reworded(sentence)


def _listed(names: Iterable[str]) -> Message:
    return Message(
        ", ".join(f"%({name})s" for name in names), {name: _ALONE[name] for name in names}
    )
