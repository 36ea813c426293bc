# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The base views of a cluster's pages and dialogs."""

from __future__ import annotations

from typing import Any, ClassVar

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.magnum.settling import wait_until_changed
from ldc_k8s_dashboard.content.clusters.actions import cluster_menu
from ldc_k8s_dashboard.content.clusters.forms import TypedNameForm
from ldc_k8s_dashboard.content.clusters.sections.state import StateSection
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.clusters.names import is_uuid
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.service_names import MAGNUM
from ldc_k8s_dashboard.ui.actions import Action
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.views import DialogView, KubernetesView

HEAD = (StateSection(),)
"""The sections at the head of each of a cluster's pages, above the tabs."""


class ClusterView(KubernetesView):
    """A view of the cluster that the URL names."""

    @property
    def cluster_id(self) -> str:
        """Return the id in the URL; raises ServiceError (NOT_FOUND) for anything but an id.

        Magnum takes names too, but a name can mean another cluster by the time a dialog is sent.
        """
        text = str(self.kwargs["cluster_id"])
        if not is_uuid(text):
            raise ServiceError(MAGNUM, FailureKind.NOT_FOUND)
        return text

    def magnum(self) -> Magnum:
        return Magnum.of(self.request)

    def page_context(self, cluster: Cluster, tab: str) -> dict[str, Any]:
        """Return what the frame of a cluster's pages shows: name, state, actions, tabs."""
        return {
            "page_title": cluster.name,
            "cluster": cluster,
            "head": [section.show(self, cluster) for section in HEAD],
            "actions": cluster_menu(self.request, cluster, self.url),
            "live": {
                "id": "cluster-live",
                "url": self.live_url(cluster, tab) if cluster.status.in_progress else "",
                "seconds": conf.number("live_refresh_seconds"),
                "reload": True,
            },
            "tab": tab,
            "overview_url": self.url("detail", cluster.uuid),
            "node_groups_url": self.url("node_groups", cluster.uuid),
            "access_url": self.url("access", cluster.uuid),
        }

    def live_url(self, cluster: Cluster, tab: str) -> str:
        """Return the address of the live parts of a tab.

        The overview has live sections of its own; the other tabs have the head alone.
        """
        query = "?tab=overview" if tab == "overview" else ""
        return self.url("detail_live", cluster.uuid) + query


class ClusterDialog(ClusterView, DialogView):
    """A dialog about a cluster: the state and the policy are read again at POST."""

    action: ClassVar[Action[Any]]
    cluster: Cluster

    def prepare(self) -> None:
        self.cluster = self.magnum().clusters.get(self.cluster_id)

    def subject(self) -> Any:
        return self.cluster

    def settle(self) -> None:
        wait_until_changed(self.magnum(), self.cluster)

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {"cluster": self.cluster, "status": StatusBadge.of_cluster(self.cluster)}

    def get_success_url(self) -> str:
        return self.url("detail", self.cluster_id)


class TypedNameDialog(ClusterDialog):
    """A dialog with grave consequences: the user types a name to confirm it."""

    def expected_name(self) -> str:
        """Return the name that the user has to type."""
        return self.cluster.name

    def get_form(self, form_class: Any = None) -> TypedNameForm:
        return TypedNameForm(self.request.POST or None, expected=self.expected_name())
