# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The list of cluster templates."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.paging import Page
from ldc_k8s_dashboard.content.cluster_templates import tables
from ldc_k8s_dashboard.content.cluster_templates.actions import CREATE
from ldc_k8s_dashboard.content.late_facts import LateFactsPage
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.appraisal import TemplateResources, appraise
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.listing import ListQuery, Pager, Table
from ldc_k8s_dashboard.ui.memory_page import memory_page
from ldc_k8s_dashboard.ui.permissions import may
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts

_MOST_SEARCHED = 2000
"""Limit of the templates that a search reads, in calls of 1,000."""


class IndexView(LateFactsPage):
    """The list; images and flavors, for the verdicts, are read at the same time and can be late."""

    template_name = "ldc_k8s_dashboard/cluster_templates/index.html"
    page_title = _("Cluster templates")
    rule = "clustertemplate:get_all"

    def context(self) -> dict[str, Any]:
        sees_all = may(self.request, "clustertemplate:get_all_all_projects")
        choices = tables.ADMIN_CHOICES if sees_all else tables.SHOW_CHOICES
        query = ListQuery.of(
            self.request,
            path=self.url("index"),
            columns=tables.COLUMNS,
            sort_key="name",
            choices=[value for value, _word in choices],
        )
        # Magnum cannot filter, and lists the templates of every project for an administrator.
        read_page = self.filtered_page if query.filtered or sees_all else self.magnum_page
        cloud = Cloud.of(self.request)
        facts = self.read(
            "page",
            page=lambda: read_page(query),
            images=cloud.images.list,
            flavors=cloud.compute.flavors,
        )
        page: Page[ClusterTemplate] = facts["page"].or_else(Page(()))
        resources = TemplateResources.of(
            facts["images"].value, facts["flavors"].value, late=facts.late
        )
        declared = conf.declared()
        rows = [
            tables.template_row(self.request, appraise(template, resources, declared), self.url)
            for template in page.items
        ]
        return {
            "query": query,
            "show_choices": choices,
            "table": Table(
                "cluster-templates", _("Cluster templates"), tables.COLUMNS, rows, query
            ),
            "pager": Pager.of(query, next_marker=page.next_marker, prev_marker=page.prev_marker),
            "notes": page.incomplete,
            "missing_parts": missing_parts(
                missing_part(
                    facts["page"].error,
                    _("The cluster templates could not be listed."),
                    query.url(),
                ),
                missing_part(
                    facts["images"].error,
                    _("The images could not be read, so the architectures are unknown."),
                ),
                missing_part(
                    facts["flavors"].error,
                    _("The flavors could not be read, so the verdicts leave them out."),
                ),
            ),
            "failed": not facts["page"].ok,
            "create": CREATE.link(self.request, None, self.url),
        }

    def magnum_page(self, query: ListQuery) -> Page[ClusterTemplate]:
        """Return a page as Magnum pages and sorts it."""
        return Magnum.of(self.request).templates.page(
            limit=query.limit,
            marker=query.marker or None,
            sort_key=query.sort_key,
            sort_dir=query.sort_dir,
            backwards=query.backwards,
        )

    def filtered_page(self, query: ListQuery) -> Page[ClusterTemplate]:
        """Return a page of the templates that match, paged and sorted here."""
        templates = Magnum.of(self.request).templates.list(cap=_MOST_SEARCHED)
        matches = tables.template_filter(query.search, query.choice, self.request.user.project_id)
        rows = tables.ordered(
            tuple(template for template in templates if matches(template)),
            query.sort_key,
            query.sort_dir,
        )
        page = memory_page(
            rows,
            lambda template: template.uuid,
            limit=query.limit,
            marker=query.marker,
            backwards=query.backwards,
        )
        notes: tuple[Message, ...] = ()
        if len(templates) >= _MOST_SEARCHED:
            notes = (
                message(
                    "There are very many templates. Only the first %(count)s by name were "
                    "searched.",
                    count=len(templates),
                ),
            )
        return Page(page.items, page.next_marker, page.prev_marker, notes, len(templates))
