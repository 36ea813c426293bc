# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Everything this dashboard asks of the services other than Magnum, through openstacksdk."""

from __future__ import annotations

from django.http import HttpRequest

from ldc_k8s_dashboard.api.openstack.calls import SharedConnection
from ldc_k8s_dashboard.api.openstack.compute import Compute
from ldc_k8s_dashboard.api.openstack.identity import Identity
from ldc_k8s_dashboard.api.openstack.images import Images
from ldc_k8s_dashboard.api.openstack.load_balancers import LoadBalancers
from ldc_k8s_dashboard.api.openstack.network import Networking
from ldc_k8s_dashboard.api.openstack.volumes import Volumes
from ldc_k8s_dashboard.api.transport.login import Login
from ldc_k8s_dashboard.api.transport.session import DashboardSession, session_of


class Cloud:
    """One user's view of all services but Magnum; safe to share between threads.

    Every method of its parts raises ServiceError or SignedOut and nothing else; in
    particular no openstack.exceptions.HttpException, which Horizon takes for a lost
    login whatever its status.
    """

    def __init__(self, login: Login, session: DashboardSession | None = None) -> None:
        connection = SharedConnection(login, session)
        self.identity = Identity(connection)
        self.compute = Compute(connection)
        self.images = Images(connection)
        self.network = Networking(connection)
        self.volumes = Volumes(connection)
        self.load_balancers = LoadBalancers(connection)

    @classmethod
    def of(cls, request: HttpRequest) -> Cloud:
        """Return the services for the user of a request."""
        return cls(*session_of(request))
