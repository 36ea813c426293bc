# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Lists that page, sort and search on the server, steered by the URL alone.

Nothing is kept in the session, so two tabs do not disturb each other, the
back button works and a link to a search can be sent to somebody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf


@dataclass(frozen=True)
class Column:
    """A table column; `sort_key` is Magnum's where the column can be sorted."""

    slug: str
    title: Any
    sort_key: str = ""
    css: str = ""
    """The class of its heading and of its cells."""
    cell: str = ""
    """The template of what stands in a cell: it finds its row as `row`."""


ACTIONS = Column(
    "actions",
    _("Actions"),
    css="k8s-actions-column",
    cell="ldc_k8s_dashboard/ui/_actions_cell.html",
)
"""The last column of a list: the menu `row.actions`."""


def with_after(columns: Sequence[Column], slug: str, *more: Column) -> tuple[Column, ...]:
    """The columns, and more behind the one of this slug; ValueError where there is none."""
    place = [column.slug for column in columns].index(slug) + 1
    return (*columns[:place], *more, *columns[place:])


@dataclass(frozen=True)
class ListQuery:
    """What a list's URL asks for, made safe: unknown values fall back to the defaults."""

    path: str
    limit: int
    sort_key: str
    sort_dir: str = "asc"
    marker: str = ""
    backwards: bool = False
    """The marker is the first row of the page that was seen: show the page before it."""
    search: str = ""
    choice: str = ""
    """The value of the list's one drop-down filter."""
    defaults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        request: HttpRequest,
        *,
        path: str,
        columns: Sequence[Column],
        sort_key: str,
        sort_dir: str = "asc",
        choices: Sequence[str] = (),
    ) -> ListQuery:
        asked = request.GET
        keys = {column.sort_key for column in columns if column.sort_key} | {sort_key}
        key = asked.get("sort", "")
        direction = asked.get("dir", "")
        choice = asked.get("show", "")
        return cls(
            path=path,
            limit=conf.page_size(request),
            sort_key=key if key in keys else sort_key,
            sort_dir=direction
            if direction in ("asc", "desc")
            else (sort_dir if key not in keys or key == sort_key else "asc"),
            marker=asked.get("marker", "")[:64],
            backwards=asked.get("to") == "previous",
            search=asked.get("q", "").strip()[:242],
            choice=choice if choice in choices else "",
            defaults={"sort": sort_key, "dir": sort_dir},
        )

    def url(self, path: str = "", **extra: str) -> str:
        """The URL of this very list (or of `path` with the same query)."""
        query = {
            "sort": self.sort_key,
            "dir": self.sort_dir,
            "q": self.search,
            "show": self.choice,
            "marker": self.marker,
            "to": "previous" if self.backwards and self.marker else "",
            **extra,
        }
        if (query["sort"], query["dir"]) == (self.defaults.get("sort"), self.defaults.get("dir")):
            query["sort"] = query["dir"] = ""
        shown = {name: value for name, value in query.items() if value}
        base = path or self.path
        return f"{base}?{urlencode(shown)}" if shown else base

    def sorted_by(self, column: Column) -> str:
        """The URL that sorts by this column, or turns its order round."""
        turn = self.sort_key == column.sort_key and self.sort_dir == "asc"
        fresh = replace(
            self,
            sort_key=column.sort_key,
            sort_dir="desc" if turn else "asc",
            marker="",
            backwards=False,
        )
        return fresh.url()

    def first(self) -> str:
        return replace(self, marker="", backwards=False).url()

    def after(self, marker: str) -> str:
        return replace(self, marker=marker, backwards=False).url()

    def before(self, marker: str) -> str:
        return replace(self, marker=marker, backwards=True).url()

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.choice)


@dataclass(frozen=True)
class Heading:
    """A column heading as the table shows it."""

    column: Column
    url: str = ""
    aria_sort: str = ""


def headings(columns: Sequence[Column], query: ListQuery | None) -> tuple[Heading, ...]:
    """Return each column with its sort link, and the present order for assistive technology.

    A list without a query has one order only.
    """
    if query is None:
        return tuple(Heading(column) for column in columns)
    aria_sort = {"asc": "ascending", "desc": "descending"}[query.sort_dir]
    return tuple(
        Heading(
            column,
            query.sorted_by(column) if column.sort_key else "",
            aria_sort if column.sort_key and column.sort_key == query.sort_key else "",
        )
        for column in columns
    )


Attributes = tuple[tuple[str, str], ...]
"""Names and values of HTML attributes."""


class Row(Protocol):
    """What a table shows in one line; the cells' templates read it as `row`."""

    @property
    def attributes(self) -> Attributes:
        """HTML attributes of the line, such as its id and what tells a script which it is."""
        ...


@dataclass(frozen=True)
class Table:
    """A table of things: ui/table.html shows it, ui/row.html one line of it.

    `slug` is its id in the page, `caption` is for screen readers.
    """

    slug: str
    caption: Any
    columns: Sequence[Column]
    rows: Sequence[Row]
    query: ListQuery | None = None

    @property
    def headings(self) -> tuple[Heading, ...]:
        return headings(self.columns, self.query)


@dataclass(frozen=True)
class Pager:
    """Links to the pages around this one; empty where there is none."""

    first_url: str = ""
    previous_url: str = ""
    next_url: str = ""

    @classmethod
    def of(cls, query: ListQuery, *, next_marker: str | None, prev_marker: str | None) -> Pager:
        return cls(
            first_url=query.first() if query.marker else "",
            previous_url=query.before(prev_marker) if prev_marker else "",
            next_url=query.after(next_marker) if next_marker else "",
        )

    def __bool__(self) -> bool:
        return bool(self.first_url or self.previous_url or self.next_url)
