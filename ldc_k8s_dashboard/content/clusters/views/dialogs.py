# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialogs that change a whole cluster: scale, upgrade, rotate the CA."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.content.clusters import actions, forms, quota_change, upgrades
from ldc_k8s_dashboard.content.clusters.base import ClusterDialog, TypedNameDialog
from ldc_k8s_dashboard.content.clusters.quota_change import ResizeCheck
from ldc_k8s_dashboard.domain.clusters.cluster import NodeGroup
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.change import demand_of_upgrade
from ldc_k8s_dashboard.domain.templates.upgrades import (
    kept_by_upgrade,
    takes_batches,
    upgrade_procedure,
)
from ldc_k8s_dashboard.domain.verdict import Verdict, not_allowed
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.views import NothingToChange


class ScaleView(ClusterDialog):
    """The dialog that changes the number of workers of the default node group."""

    action = actions.SCALE
    page_title = gettext_lazy("Scale cluster")
    submit_label = gettext_lazy("Scale")
    template_name = "ldc_k8s_dashboard/clusters/scale.html"

    def prepare(self) -> None:
        magnum, cluster_id = self.magnum(), self.cluster_id
        facts, project_usage = quota_change.gather_with_usage(
            self.request,
            cluster=lambda: magnum.clusters.get(cluster_id),
            group=lambda: default_workers(magnum, cluster_id),
        )
        self.cluster = facts.need("cluster")
        self.group: NodeGroup | None = facts["group"].value
        self.missing_parts = missing_parts(
            missing_part(
                facts["group"].error,
                _(
                    "The node groups could not be read. The number below counts the workers of all "
                    "groups, and only Magnum checks the limits of the default group."
                ),
            )
        )
        self.count = self.group.node_count if self.group else self.cluster.node_count
        change = quota_change.read_change_check(magnum, self.cluster, facts, project_usage)
        self.resize_check = ResizeCheck(change, self.group, self.count)

    def get_form(self, form_class: Any = None) -> forms.NodeCountForm:
        return forms.NodeCountForm(
            self.request.POST or None,
            initial={"node_count": self.count},
            **self.resize_check.form_arguments(zero_nodes=self.magnum().at_least(1, 10)),
        )

    def perform(self, form: Any) -> Message:
        count = form.cleaned_data["node_count"]
        if count == self.count and not self.missing_parts:
            raise NothingToChange(
                message(
                    "%(name)s has %(count)d workers already; nothing was changed.",
                    name=self.cluster.name,
                    count=count,
                )
            )
        self.magnum().clusters.resize(self.cluster.uuid, count)
        return message(
            "Scaling %(name)s from %(before)d to %(count)d workers was requested.",
            name=self.cluster.name,
            before=self.count,
            count=count,
        )

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {
            **super().dialog_context(form),
            "count": self.count,
            "missing_parts": self.missing_parts,
            "quota_change": self.resize_check.quota_change(form.checked_count),
            "node_groups_url": self.url("node_groups", self.cluster_id),
        }


def default_workers(magnum: Magnum, cluster_id: str) -> NodeGroup | None:
    """Return the group that scaling a cluster changes, with its bounds.

    None before microversion 1.9.  Raises ServiceError.
    """
    if not magnum.at_least(1, 9):
        return None
    groups = magnum.node_groups.list(cluster_id)
    group = next((group for group in groups if group.is_default and not group.is_master), None)
    # The list omits the bounds of the groups.
    return magnum.node_groups.get(cluster_id, group.uuid) if group else None


class UpgradeView(ClusterDialog):
    """The dialog that upgrades a cluster to another template.

    Templates that cannot work are shown with the reason.
    """

    action = actions.UPGRADE
    page_title = gettext_lazy("Upgrade cluster")
    submit_label = gettext_lazy("Upgrade")
    template_name = "ldc_k8s_dashboard/clusters/upgrade.html"

    def prepare(self) -> None:
        magnum, cluster_id = self.magnum(), self.cluster_id
        facts, project_usage = quota_change.gather_with_usage(
            self.request,
            cluster=lambda: magnum.clusters.get(cluster_id),
            groups=lambda: magnum.node_groups.list(cluster_id),
        )
        self.cluster = facts.need("cluster")
        self.change_check = quota_change.read_change_check(
            magnum, self.cluster, facts, project_usage
        )
        groups = facts["groups"].or_else(())
        self.demand = demand_of_upgrade(self.change_check.existing, groups)
        self.quota_reason = self.change_check.reason_against(self.demand)
        self.choice = upgrades.read_upgrade_choice(
            self.request, self.cluster, groups, facts["flavors"].or_else(())
        )

    def verdict(self) -> Verdict:
        verdict = super().verdict()
        if not verdict:
            return verdict
        if not self.choice.usable:
            return not_allowed(
                message(
                    "This cluster cannot be upgraded to any cluster template that you can use. "
                    "Ask the operator of this cloud for a template with a newer Kubernetes "
                    "version."
                )
            )
        return verdict if self.quota_reason is None else not_allowed(self.quota_reason)

    def get_form(self, form_class: Any = None) -> forms.UpgradeForm:
        usable = self.choice.usable
        return forms.UpgradeForm(
            self.request.POST or None,
            targets=[(target.template.uuid, target.template.name) for target in usable],
            in_batches=takes_batches(self.choice.driver),
            initial={"template": usable[0].template.uuid if len(usable) == 1 else ""},
        )

    def perform(self, form: Any) -> Message:
        template_id = form.cleaned_data["template"]
        target = next(
            target for target in self.choice.usable if target.template.uuid == template_id
        )
        self.magnum().clusters.upgrade(
            self.cluster.uuid, template_id, max_batch_size=form.cleaned_data.get("batch", 1)
        )
        return message(
            "Upgrading %(name)s to %(template)s was requested.",
            name=self.cluster.name,
            template=target.template.name,
        )

    def dialog_context(self, form: Any) -> dict[str, Any]:
        title = message("Quotas during the upgrade, until the old machines are deleted")
        return {
            **super().dialog_context(form),
            "choice": self.choice,
            "procedure": upgrade_procedure(self.choice.driver),
            "kept": kept_by_upgrade(self.choice.driver),
            "quota_reason": self.quota_reason,
            "quota_change": self.change_check.quota_change(self.demand, title),
        }


class RotateCaView(TypedNameDialog):
    """The dialog that replaces the CA, which revokes every certificate that was issued."""

    action = actions.ROTATE_CA
    page_title = gettext_lazy("Rotate the cluster's CA")
    submit_label = gettext_lazy("Rotate")
    template_name = "ldc_k8s_dashboard/clusters/rotate_ca.html"

    def perform(self, form: Any) -> Message:
        self.magnum().certificates.rotate_ca(self.cluster.uuid)
        return message(
            "A new CA for %(name)s was requested. Existing kubeconfigs stop working once it "
            "is in place. Download new ones then.",
            name=self.cluster.name,
        )
