# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Everything this dashboard asks of Magnum.

python-magnumclient makes the requests; `http` mends its way of sending them, and
lists are paged here, since its own paging breaks under a path prefix and stops
silently at 1,000 (magnumclient 5.0.0, common/base.py).
"""

from __future__ import annotations

from django.http import HttpRequest

from ldc_k8s_dashboard.api.magnum.certificates import Certificates
from ldc_k8s_dashboard.api.magnum.clusters import Clusters
from ldc_k8s_dashboard.api.magnum.http import MagnumHTTP, Version
from ldc_k8s_dashboard.api.magnum.node_groups import NodeGroups
from ldc_k8s_dashboard.api.magnum.quotas import Quotas
from ldc_k8s_dashboard.api.magnum.services import Services
from ldc_k8s_dashboard.api.magnum.stats import ProjectStats
from ldc_k8s_dashboard.api.magnum.templates import Templates
from ldc_k8s_dashboard.api.transport.login import Login
from ldc_k8s_dashboard.api.transport.session import DashboardSession, open_session, session_of


class Magnum:
    """One user's view of Magnum; safe to share between the threads of one request.

    Every method of its parts raises ServiceError or SignedOut and nothing else.
    The constructor raises ServiceError NOT_OFFERED where the region has no Magnum.
    """

    def __init__(self, login: Login, session: DashboardSession | None = None) -> None:
        self._http = MagnumHTTP(session or open_session(login))
        self.clusters = Clusters(self._http)
        self.node_groups = NodeGroups(self._http)
        self.templates = Templates(self._http)
        self.certificates = Certificates(self._http)
        self.quotas = Quotas(self._http)
        self.stats = ProjectStats(self._http)
        self.services = Services(self._http)

    @classmethod
    def of(cls, request: HttpRequest) -> Magnum:
        """Return Magnum for the user of a request."""
        return cls(*session_of(request))

    @property
    def microversion(self) -> Version:
        """The version of Magnum's API in use, (1, 14) at most."""
        return self._http.microversion

    def at_least(self, major: int, minor: int) -> bool:
        """Check whether Magnum offers what came with this microversion."""
        return self.microversion >= (major, minor)
