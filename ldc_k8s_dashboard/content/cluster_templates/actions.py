# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What can be done with a cluster template, and why not where it cannot."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import Verdict, no
from ldc_k8s_dashboard.ui.components import ActionLink, ActionMenu
from ldc_k8s_dashboard.ui.permissions import may, permission
from ldc_k8s_dashboard.ui.urls import optional_url


def may_launch(request: HttpRequest, appraisal: Appraisal) -> Verdict:
    """Whether a cluster can be launched from it."""
    return appraisal.launchable and permission(request, "cluster:create")


def may_create(request: HttpRequest) -> Verdict:
    """Whether templates can be made in this project."""
    return permission(request, "clustertemplate:create")


def may_change(request: HttpRequest, template: ClusterTemplate, verb: str) -> Verdict:
    """Whether this template can be changed; `verb` is update or delete.

    Magnum lets a project's members change its own templates, public ones
    included, and administrators those of every project
    (magnum/api/controllers/v1/cluster_template.py).
    """
    elsewhere = template.project_id and template.project_id != request.user.project_id
    if elsewhere and not may(request, f"clustertemplate:{verb}_all_projects"):
        return no(
            message(
                "It belongs to another project, and only that project or an administrator can "
                "change or delete it. A copy would be yours."
            )
        )
    target = {"project_id": template.project_id, "user_id": template.user_id}
    return permission(request, f"clustertemplate:{verb}", target if template.project_id else None)


def launch_link(request: HttpRequest, appraisal: Appraisal) -> tuple[ActionLink, ...]:
    """The launch page with this template chosen; nothing where the panel of clusters is not."""
    page = optional_url("horizon:project:kubernetes.clusters:launch")
    if page is None:
        return ()
    query = urlencode({"template": appraisal.template.uuid})
    verdict = may_launch(request, appraisal)
    url = f"{page}?{query}"
    return (ActionLink("launch", _("Launch"), url, verdict, "fa-rocket", dialog=False),)


def menu(request: HttpRequest, appraisal: Appraisal, url: Callable[..., str]) -> ActionMenu:
    """The menu of one template; `url(name, *args)` makes URLs within the panel."""
    template = appraisal.template
    copy_url = f"{url('create')}?{urlencode({'copy': template.uuid})}"
    return ActionMenu(
        subject=template.name,
        actions=(
            *launch_link(request, appraisal),
            ActionLink(
                "copy",
                _("Copy"),
                copy_url,
                may_create(request),
                "fa-copy",
                dialog=False,
            ),
            ActionLink(
                "edit",
                _("Edit"),
                url("edit", template.uuid),
                may_change(request, template, "update"),
                "fa-pencil",
                dialog=False,
            ),
            ActionLink(
                "delete",
                _("Delete"),
                url("delete", template.uuid),
                may_change(request, template, "delete"),
                "fa-trash",
                danger=True,
            ),
        ),
    )
