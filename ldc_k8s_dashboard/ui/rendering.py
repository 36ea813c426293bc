# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Render a page: whole, within Horizon's frame, or its content alone for a click inside.

A click from one of our pages to another brings the content alone (navigation.js, htmx).
The frame is neither built nor sent then, and nothing is asked that only the frame asks:
Horizon's context processors read the user's projects from Keystone, and its menu reads
Neutron's extensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import RequestContext
from django.template.base import Template
from django.template.context_processors import csrf
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers

WHOLE = "base.html"
"""Horizon's own layout."""

CONTENT = "ldc_k8s_dashboard/layouts/content.html"

CONTENT_HEADER = "X-K8s-Content"
"""Marks an answer as content alone; the script loads any other answer as a whole page."""

_BOOSTED, _RESTORED = "HX-Boosted", "HX-History-Restore-Request"
"""Headers by which htmx asks for a page inside another: a click, or a step in the history."""


def wants_content(request: HttpRequest) -> bool:
    """Whether the page is for a document that shows one of our pages already."""
    return "true" in (request.headers.get(_BOOSTED), request.headers.get(_RESTORED))


def render_page(
    request: HttpRequest,
    template_name: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    in_modal: bool = False,
) -> HttpResponse:
    """Return the page, its content alone where that was asked for, or a dialog over a page.

    All stand at one address, so caches are told what the difference depends on.
    """
    if wants_content(request):
        content = {"messages": get_messages(request), **context, "layout": CONTENT}
        response = render_part(request, template_name, content, status=status)
        response[CONTENT_HEADER] = "alone"
    elif in_modal:
        response = render_part(request, template_name, context, status=status)
    else:
        response = render(request, template_name, {**context, "layout": WHOLE}, status=status)
    patch_vary_headers(response, (_BOOSTED, _RESTORED))
    return response


def render_part(
    request: HttpRequest, template_name: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return what stands in a page that is shown already: a dialog, a fragment, the content.

    It waits for nothing that only Horizon's frame asks for.
    """
    values = {**csrf(request), **context, "request": request}
    template: Template = get_template(template_name).template
    return HttpResponse(template.render(_WithoutFrame(request, values)), status=status)


class _WithoutFrame(RequestContext):
    """A context without Horizon's context processors, which ask for what the frame shows."""

    @contextmanager
    def bind_template(self, template: Template) -> Iterator[None]:
        self.template = template
        try:
            yield
        finally:
            self.template = None
