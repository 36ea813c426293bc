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
from ldc_k8s_dashboard.content.clusters.quota_change import WorkersQuota
from ldc_k8s_dashboard.domain.clusters.cluster import NodeGroup
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.change import demand_of_upgrade
from ldc_k8s_dashboard.domain.verdict import Verdict, not_allowed
from ldc_k8s_dashboard.ui.problems import missing_part
from ldc_k8s_dashboard.ui.views import NothingToChange


class ScaleView(ClusterDialog):
    """The number of workers of the default node group."""

    action = actions.SCALE
    page_title = gettext_lazy("Scale cluster")
    submit_label = gettext_lazy("Scale")
    template_name = "ldc_k8s_dashboard/clusters/scale.html"

    def prepare(self) -> None:
        magnum, ident = self.magnum(), self.cluster_id
        facts, limits = quota_change.gather_with_limits(
            self.request,
            cluster=lambda: magnum.clusters.get(ident),
            group=lambda: default_workers(magnum, ident),
        )
        self.cluster = facts.need("cluster")
        self.room = quota_change.headroom_of(magnum, self.cluster, facts, limits)
        self.group: NodeGroup | None = facts["group"].value
        self.missing = missing_part(
            facts["group"].error,
            _(
                "The node groups could not be read: the number below counts the workers of all "
                "groups, and only Magnum checks whether the default group may have so many."
            ),
        )
        self.count = self.group.node_count if self.group else self.cluster.node_count
        self.quota = WorkersQuota(self.room, self.group, self.count)

    def get_form(self, form_class: Any = None) -> forms.NodeCountForm:
        return forms.NodeCountForm(
            self.request.POST or None,
            initial={"node_count": self.count},
            minimum=self.least(),
            maximum=self.group.max_node_count if self.group else None,
            refusal=self.quota.refusal,
        )

    def least(self) -> int:
        """The fewest workers: the group's own bound; none at all came with microversion 1.10."""
        least = self.group.min_node_count if self.group else 0
        return least if self.magnum().at_least(1, 10) else max(1, least)

    def perform(self, form: Any) -> Message:
        count = form.cleaned_data["node_count"]
        if count == self.count and self.missing is None:
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

    def dialog_context(self) -> dict[str, Any]:
        return {
            **super().dialog_context(),
            "count": self.count,
            "missing": self.missing,
            "change": self.quota.shown(),
        }


def default_workers(magnum: Magnum, cluster_id: str) -> NodeGroup | None:
    """The group that a cluster is scaled by, with its bounds; None before microversion 1.9.

    Raises ServiceError.
    """
    if not magnum.at_least(1, 9):
        return None
    groups = magnum.node_groups.list(cluster_id)
    group = next((one for one in groups if one.is_default and not one.is_master), None)
    # The list leaves out a group's bounds.
    return magnum.node_groups.get(cluster_id, group.uuid) if group else None


class UpgradeView(ClusterDialog):
    """To another template of the same kind; versions that cannot work are shown with why."""

    action = actions.UPGRADE
    page_title = gettext_lazy("Upgrade cluster")
    submit_label = gettext_lazy("Upgrade")
    template_name = "ldc_k8s_dashboard/clusters/upgrade.html"

    def prepare(self) -> None:
        magnum, ident = self.magnum(), self.cluster_id
        facts, limits = quota_change.gather_with_limits(
            self.request,
            cluster=lambda: magnum.clusters.get(ident),
            groups=lambda: magnum.node_groups.list(ident),
        )
        self.cluster = facts.need("cluster")
        self.room = quota_change.headroom_of(magnum, self.cluster, facts, limits)
        self.need = demand_of_upgrade(self.room.present, facts["groups"].or_else(()))
        self.short = self.room.refusal(self.need)
        self.targets = upgrades.upgrade_targets(self.request, self.cluster)

    def verdict(self) -> Verdict:
        verdict = super().verdict()
        if verdict and not any(target.verdict for target in self.targets):
            return not_allowed(
                message(
                    "No cluster template that you may use is an upgrade of this cluster. "
                    "Ask your cloud's operator for one with a newer Kubernetes version."
                )
            )
        return verdict if self.short is None or not verdict else not_allowed(self.short)

    def get_form(self, form_class: Any = None) -> forms.UpgradeForm:
        usable = [t for t in self.targets if t.verdict]
        return forms.UpgradeForm(
            self.request.POST or None,
            targets=[(target.template.uuid, target.template.name) for target in usable],
            initial={"template": usable[0].template.uuid if len(usable) == 1 else ""},
        )

    def perform(self, form: Any) -> Message:
        chosen = form.cleaned_data["template"]
        target = next(t for t in self.targets if t.template.uuid == chosen)
        self.magnum().clusters.upgrade(
            self.cluster.uuid, chosen, max_batch_size=form.cleaned_data["batch"]
        )
        return message(
            "Upgrading %(name)s to %(template)s was requested.",
            name=self.cluster.name,
            template=target.template.name,
        )

    def dialog_context(self) -> dict[str, Any]:
        title = message("What the upgrade takes of the quotas, until the old machines are gone")
        return {
            **super().dialog_context(),
            "targets": self.targets,
            "short": self.short,
            "change": self.room.shown(self.need, title),
        }


class RotateCaView(TypedNameDialog):
    """A new CA: what withdraws every certificate that was ever issued."""

    action = actions.ROTATE_CA
    page_title = gettext_lazy("Rotate the cluster's CA")
    submit_label = gettext_lazy("Rotate")
    template_name = "ldc_k8s_dashboard/clusters/rotate_ca.html"

    def perform(self, form: Any) -> Message:
        self.magnum().certificates.rotate_ca(self.cluster.uuid)
        return message(
            "A new CA for %(name)s was requested. Kubeconfigs in use stop working when it "
            "is in place; download new ones then.",
            name=self.cluster.name,
        )
