# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The actions on cluster templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed
from ldc_k8s_dashboard.ui.actions import Action, UrlOf, is_elsewhere, owner_of
from ldc_k8s_dashboard.ui.components import ActionMenu
from ldc_k8s_dashboard.ui.permissions import may
from ldc_k8s_dashboard.ui.urls import optional_url

_LAUNCH_PAGE = "horizon:project:kubernetes.clusters:launch"


@dataclass(frozen=True, kw_only=True)
class Launch(Action[Appraisal]):
    """Launch a cluster from the template, on the page of another panel."""

    def state_verdict(self, request: HttpRequest, subject: Appraisal) -> Verdict:
        return subject.verdict

    def url(self, subject: Appraisal, url: UrlOf) -> str:
        return f"{optional_url(_LAUNCH_PAGE)}?{urlencode({'template': subject.template.uuid})}"


@dataclass(frozen=True, kw_only=True)
class Copy(Action[ClusterTemplate]):
    """Create a template of the project's own from another one."""

    def url(self, subject: ClusterTemplate, url: UrlOf) -> str:
        return f"{url(self.view)}?{urlencode({'copy': subject.uuid})}"


@dataclass(frozen=True, kw_only=True)
class TemplateChange(Action[ClusterTemplate]):
    """Change or delete a template.

    Magnum lets a project's members change its own templates, public ones
    included, and administrators those of every project
    (magnum/api/controllers/v1/cluster_template.py).
    """

    def state_verdict(self, request: HttpRequest, subject: ClusterTemplate) -> Verdict:
        if not is_elsewhere(request, subject) or may(request, f"{self.rule}_all_projects"):
            return ALLOWED
        return not_allowed(
            message(
                "It belongs to another project, and only that project or an administrator can "
                "change or delete it. A copy would be yours."
            )
        )

    def target(self, subject: ClusterTemplate) -> Mapping[str, str] | None:
        return owner_of(subject)

    def arguments(self, subject: ClusterTemplate) -> tuple[str, ...]:
        return (subject.uuid,)


LAUNCH = Launch(
    slug="launch", label=_("Launch"), rule="cluster:create", icon="fa-rocket", dialog=False
)
CREATE: Action[None] = Action(
    slug="create",
    label=_("Create template"),
    rule="clustertemplate:create",
    icon="fa-plus",
    dialog=False,
)
COPY = Copy(
    slug="copy",
    view="create",
    label=_("Copy"),
    rule="clustertemplate:create",
    icon="fa-copy",
    dialog=False,
)
EDIT = TemplateChange(
    slug="edit", label=_("Edit"), rule="clustertemplate:update", icon="fa-pencil", dialog=False
)
DELETE = TemplateChange(
    slug="delete", label=_("Delete"), rule="clustertemplate:delete", icon="fa-trash", danger=True
)


def template_menu(request: HttpRequest, appraisal: Appraisal, url: UrlOf) -> ActionMenu:
    """Return the menu of one template, without Launch where the panel of clusters is removed."""
    template = appraisal.template
    launch = (LAUNCH.link(request, appraisal, url),) if optional_url(_LAUNCH_PAGE) else ()
    changes = tuple(action.link(request, template, url) for action in (COPY, EDIT, DELETE))
    return ActionMenu(subject=template.name, actions=(*launch, *changes))
