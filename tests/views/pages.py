# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Answers as a person reads them, and the addresses of the pages."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from bs4.builder import LXMLTreeBuilder
from django.http import HttpResponse
from django.urls import reverse

from tests.fake_openstack import OpenStack, Request

PROJECT = "horizon:project:kubernetes.clusters"
ADMIN = "horizon:admin:kubernetes.clusters"

MODAL = {"X-Requested-With": "XMLHttpRequest"}
"""What Horizon's script sends where a dialog opens over the page."""

FRAGMENT = {**MODAL, "HX-Request": "true"}
"""What htmx sends for a part of a page."""

_SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


def address_of(view: str, query: Mapping[str, Any] | None = None) -> str:
    """The URL of a view with a query; Django has it in `reverse` only since 5.2."""
    return reverse(view) + (f"?{urlencode(query, doseq=True)}" if query else "")


def url(name: str, *args: str) -> str:
    """The address of a page of Project > Kubernetes > Clusters."""
    return reverse(f"{PROJECT}:{name}", args=args)


def admin_url(name: str, *args: str) -> str:
    """The address of a page of Admin > Kubernetes > Clusters."""
    return reverse(f"{ADMIN}:{name}", args=args)


def html_of(response: HttpResponse) -> str:
    """What was sent, without Horizon's scripts (a megabyte of AngularJS templates)."""
    return _SCRIPTS.sub("", response.content.decode())


def read(response: HttpResponse) -> BeautifulSoup:
    """The page, the dialog or the fragment, to be searched; parsed once, since most tests look
    at a page several times."""
    soup: BeautifulSoup | None = getattr(response, "read_before", None)
    if soup is None:
        soup = response.read_before = _parsed(html_of(response))
    return soup


class _PlainHTML(LXMLTreeBuilder):
    """What "lxml" gives, without looking at every name for the namespaces of XML."""

    def start(self, tag: Any, attrs: Any, nsmap: Any = None) -> None:
        assert not nsmap
        self.soup.handle_starttag(tag, None, None, self.attribute_dict_class(attrs))

    def end(self, tag: Any) -> None:
        self.soup.handle_endtag(tag, None)

    def _replace_cdata_list_attribute_values(self, tag_name: str, attrs: Any) -> Any:
        """Split `class` alone into a list; "lxml" looks for eight more attributes."""
        if "class" in attrs:
            attrs["class"] = attrs["class"].split()
        return attrs


def _parsed(html: str) -> BeautifulSoup:
    if "<html" in html:
        return BeautifulSoup(html, builder=_PlainHTML())
    # A row of a table by itself: in a fragment it stands in a <template>, into which CSS
    # selectors do not look, and lxml would drop it.
    return BeautifulSoup(re.sub("</?template>", "", html), "html.parser")


def part(response: HttpResponse, selector: str) -> Tag:
    """The one element that the selector finds."""
    elements = read(response).select(selector)
    assert len(elements) == 1, f"{selector} is on the page {len(elements)} times"
    return elements[0]


def text_of(element: Tag) -> str:
    """The words in an element, each run of blanks as one space."""
    return " ".join(element.get_text(" ").split())


def said(response: HttpResponse) -> str:
    """The words of the page's own part, or of the dialog or fragment, and Horizon's messages."""
    soup = read(response)
    areas = soup.select("#content_body, .messages") or [soup]
    return " ".join(text_of(area) for area in areas)


def title(response: HttpResponse) -> str:
    """The words of the first heading of the page or dialog."""
    element = read(response).select_one("h1, h2.modal-title")
    assert element is not None, "there is no heading"
    return text_of(element)


def names_listed(response: HttpResponse) -> list[str]:
    """The clusters in the table, from the top."""
    return [text_of(link) for link in read(response).select("#clusters tbody td.k8s-name a")]


