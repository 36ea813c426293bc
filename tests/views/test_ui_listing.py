# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Lists that are steered by their URL."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.ui.listing import Column, ListQuery, Pager, headings, with_after

COLUMNS = (Column("name", "Name", "name"), Column("age", "Age", "created_at"), Column("x", "X"))
DEFAULTS = {"sort": "created_at", "dir": "desc"}


def query(**fields):
    return ListQuery(
        path="/list/",
        limit=20,
        defaults=DEFAULTS,
        **{"sort_key": "created_at", "sort_dir": "desc"} | fields,
    )


def asked(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
def of(rf_login):
    """The query of a request with this query string."""

    def read(text=""):
        return ListQuery.of(
            rf_login("member", f"/list/?{text}"),
            path="/list/",
            columns=COLUMNS,
            sort_key="created_at",
            sort_dir="desc",
            choices=["", "busy", "failed"],
        )

    return read


def test_list_query_has_defaults(of):
    query = of()
    assert (query.sort_key, query.sort_dir, query.marker, query.search) == (
        "created_at",
        "desc",
        "",
        "",
    )
    assert query.limit == 20
    assert not query.filtered


def test_list_query_reads_parameters(of):
    query = of("sort=name&dir=desc&marker=abc&to=previous&q=+web+&show=busy")
    assert (query.sort_key, query.sort_dir) == ("name", "desc")
    assert (query.marker, query.backwards) == ("abc", True)
    assert (query.search, query.choice) == ("web", "busy")
    assert query.filtered


@pytest.mark.parametrize("text", ["sort=password", "sort=x", "show=everything", "dir=up", "to=x"])
def test_list_query_ignores_unknown_values(of, text):
    query = of(text)
    assert (query.sort_key, query.sort_dir, query.choice) == ("created_at", "desc", "")
    assert not query.backwards


def test_list_query_sorts_another_column_ascending(of):
    assert of("sort=name").sort_dir == "asc"


def test_list_query_cuts_overlong_text(of):
    query = of(f"q={'x' * 1000}&marker={'y' * 1000}")
    assert (len(query.search), len(query.marker)) == (242, 64)


def test_list_query_url_omits_the_default_order():
    assert query().url() == "/list/"
    assert asked(query(sort_key="name", sort_dir="asc").url()) == {"sort": "name", "dir": "asc"}


@given(st.text(min_size=1), st.text(min_size=1))
def test_list_query_url_round_trips_any_text(search, marker):
    parameters = parse_qs(
        urlsplit(query(search=search, marker=marker).url()).query,
        keep_blank_values=True,
        errors="surrogatepass",
    )
    if "\ufffd" not in str(parameters):
        assert parameters == {"q": [search], "marker": [marker]}


def test_list_query_page_links_keep_the_query():
    here = query(search="web", choice="busy", marker="abc", backwards=True)
    assert asked(here.first()) == {"q": "web", "show": "busy"}
    assert asked(here.after("z")) == {"q": "web", "show": "busy", "marker": "z"}
    assert asked(here.before("a")) == {
        "q": "web",
        "show": "busy",
        "marker": "a",
        "to": "previous",
    }


def test_headings_have_order_and_sort_links():
    name, age, plain = headings(COLUMNS, query(marker="abc"))
    assert (name.aria_sort, asked(name.url)) == ("", {"sort": "name", "dir": "asc"})
    assert (age.aria_sort, asked(age.url)) == ("descending", {"sort": "created_at", "dir": "asc"})
    assert (plain.aria_sort, plain.url) == ("", "")


def test_pager_without_pages_is_false():
    assert not Pager.of(query(), next_marker=None, prev_marker=None)


def test_pager_links_to_the_first_page_from_later_ones():
    assert Pager.of(query(), next_marker="n", prev_marker=None).first_url == ""
    there = Pager.of(query(marker="abc"), next_marker=None, prev_marker="p")
    assert there.first_url == "/list/"
    assert asked(there.previous_url) == {"marker": "p", "to": "previous"}
    assert there.next_url == ""


def test_with_after_adds_columns_after_the_named_one():
    more = (Column("project", "Project"), Column("owner", "Owner"))
    assert [column.slug for column in with_after(COLUMNS, "name", *more)] == [
        "name",
        "project",
        "owner",
        "age",
        "x",
    ]
    with pytest.raises(ValueError, match="nowhere"):
        with_after(COLUMNS, "nowhere", *more)
