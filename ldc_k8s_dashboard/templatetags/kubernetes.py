# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Template tags of the Kubernetes pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from ldc_k8s_dashboard.domain.clusters.progress import duration
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.ui import owner as ui_owner
from ldc_k8s_dashboard.ui.components import Component
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.shown_text import EXACT_PREFIX, exact_texts, shows_marks
from ldc_k8s_dashboard.ui.urls import panel_paths

register = template.Library()


@register.simple_tag
def component(item: Component | None) -> SafeString | str:
    """Render a component; "" for None (and for an unset name, which a template reads as "")."""
    return item.render() if item else ""


@register.simple_tag(takes_context=True)
def wait_for(context: template.Context, waiting: str) -> str:
    """`{% wait_for "wait_for_rows" %}`: wait for calls that the view started.

    The context variable of this name is a function of the view, which waits and returns
    results by name; they become context variables.  Horizon's frame comes before the tag
    in a page, so it is rendered while the services answer.  A ServiceError passes through
    the template to the view.
    """
    wait: Callable[[], Mapping[str, Any]] = context[waiting]
    for name, value in wait().items():
        context[name] = value
    return ""


@register.simple_tag
def panel_prefixes() -> str:
    """Return the paths that all our pages lie under, for the script that follows clicks inside."""
    return " ".join(panel_paths())


@register.simple_tag
def owner_mark(request: HttpRequest) -> str:
    """Return the mark of the person and the project, by which scripts know whose a draft is."""
    return ui_owner.owner_mark(request)


class CellNode(template.Node):
    """The node of `{% cell %}`."""

    def __init__(self, column: template.base.FilterExpression) -> None:
        self.column = column

    def render(self, context: template.Context) -> SafeString:
        loaded: dict[str, template.Template] = context.render_context.dicts[0].setdefault(self, {})
        path = self.column.resolve(context).cell
        if path not in loaded:
            loaded[path] = context.template.engine.get_template(path)
        return loaded[path].nodelist.render(context)


@register.tag
def cell(parser: template.base.Parser, token: template.base.Token) -> CellNode:
    """`{% cell column %}`: render the cell of a column with the column's template.

    The template reads the context variable `row`.  It works like
    `{% include column.cell %}`, but pushes no context for each cell: a list has two
    hundred cells, and the pushes would make its rows a fifth slower.
    """
    _name, column = token.split_contents()
    return CellNode(parser.compile_filter(column))


@register.filter
def has_marks(text: object) -> bool:
    """Return whether the page shows other characters in place of AngularJS's marks in a text."""
    return shows_marks(text)


@register.filter
def translated(text: Message | str | None) -> str:
    """Return a Message of the domain in the reader's language; "" for None.

    A string passes unchanged.  The template autoescapes either.
    """
    return render_message(text)


@register.filter
def age(moment: datetime | None) -> str:
    """Return the time since then in its two largest units, "3 hours, 2 minutes"; "" for None."""
    if moment is None:
        return ""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    elapsed = datetime.now(UTC) - moment
    # For less than a minute timesince() returns "0 minutes".
    return (
        render_message(duration(elapsed)) if elapsed < timedelta(minutes=1) else timesince(moment)
    )


@register.inclusion_tag("ldc_k8s_dashboard/ui/field.html")
def field(bound_field: Any) -> dict[str, Any]:
    """Render a form field with label, help and errors, connected for assistive technology."""
    described_by = []
    if bound_field.help_text:
        described_by.append(f"{bound_field.id_for_label}_help")
    if bound_field.errors:
        described_by.append(f"{bound_field.id_for_label}_errors")
    attrs = {"class": "form-control"}
    if described_by:
        attrs["aria-describedby"] = " ".join(described_by)
    if bound_field.errors:
        attrs["aria-invalid"] = "true"
    marks = shows_marks(bound_field.value())
    if marks:
        described_by.append(f"{bound_field.id_for_label}_marks")
        attrs["aria-describedby"] = " ".join(described_by)
    is_checkbox = getattr(bound_field.field.widget, "input_type", "") == "checkbox"
    if is_checkbox:
        attrs.pop("class")
    return {
        "field": bound_field,
        "widget": bound_field.as_widget(attrs=attrs),
        "is_checkbox": is_checkbox,
        "exact_name": f"{EXACT_PREFIX}{bound_field.html_name}",
        "exact_texts": exact_texts(bound_field),
        "shows_marks": marks,
    }
