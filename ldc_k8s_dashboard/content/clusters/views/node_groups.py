# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The node groups of a cluster: list, create, resize, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.content.clusters import actions, forms, quota_change
from ldc_k8s_dashboard.content.clusters.base import ClusterDialog, ClusterView, TypedNameDialog
from ldc_k8s_dashboard.content.clusters.node_group_rows import node_group_rows, node_group_table
from ldc_k8s_dashboard.content.clusters.quota_change import ResizeCheck
from ldc_k8s_dashboard.content.late_facts import LateFactsPage
from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.clusters.masters import master_resize_caution
from ldc_k8s_dashboard.domain.drivers import fewest_workers, fewest_workers_note
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.change import demand_of_new_group
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.sizing import (
    FlavorMinimum,
    boot_volume,
    flavor_caution,
    flavor_suits,
)
from ldc_k8s_dashboard.domain.templates.appraisal import TemplateResources, appraise
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import Option, flavor_options
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import NothingToChange


class IndexView(ClusterView, LateFactsPage):
    """The tab of node groups, each with its state, size, bounds and machines."""

    rule = "cluster:get"
    template_name = "ldc_k8s_dashboard/clusters/node_groups.html"

    def context(self) -> dict[str, Any]:
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = self.read(
            "cluster",
            about=lambda cluster: {"template": lambda: magnum.templates.get(cluster.template_id)},
            cluster=lambda: magnum.clusters.get(self.cluster_id),
            node_groups=lambda: magnum.node_groups.list(self.cluster_id, detail=True),
            flavors=cloud.compute.flavors,
        )
        cluster: Cluster = facts.need("cluster")
        rows = node_group_rows(
            facts["node_groups"].or_else(()),
            facts["flavors"].or_else(()),
            request=self.request,
            cluster=cluster,
            driver=quota_change.driver_of_template(facts["template"].value),
            url=self.url,
        )
        return {
            **self.page_context(cluster, "node_groups"),
            "table": node_group_table(rows, bounds=True),
            "missing_parts": missing_parts(
                missing_part(facts["node_groups"].error, _("The node groups could not be read.")),
                missing_part(
                    facts["flavors"].error, _("Flavor names could not be read; ids are shown.")
                ),
            ),
            "has_groups": facts["node_groups"].ok,
            "create": actions.CREATE_NODE_GROUP.link(self.request, cluster, self.url),
        }


class CreateView(ClusterDialog):
    """The dialog that creates a group of workers with its own flavor, bounds and labels."""

    action = actions.CREATE_NODE_GROUP
    page_title = _("Create node group")
    submit_label = _("Create")
    template_name = "ldc_k8s_dashboard/clusters/create_node_group.html"

    def prepare(self) -> None:
        cloud, magnum, cluster_id = Cloud.of(self.request), self.magnum(), self.cluster_id
        facts, project_usage = quota_change.gather_with_usage(
            self.request,
            cluster=lambda: magnum.clusters.get(cluster_id),
            images=cloud.images.list,
        )
        self.cluster = facts.need("cluster")
        self.change_check = quota_change.read_change_check(
            magnum, self.cluster, facts, project_usage
        )
        self.flavors = group_flavor_options(
            self.change_check.template,
            TemplateResources.of(facts["images"].value, facts["flavors"].value),
            facts["flavors"].or_else(()),
            boot_volume_size=boot_volume(
                self.cluster.labels, self.request.POST.get("labels", ""), ""
            ),
        )

    def get_form(self, form_class: Any = None) -> forms.NodeGroupForm:
        return forms.NodeGroupForm(
            self.request.POST or None,
            flavors=self.flavors,
            fewest=self.fewest,
            fewest_note=fewest_workers_note(self.change_check.existing.driver),
            reason_against=self.reason_against,
        )

    @property
    def fewest(self) -> int:
        """The smallest group and the smallest lower bound that Magnum and the driver take."""
        driver = self.change_check.existing.driver
        return fewest_workers(driver, zero_nodes=self.magnum().at_least(1, 10))

    def reason_against(self, values: Mapping[str, Any]) -> Message | None:
        """Return why the form's values do not fit into the quotas."""
        return self.change_check.reason_against(self.demand(values))

    def demand(self, values: Mapping[str, Any]) -> Demand:
        """Return the demand of the form's values; without any, of one node."""
        return demand_of_new_group(
            self.change_check.existing,
            count=values.get("node_count", 1),
            maximum=values.get("max_node_count"),
            flavor=values.get("flavor", ""),
            labels=values.get("labels", {}),
        )

    def dialog_context(self, form: Any) -> dict[str, Any]:
        title = (
            message("Quotas with the new node group")
            if form.checked_values
            else message("Quotas with one more node of the cluster's own flavor")
        )
        return {
            **super().dialog_context(form),
            "quota_change": self.change_check.quota_change(self.demand(form.checked_values), title),
        }

    def perform(self, form: Any) -> Message:
        values = form.cleaned_data
        fields: dict[str, Any] = {
            "name": values["name"],
            "node_count": values["node_count"],
            # Left out, it would be 0, which not every driver takes.
            "min_node_count": values["min_node_count"] or self.fewest,
        }
        if values["max_node_count"] is not None:
            fields["max_node_count"] = values["max_node_count"]
        if values["flavor"]:
            fields["flavor_id"] = values["flavor"]
        if values["labels"]:
            fields |= {"labels": values["labels"], "merge_labels": True}
        self.magnum().node_groups.create(self.cluster.uuid, **fields)
        return message(
            "The node group %(group)s of %(name)s was requested.",
            group=values["name"],
            name=self.cluster.name,
        )

    def get_success_url(self) -> str:
        return self.url("node_groups", self.cluster_id)


