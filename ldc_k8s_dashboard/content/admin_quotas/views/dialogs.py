# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Dialogs that set and reset limits, of one project or of several."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.openstack.identity import NameLookup
from ldc_k8s_dashboard.api.transport.gather import Gathered, each, gather
from ldc_k8s_dashboard.content.admin_quotas import actions, tables
from ldc_k8s_dashboard.content.admin_quotas.project_quotas import ProjectQuota
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.domain.quotas.cluster_quota import is_project_id
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.ui.bulk import MOST_AT_ONCE, BulkView
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.forms import LimitForm
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar
from ldc_k8s_dashboard.ui.views import DialogView


def _names(facts: Gathered) -> tuple[NameLookup, ServiceError | None]:
    """Return the projects' names, and the error where not all could be read.

    Only without an error does a missing name mean a deleted project.
    """
    answer = facts["names"]
    names: NameLookup = answer.or_else(NameLookup())
    return names, answer.error or names.forbidden


class ProjectLimitView(DialogView):
    """Base class of the dialogs about the limit of one project, which the URL names."""

    template_name = "ldc_k8s_dashboard/admin_quotas/dialog.html"

    def prepare(self) -> None:
        project_id = str(self.kwargs["project_id"])
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        facts = gather(
            quotas=magnum.quotas.list,
            limit=lambda: magnum.quotas.get(project_id),
            stats=lambda: magnum.stats.get(project_id),
            names=lambda: cloud.identity.project_names([project_id]),
        )
        own_limit = dict(facts.need("quotas")).get(project_id)
        names, names_error = _names(facts)
        self.project_quota = ProjectQuota(
            project_id,
            names.get(project_id, ""),
            own_limit,
            names_known=names_error is None,
        )
        stats = facts["stats"].value
        self.in_use = stats.clusters if stats else None
        self.limit = own_limit if own_limit is not None else facts["limit"].value
        self.missing_parts: list[MissingPart] = missing_parts(
            missing_part(facts["stats"].error, _("The number of clusters could not be read.")),
            missing_part(names_error, _("The project's name could not be read.")),
        )

    def subject(self) -> ProjectQuota:
        return self.project_quota

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {
            "project_quota": self.project_quota,
            "bar": QuotaBar(_("Clusters"), self.in_use, self.limit, resource=Resource.CLUSTERS),
            "limit_text": tables.limit_text(
                self.project_quota.limit, self.limit if self.project_quota.limit is None else None
            ),
            "missing_parts": self.missing_parts,
        }


class SetView(ProjectLimitView):
    """Set a limit of its own for one project."""

    action = actions.SET
    page_title = gettext_lazy("Set limit")
    submit_label = gettext_lazy("Set limit")

    def get_form(self, form_class: Any = None) -> LimitForm:
        return LimitForm(
            self.request.POST or None,
            in_use=self.in_use,
            present=self.limit,
        )

    def perform(self, form: Any) -> Message:
        limit = form.cleaned_data["limit"]
        Magnum.of(self.request).quotas.set(self.project_quota.project_id, limit)
        return plural(
            "%(project)s may now have %(count)s cluster.",
            "%(project)s may now have %(count)s clusters.",
            limit,
            project=self.project_quota.title,
        )


class ResetView(ProjectLimitView):
    """Delete the project's own limit, so that Magnum's default applies again."""

    template_name = "ldc_k8s_dashboard/admin_quotas/reset.html"
    action = actions.RESET
    page_title = gettext_lazy("Reset limit")
    submit_label = gettext_lazy("Reset")
    form_class = forms.Form

    def perform(self, form: Any) -> Message:
        Magnum.of(self.request).quotas.reset(self.project_quota.project_id)
        if self.project_quota.gone:
            return message(
                "The limit of the deleted project %(project)s was removed.",
                project=self.project_quota.project_id,
            )
        return message(
            "%(project)s has Magnum's default limit again.", project=self.project_quota.title
        )


class BulkSetView(BulkView):
    """Set the same limit for several projects; name each that failed, with its reason."""

    template_name = "ldc_k8s_dashboard/admin_quotas/bulk_set.html"
    action = actions.SET
    page_title = gettext_lazy("Set limit of several projects")
    submit_label = gettext_lazy("Set limit")
    id_parameter = "project"
    none_changeable_reason = message(
        "No limit can be set for this selection. Select projects in the list first."
    )
    too_many_reason = message(
        "Select at most %(most)d projects, then set the limit of the others.", most=MOST_AT_ONCE
    )
    rejected_text = gettext_lazy("%(name)s was not changed: %(why)s")
    outcome_unknown_text = gettext_lazy(
        "It is unknown whether the limit of %(name)s was changed: %(why)s"
    )

    def prepare(self) -> None:
        ids = [ident for ident in self.ids_to_load if is_project_id(ident)]
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        facts = gather(quotas=magnum.quotas.list, names=lambda: cloud.identity.project_names(ids))
        limits = dict(facts.need("quotas"))
        names, names_error = _names(facts)
        project_quotas = [
            ProjectQuota(
                ident, names.get(ident, ""), limits.get(ident), names_known=names_error is None
            )
            for ident in ids
        ]
        self.missing_parts = missing_parts(
            missing_part(
                names_error,
                _("The projects' names could not be read, so some are listed by their ids."),
            )
        )
        self.items = [
            (project_quota, actions.SET.verdict(self.request, project_quota))
            for project_quota in project_quotas
        ]
        self.changeable = {
            project_quota.project_id: project_quota.title
            for project_quota, verdict in self.items
            if verdict
        }

    def get_form(self, form_class: Any = None) -> LimitForm:
        return LimitForm(self.request.POST or None)

    def change_all(self, form: Any) -> dict[str, ServiceError | None]:
        set_quota, limit = Magnum.of(self.request).quotas.set, form.cleaned_data["limit"]
        answers = each({ident: partial(set_quota, ident, limit) for ident in self.changeable})
        return {ident: answer.error for ident, answer in answers.items()}

    def after_change(self, form: Any, changed: Sequence[str]) -> Message:
        return plural(
            "The limit of %(count)s project is now %(limit)s.",
            "The limit of %(count)s projects is now %(limit)s.",
            len(changed),
            limit=form.cleaned_data["limit"],
        )

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {
            "items": [
                {
                    "project_quota": project_quota,
                    "verdict": verdict,
                    "limit": tables.limit_text(project_quota.limit, None)
                    if project_quota.limit is not None
                    else _("default"),
                }
                for project_quota, verdict in self.items
            ],
            "missing_parts": self.missing_parts,
        }
