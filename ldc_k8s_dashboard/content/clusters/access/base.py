# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The facts about access to a cluster that the page and the downloads share."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.catalog import public_identity_url, region_of
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.login import login_of
from ldc_k8s_dashboard.content.clusters import actions
from ldc_k8s_dashboard.content.clusters.access.credentials import credentials_for_cluster
from ldc_k8s_dashboard.content.clusters.base import ClusterView
from ldc_k8s_dashboard.domain.access.addresses import api_verdict, keystone_verdict
from ldc_k8s_dashboard.domain.access.credentials import (
    IssuedCredential,
    default_roles,
    grantable_roles,
)
from ldc_k8s_dashboard.domain.access.kubeconfig import KubeconfigContext
from ldc_k8s_dashboard.domain.access.methods import (
    AccessCircumstances,
    KeystoneLogin,
    OfferedMethod,
    offered_methods,
)
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.labels.add_ons import keystone_auth_enabled
from ldc_k8s_dashboard.domain.labels.label import read_flag
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed


@dataclass(frozen=True)
class AccessFacts:
    """What the services report about access to a cluster.

    `credentials` is empty unless it was requested.
    """

    cluster: Cluster
    ca_pem: str
    ca_error: ServiceError | None
    circumstances: AccessCircumstances
    credentials: tuple[IssuedCredential, ...] = ()
    credentials_error: ServiceError | None = None

    def need_ca(self) -> str:
        """Return the PEM of the cluster's CA; raises the ServiceError that Magnum sent instead."""
        if self.ca_error is not None:
            raise self.ca_error
        return self.ca_pem

    def offered_method(self, key: str) -> OfferedMethod | None:
        """Return the access method of this key; None for an unknown key."""
        methods = offered_methods(self.circumstances)
        return next((offered for offered in methods if offered.method.key == key), None)


class ClusterAccess(ClusterView):
    """A view of the access to a cluster: the page, a part of it, or a download."""

    rule = "cluster:get"

    def access_facts(self, *, with_credentials: bool = False) -> AccessFacts:
        """Ask Magnum and Keystone at the same time; raises ServiceError without the cluster.

        Where Keystone does not report how the user signed in, a plain login is assumed:
        Keystone itself refuses what it does not allow.
        """
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = gather(
            cluster=lambda: magnum.clusters.get(self.cluster_id),
            ca=lambda: magnum.certificates.ca(self.cluster_id),
            sign_in=cloud.identity.current_login,
            credentials=lambda: (
                credentials_for_cluster(cloud, self.cluster_id) if with_credentials else ()
            ),
        )
        cluster: Cluster = facts.need("cluster")
        allow_http = conf.flag("kubeconfig_allow_http")
        circumstances = AccessCircumstances(
            authority=ca_verdict(facts["ca"].error),
            keystone_auth=self.read_keystone_auth(cluster),
            roles=self.offered_roles(),
            signing=actions.SIGN.permission(self.request, cluster),
            sign_in=facts["sign_in"].or_else(KeystoneLogin()),
            keystone=keystone_verdict(
                public_identity_url(login_of(self.request)), allow_http=allow_http
            ),
            api=api_verdict(cluster.api_address, allow_http=allow_http),
        )
        return AccessFacts(
            cluster=cluster,
            ca_pem=facts["ca"].or_else(""),
            ca_error=facts["ca"].error,
            circumstances=circumstances,
            credentials=facts["credentials"].or_else(()),
            credentials_error=facts["credentials"].error,
        )

    def read_keystone_auth(self, cluster: Cluster) -> bool | None:
        """Return whether k8s-keystone-auth runs in a cluster; None where that is unknown.

        The cluster's label decides; without one, the default of its template's driver, for
        which the template is read.
        """
        label = read_flag(cluster.labels.get("keystone_auth_enabled"))
        if label is not None:
            return label
        magnum = self.magnum()
        facts = gather(template=lambda: magnum.templates.get(cluster.template_id))
        template = facts["template"].value
        if template is None:
            return None
        driver = conf.driver_of(template.driver)
        return keystone_auth_enabled(cluster.labels, driver, conf.label_catalogue())

    def problem_of_state(self, cluster: Cluster) -> HttpResponse | None:
        """Return the problem page where the cluster's state allows no kubeconfig, else None."""
        verdict = actions.KUBECONFIG.verdict(self.request, cluster)
        if verdict:
            return None
        return self.render_problem(_("No kubeconfig now"), verdict.reason, status=409)

    def kubeconfig_context(
        self, cluster: Cluster, ca_pem: str, namespace: str = ""
    ) -> KubeconfigContext:
        """Return the names that the file holds: of the cluster, the project and the user."""
        login = login_of(self.request)
        return KubeconfigContext(
            cluster_name=cluster.name,
            project_name=login.project_name,
            project_id=login.project_id,
            server=cluster.api_address,
            ca_pem=ca_pem,
            user_name=login.user_name,
            namespace=namespace,
            cluster_id=cluster.uuid,
            region=region_of(login),
        )

    def offered_roles(self) -> tuple[str, ...]:
        """Return the roles that a credential of this user can get: never an administrator's."""
        return grantable_roles(login_of(self.request).roles, administrator_roles())

    def ticked_roles(self) -> tuple[str, ...]:
        """Return the roles that it gets unless the user chooses others."""
        return default_roles(login_of(self.request).roles, administrator_roles())


def administrator_roles() -> tuple[str, ...]:
    """Return the names of the roles that administer this cloud."""
    return (*settings.OPENSTACK_KEYSTONE_ADMIN_ROLES, "service")


def ca_verdict(error: ServiceError | None) -> Verdict:
    """Decide whether there is a CA for the file, by the error of reading it.

    Without the CA, kubectl cannot verify the API server.
    """
    if error is None:
        return ALLOWED
    if error.kind is FailureKind.FORBIDDEN:
        return not_allowed(
            message(
                "Magnum gives the cluster's CA to its owner and to administrators only, and "
                "a kubeconfig needs it."
            )
        )
    return not_allowed(message("The cluster's CA could not be read. Reload the page to try again."))
