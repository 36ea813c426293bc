# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the page and the downloads ask of the cloud, and decide from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.api.transport.session import login_of
from ldc_k8s_dashboard.content.clusters import actions
from ldc_k8s_dashboard.content.clusters.access.credentials import credentials_of
from ldc_k8s_dashboard.content.clusters.base import OneCluster
from ldc_k8s_dashboard.domain.access import kubeconfig
from ldc_k8s_dashboard.domain.access.credentials import (
    IssuedCredential,
    default_roles,
    grantable_roles,
)
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
    """A cluster as far as access to it goes."""

    cluster: Cluster
    ca_pem: str
    ca_error: ServiceError | None
    circumstances: AccessCircumstances
    credentials: tuple[IssuedCredential, ...] = ()
    credentials_error: ServiceError | None = None

    @property
    def authority(self) -> str:
        """The PEM of the cluster's CA; raises what Magnum answered where it gave none."""
        if self.ca_error is not None:
            raise self.ca_error
        return self.ca_pem

    def offer(self, key: str) -> OfferedMethod | None:
        """One form of access; None where there is none of that key."""
        return next(
            (one for one in offered_methods(self.circumstances) if one.form.key == key), None
        )


class Access(OneCluster):
    """What the page and the downloads share."""

    rule = "cluster:get"

    def look(self, *, credentials: bool = False) -> AccessFacts:
        """Ask Magnum and Keystone at once; only the cluster itself is needed.

        Where Keystone does not say how the login came about, it is taken for a
        plain one: Keystone itself refuses what it does not allow.
        """
        magnum, cloud = self.magnum(), Cloud.of(self.request)
        facts = gather(
            cluster=lambda: magnum.clusters.get(self.cluster_id),
            ca=lambda: magnum.certificates.ca(self.cluster_id),
            sign_in=cloud.identity.current_login,
            credentials=lambda: credentials_of(cloud, self.cluster_id) if credentials else (),
        )
        cluster: Cluster = facts.need("cluster")
        circumstances = AccessCircumstances(
            authority=authority(facts["ca"].error),
            keystone_auth=self.keystone_auth(cluster),
            roles=self.roles_offered(),
            signing=actions.SIGN.permission(self.request, cluster),
            sign_in=facts["sign_in"].or_else(KeystoneLogin()),
        )
        return AccessFacts(
            cluster=cluster,
            ca_pem=facts["ca"].or_else(""),
            ca_error=facts["ca"].error,
            circumstances=circumstances,
            credentials=facts["credentials"].or_else(()),
            credentials_error=facts["credentials"].error,
        )

    def keystone_auth(self, cluster: Cluster) -> bool | None:
        """Whether k8s-keystone-auth runs in it: its label says so, else its driver's default.

        The driver is its template's; None where that cannot be read.
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

    def ready(self, cluster: Cluster) -> HttpResponse | None:
        """A refusal where nobody can get in yet; checked at every POST."""
        verdict = actions.KUBECONFIG.verdict(self.request, cluster)
        if verdict:
            return None
        return self.render_problem(_("No kubeconfig now"), verdict.reason, status=409)

    def entry(
        self, cluster: Cluster, ca_pem: str, namespace: str = ""
    ) -> kubeconfig.KubeconfigContext:
        """Names for the file: the cluster, the project, the person."""
        login = login_of(self.request)
        return kubeconfig.KubeconfigContext(
            cluster_name=cluster.name,
            project_name=login.project_name,
            project_id=login.project_id,
            server=cluster.api_address,
            ca_pem=ca_pem,
            user_name=login.user_name,
            namespace=namespace,
        )

    def roles_offered(self) -> tuple[str, ...]:
        """The roles a credential of this user may get: never an administrator's."""
        return grantable_roles(login_of(self.request).roles, administrators())

    def roles_ticked(self) -> tuple[str, ...]:
        """Those it gets unless the user chooses others."""
        return default_roles(login_of(self.request).roles, administrators())


def administrators() -> tuple[str, ...]:
    """Names of the roles that are an administrator's in this cloud."""
    return (*settings.OPENSTACK_KEYSTONE_ADMIN_ROLES, "service")


def authority(error: ServiceError | None) -> Verdict:
    """Whether there is a CA for the file; without it kubectl could trust no answer."""
    if error is None:
        return ALLOWED
    if error.kind is FailureKind.FORBIDDEN:
        return not_allowed(
            message(
                "Magnum gives the cluster's CA to its owner and to administrators only, and "
                "without it there is no kubeconfig."
            )
        )
    return not_allowed(message("The cluster's CA could not be read. Reload the page to try again."))