def row_of(response: HttpResponse, cluster: dict[str, Any]) -> Tag:
    """The row of one cluster in the table."""
    return part(response, f'tr[data-cluster="{cluster["uuid"]}"]')


def link(response: HttpResponse, words: str) -> str:
    """Where the one link with these words leads."""
    elements = [a for a in read(response).select("a[href]") if words in text_of(a)]
    assert len(elements) == 1, f"{len(elements)} links say {words!r}"
    return str(elements[0]["href"])


def pager(response: HttpResponse) -> dict[str, str]:
    """The links of the pager by their words: "First page", "Previous", "Next"."""
    links = read(response).select("ul.k8s-pager a")
    return {text_of(a).strip("←→ "): str(a["href"]) for a in links}


def action(response_or_row: HttpResponse | Tag, slug: str) -> Tag:
    """An action as a menu shows it: a link, or disabled words with the reason."""
    area = response_or_row if isinstance(response_or_row, Tag) else read(response_or_row)
    elements = area.select(f'[data-action="{slug}"]')
    assert len(elements) == 1, f"the action {slug} is there {len(elements)} times"
    return elements[0]


def field_errors(response: HttpResponse, name: str) -> str:
    """What is said at one field of a form, and tied to it for assistive technology."""
    group = part(response, f'[data-field="{name}"]')
    widget = group.select_one(f'[name="{name}"]')
    errors = group.select_one(".k8s-field-errors")
    assert widget is not None
    assert errors is not None, f"nothing is said at the field {name}"
    assert widget["aria-invalid"] == "true"
    assert errors["id"] in str(widget["aria-describedby"]).split()
    return text_of(errors)


def changes(openstack: OpenStack) -> list[Request]:
    """The requests that would change something (Horizon's own sign-in aside)."""
    return [
        request
        for request in openstack.requests
        if request.method != "GET" and request.path != "/v3/auth/tokens"
    ]


def wait_for_calls() -> None:
    """Wait for the calls that a page has left behind, so that the next is not blamed for them."""
    for thread in threading.enumerate():
        if thread.name.startswith("gather"):
            thread.join(timeout=10)


def only_change(openstack: OpenStack) -> Request:
    """The one request that changed something."""
    sent = changes(openstack)
    assert len(sent) == 1, [f"{request.method} {request.path}" for request in sent]
    return sent[0]


# --- outside text ---

MARK = "OUTSIDE"
EVIL = f"""{MARK}{{$ 7*7 $}}<img src=x onerror=alert(1)>"'</script>&"""
"""What a name would look like whose author wishes the reader harm."""


def _texts(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    for string in soup.find_all(string=lambda text: text is not None and MARK in text):
        yield string.parent, str(string)
    for element in soup.find_all(True):
        for value in element.attrs.values():
            text = " ".join(value) if isinstance(value, list) else value
            if MARK in text:
                yield element, text


def shown_harmless(response: HttpResponse, *, fragment: bool = False, menu: bool = False) -> int:
    """How often outside text (EVIL) is shown; fails where it could do anything but be read.

    It must be text and nothing else, without AngularJS' marks; and it must stand where AngularJS
    compiles nothing: under ng-non-bindable, outside the body, or in Horizon's own messages.  A
    fragment is put into a page that has ng-non-bindable around it.  `menu`: Horizon's menu shows
    it as well, which is Horizon's to keep harmless.
    """
    html = html_of(response)
    assert "<img src=x" not in html
    assert "7*7 $}" not in html
    texts = list(_texts(read(response)))
    for element, text in texts:
        above = [element, *element.parents]
        safe = (
            fragment
            or any("ng-non-bindable" in ancestor.attrs for ancestor in above)
            or any(ancestor.name == "head" for ancestor in above)
            or any("messages" in (ancestor.get("class") or []) for ancestor in above)
            or (menu and any("topbar" in (ancestor.get("class") or []) for ancestor in above))
        )
        assert safe, f"AngularJS would compile {text!r}"
    return len(texts)
