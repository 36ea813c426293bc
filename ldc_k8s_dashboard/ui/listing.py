# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Lists that page, sort and search on the server.  Their URL holds all of their state.

The session holds nothing, so two tabs do not disturb each other, the back
button works and a link to a search can be shared.
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
    """A column of a table.

    sort_key  Magnum's, or the list's own where it sorts in memory; "" for no sorting
    css       the class of its heading and of its cells
    cell      path of the template of a cell, which reads its row as `row`
    """

    slug: str
    title: Any
    sort_key: str = ""
    css: str = ""
    cell: str = ""


ACTIONS = Column(
    "actions",
    _("Actions"),
    css="k8s-actions-column",
    cell="ldc_k8s_dashboard/ui/_actions_cell.html",
)
"""The last column of a list: the menu `row.actions`."""


class ColumnFactory(Protocol):
    """Makes a column; its cells have the template <folder>/<slug>.html."""

    def __call__(self, slug: str, title: Any, sort_key: str = "", css: str = "") -> Column: ...


def column_in(folder: str) -> ColumnFactory:
    """Return the factory of the columns with their cells' templates in this folder.

    folder  below templates/ldc_k8s_dashboard: "clusters/cells"
    """

    def column(slug: str, title: Any, sort_key: str = "", css: str = "") -> Column:
        return Column(slug, title, sort_key, css, f"ldc_k8s_dashboard/{folder}/{slug}.html")

    return column


def matches_search(name: str, ident: str, text: str) -> bool:
    """Check whether a row's name contains `text`, in any case, or its id starts with it."""
    folded = text.casefold()
    return folded in name.casefold() or ident.startswith(folded)


def with_after(columns: Sequence[Column], slug: str, *more: Column) -> tuple[Column, ...]:
    """Return the columns with `more` after the one of this slug; ValueError without such a one."""
    place = [column.slug for column in columns].index(slug) + 1
    return (*columns[:place], *more, *columns[place:])


@dataclass(frozen=True)
class ListQuery:
    """The query of a list's URL, made safe: unknown values fall back to the defaults.

    marker     id of the row that the page starts after; "" for the first page
    backwards  whether the page ends before the marker instead
    choice     value of the list's one drop-down filter; "" for all
    """

    path: str
    limit: int
    sort_key: str
    sort_dir: str = "asc"
    marker: str = ""
    backwards: bool = False
    search: str = ""
    choice: str = ""
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
        """Read the query of a request; `choices` are the values of the list's filter."""
        params = request.GET
        keys = {column.sort_key for column in columns if column.sort_key} | {sort_key}
        key = params.get("sort", "")
        direction = params.get("dir", "")
        choice = params.get("show", "")
        return cls(
            path=path,
            limit=conf.page_size(request),
            sort_key=key if key in keys else sort_key,
            sort_dir=direction
            if direction in ("asc", "desc")
            else (sort_dir if key not in keys or key == sort_key else "asc"),
            marker=params.get("marker", "")[:64],
            backwards=params.get("to") == "previous",
            search=params.get("q", "").strip()[:242],
            choice=choice if choice in choices else "",
            defaults={"sort": sort_key, "dir": sort_dir},
        )

    def url(self, path: str = "", **extra: str) -> str:
        """Return the URL of this list, or of `path` with its query; "" in `extra` drops a part."""
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
        params = {name: value for name, value in query.items() if value}
        base = path or self.path
        return f"{base}?{urlencode(params)}" if params else base

    def sorted_by(self, column: Column) -> str:
        """Return the URL that sorts by this column, or reverses its order."""
        descending = self.sort_key == column.sort_key and self.sort_dir == "asc"
        sorted_query = replace(
            self,
            sort_key=column.sort_key,
            sort_dir="desc" if descending else "asc",
            marker="",
            backwards=False,
        )
        return sorted_query.url()

    def first(self) -> str:
        """Return the URL of the first page."""
        return replace(self, marker="", backwards=False).url()

    def after(self, marker: str) -> str:
        """Return the URL of the page that starts after a row."""
        return replace(self, marker=marker, backwards=False).url()

    def before(self, marker: str) -> str:
        """Return the URL of the page that ends before a row."""
        return replace(self, marker=marker, backwards=True).url()

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.choice)


@dataclass(frozen=True)
class Heading:
    """The heading of a column: `url` sorts by it, `aria_sort` is its present order."""

    column: Column
    url: str = ""
    aria_sort: str = ""


def headings(columns: Sequence[Column], query: ListQuery | None) -> tuple[Heading, ...]:
    """Return the headings with their sort links; a list without a query has a single order."""
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
    """One line of a table; the templates of its cells read it as `row`."""

    @property
    def attributes(self) -> Attributes:
        """HTML attributes of the line, such as its id and the data of scripts."""
        ...


@dataclass(frozen=True)
class Table:
    """A table, which ui/table.html renders, and ui/row.html each line of it.

    slug     its id in the page
    caption  for screen readers
    query    None where the table has a single order
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
    """URLs of the pages around this one; "" where there is no such page."""

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
