# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The dialogs that delete a cluster, or several at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.magnum.settling import wait_until_changed
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import each, gather
from ldc_k8s_dashboard.content.clusters import actions, forms
from ldc_k8s_dashboard.content.clusters.access.credentials import (
    credentials_for_cluster,
    issued_credentials,
    revoke,
)
from ldc_k8s_dashboard.content.clusters.base import ClusterDialog
from ldc_k8s_dashboard.domain.access.credentials import IssuedCredential
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.clusters.names import is_uuid
from ldc_k8s_dashboard.domain.clusters.state import never_came_up
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.ui.actions import in_admin, is_elsewhere
from ldc_k8s_dashboard.ui.bulk import MOST_AT_ONCE, BulkView
from ldc_k8s_dashboard.ui.components import ActionLink, StatusBadge
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts


class DeleteView(ClusterDialog):
    """The dialog that deletes a cluster after its name was typed.

    The user can have their credentials for it revoked at the same time: later, only
    the id in their names points to the cluster.
    """

    action = actions.DELETE
    page_title = gettext_lazy("Delete cluster")
    submit_label = gettext_lazy("Delete")
    template_name = "ldc_k8s_dashboard/clusters/delete.html"

    def prepare(self) -> None:
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = gather(
            cluster=lambda: magnum.clusters.get(self.cluster_id),
            credentials=lambda: credentials_for_cluster(cloud, self.cluster_id),
        )
        self.cluster = facts.need("cluster")
        self.credentials = facts["credentials"].or_else(())
        self.missing_parts = missing_parts(
            missing_part(
                facts["credentials"].error,
                _(
                    "Your credentials for this cluster could not be read, so they will not be "
                    "revoked with it. You can revoke them later on the page Kubeconfig credentials."
                ),
            )
        )
        self.project_name = (
            self.cluster_project_name() if is_elsewhere(self.request, self.cluster) else ""
        )

    def cluster_project_name(self) -> str:
        """Return the name of the cluster's project; its id where Keystone does not report one."""
        cloud, project_id = Cloud.of(self.request), self.cluster.project_id
        facts = gather(names=lambda: cloud.identity.project_names({project_id}))
        names: dict[str, str] = facts["names"].or_else({})
        return names.get(project_id, project_id)

    def get_form(self, form_class: Any = None) -> forms.DeleteClusterForm:
        return forms.DeleteClusterForm(
            self.request.POST or None,
            expected=self.cluster.name,
            credentials=len(self.credentials),
        )

    def perform(self, form: Any) -> Message:
        self.magnum().clusters.delete(self.cluster.uuid)
        if form.cleaned_data.get("revoke"):
            revoke(self.request, Cloud.of(self.request), self.credentials)
        return message("Deleting %(name)s was requested.", name=self.cluster.name)

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {
            **super().dialog_context(form),
            "project_name": self.project_name,
            "missing_parts": self.missing_parts,
            "launch_like": self.launch_like(),
        }

    def launch_like(self) -> ActionLink | None:
        """Return the link to the wizard with the values of a cluster that never came up.

        They are lost with the cluster, so somebody who wants to try again opens it before.
        """
        if not never_came_up(self.cluster) or is_elsewhere(self.request, self.cluster):
            return None
        link = actions.LAUNCH_LIKE.link(self.request, self.cluster, self.url)
        return link if link.verdict and not in_admin(self.request) else None

    def get_success_url(self) -> str:
        return self.url("index")

    def cancel_url(self) -> str:
        return self.url("detail", self.cluster_id)


