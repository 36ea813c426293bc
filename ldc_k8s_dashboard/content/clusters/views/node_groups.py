# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The node groups of a cluster: list, create, resize, delete."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.api.cloud import Cloud
from ldc_k8s_dashboard.api.gather import gather
from ldc_k8s_dashboard.content.clusters import actions, forms
from ldc_k8s_dashboard.content.clusters.node_group_rows import node_group_rows
from ldc_k8s_dashboard.content.clusters.views.base import ClusterDialog, OneCluster
from ldc_k8s_dashboard.domain.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import Verdict
from ldc_k8s_dashboard.ui.failure import missing
from ldc_k8s_dashboard.ui.views import NothingToDo, PageView
from ldc_k8s_dashboard.ui.wording import flavor_words


class IndexView(OneCluster, PageView):
    """Every node group with its state, size, bounds and machines."""

    rule = "cluster:get"
    template_name = "ldc_k8s_dashboard/clusters/node_groups.html"

    def context(self) -> dict[str, Any]:
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = gather(
            cluster=lambda: magnum.cluster(self.cluster_id),
            node_groups=lambda: magnum.node_groups(self.cluster_id, detail=True),
            flavors=cloud.flavors,
        )
        cluster: Cluster = facts.need("cluster")
        return {
            **self.page_context(cluster, "node_groups"),
            "rows": node_group_rows(
                facts["node_groups"].or_else(()),
                facts["flavors"].or_else(()),
                request=self.request,
                cluster=cluster,
                url=self.url,
            ),
            "missing": missing(facts["node_groups"].error, _("The node groups could not be read.")),
            "create": actions.CREATE_NODE_GROUP.link(self.request, cluster, self.url),
        }


class CreateView(ClusterDialog):
    """A new group of workers, with a flavor, bounds and labels of its own."""

    action = actions.CREATE_NODE_GROUP
    page_title = _("Create node group")
    submit_label = _("Create")

    def prepare(self) -> None:
        cloud, magnum = Cloud.of(self.request), self.magnum()
        facts = gather(cluster=lambda: magnum.cluster(self.cluster_id), flavors=cloud.flavors)
        self.cluster = facts.need("cluster")
        self.flavors = [
            (flavor.name, flavor_words(flavor)) for flavor in facts["flavors"].or_else(())
        ]

    def get_form(self, form_class: Any = None) -> forms.NodeGroupForm:
        return forms.NodeGroupForm(self.request.POST or None, flavors=self.flavors)

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
        self.magnum().create_node_group(self.cluster.uuid, **fields)
        return message(
            "The node group %(group)s of %(name)s was requested.",
            group=asked["name"],
            name=self.cluster.name,
        )

    def get_success_url(self) -> str:
        return self.url("node_groups", self.cluster_id)


class NodeGroupDialog(ClusterDialog):
    """A dialog about one node group of a cluster."""

    group: NodeGroup

    def prepare(self) -> None:
        magnum = self.magnum()
        group_id = self.kwargs["node_group_id"]
        facts = gather(
            cluster=lambda: magnum.cluster(self.cluster_id),
            group=lambda: magnum.node_group(self.cluster_id, group_id),
        )
        self.cluster, self.group = facts.need("cluster"), facts.need("group")

    def verdict(self) -> Verdict:
        return self.action.verdict(self.request, self.cluster, self.group)

    def extra_context(self) -> dict[str, Any]:
        return {**super().extra_context(), "group": self.group}

    def get_success_url(self) -> str:
        return self.url("node_groups", self.cluster_id)


class ResizeView(NodeGroupDialog):
    """How many nodes a group shall have, within its bounds."""

    action = actions.RESIZE_NODE_GROUP
    page_title = _("Resize node group")
    submit_label = _("Resize")
    template_name = "ldc_k8s_dashboard/clusters/resize_node_group.html"

    def get_form(self, form_class: Any = None) -> forms.NodeCountForm:
        return forms.NodeCountForm(
            self.request.POST or None,
            initial={"node_count": self.group.node_count},
            minimum=self.group.min_node_count,
            maximum=self.group.max_node_count,
        )

    def perform(self, form: Any) -> Message:
        count = form.cleaned_data["node_count"]
        if count == self.group.node_count:
            raise NothingToDo(
                message(
                    "%(group)s has %(count)d nodes already; nothing was changed.",
                    group=self.group.name,
                    count=count,
                )
            )
        self.magnum().resize(self.cluster.uuid, count, node_group=self.group.uuid)
        return message(
            "Resizing %(group)s of %(name)s from %(before)d to %(count)d nodes was requested.",
            group=self.group.name,
            name=self.cluster.name,
            before=self.group.node_count,
            count=count,
        )


class DeleteView(NodeGroupDialog):
    """A node group and its machines; the default ones go only with the cluster."""

    action = actions.DELETE_NODE_GROUP
    page_title = _("Delete node group")
    submit_label = _("Delete")
    template_name = "ldc_k8s_dashboard/clusters/delete_node_group.html"
    danger = True

    def get_form(self, form_class: Any = None) -> forms.TypedNameForm:
        return forms.TypedNameForm(self.request.POST or None, expected=self.group.name)

    def perform(self, form: Any) -> Message:
        self.magnum().delete_node_group(self.cluster.uuid, self.group.uuid)
        return message(
            "Deleting the node group %(group)s of %(name)s was requested.",
            group=self.group.name,
            name=self.cluster.name,
        )
