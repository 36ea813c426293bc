# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The table of cluster templates: its columns, its filter and its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.content.cluster_templates.actions import template_menu
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.components import ActionMenu, StatusBadge
from ldc_k8s_dashboard.ui.listing import ACTIONS, Attributes, column_in, matches_search

_column = column_in("cluster_templates/cells")

COLUMNS = (
    _column("name", gettext_lazy("Name"), "name", css="k8s-name"),
    _column("version", gettext_lazy("Kubernetes"), css="hidden-xs"),
    _column("architecture", gettext_lazy("Architecture"), css="k8s-architecture"),
    _column("network_driver", gettext_lazy("Network driver"), "network_driver", css="hidden-xs"),
    _column("visibility", gettext_lazy("Visibility"), css="hidden-xs"),
    _column("age", gettext_lazy("Age"), "created_at", css="hidden-xs"),
    ACTIONS,
)

SHOW_CHOICES = (
    ("", gettext_lazy("All usable in this project")),
    ("own", gettext_lazy("This project's")),
    ("public", gettext_lazy("Public")),
    ("hidden", gettext_lazy("Hidden")),
)
ADMIN_CHOICES = (*SHOW_CHOICES, ("elsewhere", gettext_lazy("Other projects' own")))


@dataclass(frozen=True)
class TemplateRow:
    """The row of one template, with all that its cells show."""

    template: ClusterTemplate
    url: str
    version: str
    architecture: StatusBadge
    visibility: str
    actions: ActionMenu

    @property
    def attributes(self) -> Attributes:
        return (("data-template", self.template.uuid),)


def template_row(
    request: HttpRequest, appraisal: Appraisal, url: Callable[..., str]
) -> TemplateRow:
    """Return the row of a template."""
    template = appraisal.template
    return TemplateRow(
        template=template,
        url=url("detail", template.uuid),
        version=str(appraisal.version) if appraisal.version else "",
        architecture=StatusBadge.of_finding(appraisal.finding, appraisal.reason),
        visibility=visibility(template, request.user.project_id),
        actions=template_menu(request, appraisal, url),
    )


def visibility(template: ClusterTemplate, project_id: str) -> str:
    """Return whether a template is this project's, public or hidden, as text."""
    is_own = template.project_id == project_id
    if template.public and template.hidden:
        return _("This project's, public but hidden") if is_own else _("Public but hidden")
    if template.public:
        return _("This project's, public") if is_own else _("Public")
    if not is_own:
        return _("Another project's")
    return _("This project's, hidden") if template.hidden else _("This project's")


def template_filter(search: str, choice: str, project_id: str) -> Callable[[ClusterTemplate], bool]:
    """Return a function that decides whether a template matches a search and a filter."""

    def matches(template: ClusterTemplate) -> bool:
        is_own = template.project_id == project_id
        return (
            matches_search(template.name, template.uuid, search)
            and {
                "": is_own or template.public,
                "own": is_own,
                "public": template.public,
                "hidden": template.hidden and (is_own or template.public),
                "elsewhere": not is_own and not template.public,
            }[choice]
        )

    return matches


def ordered(
    templates: tuple[ClusterTemplate, ...], sort_key: str, sort_dir: str
) -> list[ClusterTemplate]:
    """Return them in the order that Magnum would use, for a list that was read completely."""

    def value(template: ClusterTemplate) -> tuple[object, ...]:
        if sort_key == "created_at":
            created = template.created_at
            return (created.timestamp() if created else 0.0, template.uuid)
        return (str(getattr(template, sort_key)).casefold(), template.uuid)

    return sorted(templates, key=value, reverse=sort_dir == "desc")