class BulkDeleteView(BulkView):
    """The dialog that deletes several clusters.

    Those that cannot be deleted are shown with the reason.
    """

    action = actions.DELETE
    page_title = gettext_lazy("Delete clusters")
    submit_label = gettext_lazy("Delete")
    template_name = "ldc_k8s_dashboard/clusters/bulk_delete.html"
    id_parameter = "cluster"
    none_changeable_reason = message(
        "No cluster that can be deleted is selected. Select clusters in the list first."
    )
    too_many_reason = message("Select at most %(most)d clusters at a time.", most=MOST_AT_ONCE)
    rejected_text = gettext_lazy("%(name)s was not deleted: %(why)s")
    outcome_unknown_text = gettext_lazy("It is unknown whether %(name)s will be deleted: %(why)s")

    def prepare(self) -> None:
        ids = [selected for selected in self.ids_to_load if is_uuid(selected)]
        magnum, cloud = Magnum.of(self.request), Cloud.of(self.request)
        answers = gather(
            credentials=lambda: issued_credentials(cloud),
            **{uuid: partial(magnum.clusters.get, uuid) for uuid in ids},
        )
        for uuid in ids:
            error = answers[uuid].error
            if error is not None and error.kind is not FailureKind.NOT_FOUND:
                # It is unknown whether this cluster exists, so the dialog cannot list it.
                raise error
        self.not_found = [
            selected
            for selected in self.ids_to_load
            if selected not in answers or not answers[selected].ok
        ]
        clusters: list[Cluster] = [answers.need(uuid) for uuid in ids if answers[uuid].ok]
        self.items = [
            (cluster, actions.DELETE.verdict(self.request, cluster)) for cluster in clusters
        ]
        self.changeable = {cluster.uuid: cluster.name for cluster, verdict in self.items if verdict}
        self.credentials = credentials_for_clusters(
            self.changeable, answers["credentials"].or_else(())
        )
        self.missing_parts = missing_parts(
            missing_part(
                answers["credentials"].error,
                _(
                    "Your credentials for these clusters could not be read, so they will not be "
                    "revoked with them. You can revoke them later on the page Kubeconfig "
                    "credentials."
                ),
            )
        )

    @property
    def expected(self) -> str:
        count = len(self.changeable)
        if count == 1:
            return next(iter(self.changeable.values()))
        return ngettext("delete %(count)d cluster", "delete %(count)d clusters", count) % {
            "count": count
        }

    def get_form(self, form_class: Any = None) -> forms.DeleteClusterForm:
        return forms.DeleteClusterForm(
            self.request.POST or None,
            expected=self.expected,
            credentials=len(self.credentials),
            several=len(self.changeable) > 1,
        )

    def change_all(self, form: Any) -> dict[str, ServiceError | None]:
        magnum = Magnum.of(self.request)
        answers = each({uuid: partial(magnum.clusters.delete, uuid) for uuid in self.changeable})
        return {uuid: answer.error for uuid, answer in answers.items()}

    def after_change(self, form: Any, changed: Sequence[str]) -> Message:
        if form.cleaned_data.get("revoke"):
            cloud = Cloud.of(self.request)
            revoke(self.request, cloud, credentials_for_clusters(changed, self.credentials))
        return plural(
            "Deleting %(count)s cluster was requested.",
            "Deleting %(count)s clusters was requested.",
            len(changed),
        )

    def settle(self) -> None:
        deleted = [cluster for cluster, verdict in self.items if verdict]
        wait_until_changed(Magnum.of(self.request), deleted[-1])

    def dialog_context(self, form: Any) -> dict[str, Any]:
        return {
            "items": [
                {
                    "cluster": cluster,
                    "verdict": verdict,
                    "status": StatusBadge.of_cluster(cluster),
                }
                for cluster, verdict in self.items
            ],
            "not_found": self.not_found,
            "missing_parts": self.missing_parts,
        }


def credentials_for_clusters(
    cluster_ids: Iterable[str], credentials: Iterable[IssuedCredential]
) -> tuple[IssuedCredential, ...]:
    """Return those of the credentials that were issued for these clusters."""
    ids = list(cluster_ids)
    return tuple(issued for issued in credentials if any(issued.belongs_to(uuid) for uuid in ids))