def group_flavor_options(
    template: ClusterTemplate | None,
    resources: TemplateResources,
    flavors: Iterable[Flavor],
    *,
    boot_volume_size: int,
) -> tuple[Option, ...]:
    """Return the options for a group's flavor: the cluster's own, then all, suitable ones first.

    Where the template or its image is unknown, every flavor is allowed.
    """
    appraisal = template and appraise(template, resources, conf.declared())

    def verdict(flavor: Flavor) -> Verdict:
        if not appraisal:
            return ALLOWED
        return flavor_suits(
            flavor,
            appraisal.image,
            appraisal.image_finding,
            boot_volume_size=boot_volume_size,
            minimum=minimum_of(appraisal.template),
        )

    def caution(flavor: Flavor) -> Message | None:
        return flavor_caution(flavor, minimum_of(appraisal.template)) if appraisal else None

    own_flavor = Option("", render_message(message("The cluster's own flavor")))
    return (own_flavor, *flavor_options(flavors, verdict, caution))


def minimum_of(template: ClusterTemplate) -> FlavorMinimum:
    """Return the smallest machine for the template's driver."""
    return conf.flavor_minimum(conf.driver_of(template.driver))


class NodeGroupDialog(ClusterDialog):
    """A dialog about a node group of a cluster."""

    group: NodeGroup

    def prepare(self) -> None:
        magnum = self.magnum()
        group_id = self.kwargs["node_group_id"]
        facts = gather(
            cluster=lambda: magnum.clusters.get(self.cluster_id),
            group=lambda: magnum.node_groups.get(self.cluster_id, group_id),
        )
        self.cluster, self.group = facts.need("cluster"), facts.need("group")

    def subject(self) -> Any:
        return actions.GroupOfCluster(self.cluster, self.group)

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {**super().dialog_context(form), "group": self.group}

    def get_success_url(self) -> str:
        return self.url("node_groups", self.cluster_id)


class ResizeView(NodeGroupDialog):
    """The dialog that changes the number of nodes of a group, of workers or of masters."""

    action = actions.RESIZE_NODE_GROUP
    page_title = _("Resize node group")
    submit_label = _("Resize")
    template_name = "ldc_k8s_dashboard/clusters/resize_node_group.html"

    def prepare(self) -> None:
        super().prepare()
        facts, project_usage = quota_change.gather_with_usage(self.request)
        change = quota_change.read_change_check(self.magnum(), self.cluster, facts, project_usage)
        self.driver = quota_change.driver_of_template(change.template)
        self.resize_check = ResizeCheck(change, self.group, self.group.node_count)

    def subject(self) -> Any:
        return actions.GroupOfCluster(self.cluster, self.group, self.driver)

    def dialog_context(self, form: Any) -> dict[str, Any]:
        driver = self.resize_check.change.existing.driver
        return {
            **super().dialog_context(form),
            "quota_change": self.resize_check.quota_change(form.checked_count),
            "caution": master_resize_caution(self.cluster, driver)
            if self.group.is_master
            else None,
        }

    def get_form(self, form_class: Any = None) -> forms.NodeCountForm:
        return forms.NodeCountForm(
            self.request.POST or None,
            initial={"node_count": self.group.node_count},
            **self.resize_check.form_arguments(zero_nodes=self.magnum().at_least(1, 10)),
        )

    def perform(self, form: Any) -> Message:
        count = form.cleaned_data["node_count"]
        if count == self.group.node_count:
            raise NothingToChange(
                message(
                    "%(group)s has %(count)d nodes already; nothing was changed.",
                    group=self.group.name,
                    count=count,
                )
            )
        self.magnum().clusters.resize(self.cluster.uuid, count, node_group=self.group.uuid)
        return message(
            "Resizing %(group)s of %(name)s from %(before)d to %(count)d nodes was requested.",
            group=self.group.name,
            name=self.cluster.name,
            before=self.group.node_count,
            count=count,
        )


class DeleteView(NodeGroupDialog, TypedNameDialog):
    """The dialog that deletes a node group; the default groups go only with the cluster."""

    action = actions.DELETE_NODE_GROUP
    page_title = _("Delete node group")
    submit_label = _("Delete")
    template_name = "ldc_k8s_dashboard/clusters/delete_node_group.html"

    def expected_name(self) -> str:
        return self.group.name

    def perform(self, form: Any) -> Message:
        self.magnum().node_groups.delete(self.cluster.uuid, self.group.uuid)
        return message(
            "Deleting the node group %(group)s of %(name)s was requested.",
            group=self.group.name,
            name=self.cluster.name,
        )
