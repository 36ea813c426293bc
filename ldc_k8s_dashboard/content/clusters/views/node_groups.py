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
from ldc_k8s_dashboard.content.clusters.base import ClusterDialog, OneCluster, TypedNameDialog
from ldc_k8s_dashboard.content.clusters.node_group_rows import node_group_rows, node_group_table
from ldc_k8s_dashboard.content.clusters.quota_change import WorkersQuota
from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.change import demand_of_new_group
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.sizing import boot_volume, flavor_suits
from ldc_k8s_dashboard.domain.templates.appraisal import TemplateResources, appraise
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import Option, flavor_options
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.views import NothingToChange, PageView


class IndexView(OneCluster, PageView):
    """Every node group with its state, size, bounds and machines."""

    rule = "cluster:get"
    template_name = "ldc_k8s_dashboard/clusters/node_groups.html"

    def context(self) -> dict[str, Any]:
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = gather(
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
            url=self.url,
        )
        return {
            **self.page_context(cluster, "node_groups"),
            "table": node_group_table(rows, bounds=True),
            "missing": missing_part(
                facts["node_groups"].error, _("The node groups could not be read.")
            ),
            "create": actions.CREATE_NODE_GROUP.link(self.request, cluster, self.url),
        }


class CreateView(ClusterDialog):
    """A new group of workers, with a flavor, bounds and labels of its own."""

    action = actions.CREATE_NODE_GROUP
    page_title = _("Create node group")
    submit_label = _("Create")
    template_name = "ldc_k8s_dashboard/clusters/create_node_group.html"

    def prepare(self) -> None:
        cloud, magnum, ident = Cloud.of(self.request), self.magnum(), self.cluster_id
        facts, limits = quota_change.gather_with_limits(
            self.request,
            cluster=lambda: magnum.clusters.get(ident),
            images=cloud.images.list,
        )
        self.cluster = facts.need("cluster")
        self.room = quota_change.headroom_of(magnum, self.cluster, facts, limits)
        typed = self.request.POST.get("labels", "")
        self.flavors = group_flavor_options(
            self.room.template,
            TemplateResources.of(facts["images"].value, facts["flavors"].value),
            facts["flavors"].or_else(()),
            boot_volume_size=boot_volume(self.cluster.labels, typed, ""),
        )
        self.asked: Mapping[str, Any] = {}

    def get_form(self, form_class: Any = None) -> forms.NodeGroupForm:
        return forms.NodeGroupForm(
            self.request.POST or None, flavors=self.flavors, refusal=self.refusal
        )

    def refusal(self, asked: Mapping[str, Any]) -> Message | None:
        """Why what was filled in does not fit the quotas."""
        self.asked = asked
        return self.room.refusal(self.need())

    def need(self) -> Demand:
        """Of what was asked for, or of a group of one node to begin with."""
        asked = self.asked
        return demand_of_new_group(
            self.room.present,
            count=asked.get("node_count", 1),
            most=asked.get("max_node_count"),
            flavor=asked.get("flavor", ""),
            labels=asked.get("labels", {}),
        )

    def dialog_context(self) -> dict[str, Any]:
        title = (
            message("What the new group takes of the quotas")
            if self.asked
            else message("What a group of one node of the cluster's own flavor takes of the quotas")
        )
        return {**super().dialog_context(), "change": self.room.shown(self.need(), title)}

    def perform(self, form: Any) -> Message:
        asked = form.cleaned_data
        fields: dict[str, Any] = {
            "name": asked["name"],
            "node_count": asked["node_count"],
            "min_node_count": asked["min_node_count"] or 0,
        }
        if asked["max_node_count"] is not None:
            fields["max_node_count"] = asked["max_node_count"]
        if asked["flavor"]:
            fields["flavor_id"] = asked["flavor"]
        if asked["labels"]:
            fields |= {"labels": asked["labels"], "merge_labels": True}
        self.magnum().node_groups.create(self.cluster.uuid, **fields)
        return message(
            "The node group %(group)s of %(name)s was requested.",
            group=asked["name"],
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
    """The cluster's own flavor, then every flavor there is, those that suit its image first.

    Where the template or its image is not known, none is refused for it.
    """
    known = template and appraise(template, resources, conf.declared())

    def verdict(flavor: Flavor) -> Verdict:
        if not known:
            return ALLOWED
        return flavor_suits(
            flavor, known.image, known.image_finding, boot_volume_size=boot_volume_size
        )

    own = Option("", render_message(message("The cluster's own flavor")))
    return (own, *flavor_options(flavors, verdict))


class NodeGroupDialog(ClusterDialog):
    """A dialog about one node group of a cluster."""

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

    def dialog_context(self) -> dict[str, Any]:
        return {**super().dialog_context(), "group": self.group}

    def get_success_url(self) -> str:
        return self.url("node_groups", self.cluster_id)


class ResizeView(NodeGroupDialog):
    """How many nodes a group shall have, within its bounds."""

    action = actions.RESIZE_NODE_GROUP
    page_title = _("Resize node group")
    submit_label = _("Resize")
    template_name = "ldc_k8s_dashboard/clusters/resize_node_group.html"

    def prepare(self) -> None:
        super().prepare()
        facts, limits = quota_change.gather_with_limits(self.request)
        room = quota_change.headroom_of(self.magnum(), self.cluster, facts, limits)
        self.quota = WorkersQuota(room, self.group, self.group.node_count)

    def dialog_context(self) -> dict[str, Any]:
        return {**super().dialog_context(), "change": self.quota.shown()}

    def get_form(self, form_class: Any = None) -> forms.NodeCountForm:
        return forms.NodeCountForm(
            self.request.POST or None,
            initial={"node_count": self.group.node_count},
            minimum=self.group.min_node_count,
            maximum=self.group.max_node_count,
            refusal=self.quota.refusal,
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
    """A node group and its machines; the default ones go only with the cluster."""

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
