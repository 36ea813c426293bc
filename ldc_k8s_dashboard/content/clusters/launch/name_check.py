# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The name of a new cluster beside those of the project's other clusters."""

from __future__ import annotations

from django.http import HttpRequest

from ldc_k8s_dashboard.api.launch_facts import is_name_taken
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.domain.clusters.names import (
    have_resources_of_one_name,
    name_of_resources,
    one_name_caution,
)
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.message import Message, message

NAME_TAKEN = message(
    "This project already has a cluster of this name. Choose another name, so that the two can "
    "be told apart."
)


def is_taken(request: HttpRequest, name: str) -> bool:
    """Check whether the name is in use; a name that could not be checked counts as free."""
    try:
        return is_name_taken(Magnum.of(request), name, str(request.user.project_id))
    except ServiceError:
        return False


def name_caution(request: HttpRequest, name: str, driver: Driver) -> Message | None:
    """Return what speaks against a name for a cluster of this driver, or None.

    Magnum has no filter by name: for names that begin alike the list is read, within the
    settings search_calls and search_seconds.  What cannot be read speaks against nothing.
    """
    if not name:
        return None
    if is_taken(request, name):
        return NAME_TAKEN
    if name_of_resources(name, driver) is None:
        return None
    magnum, project_id = Magnum.of(request), str(request.user.project_id)
    answer = gather(
        alike=lambda: magnum.clusters.page(
            limit=1,
            keep=lambda cluster: have_resources_of_one_name(name, cluster.name, driver),
            project_id=project_id,
        )
    )["alike"]
    other = next(iter(answer.value.items), None) if answer.value else None
    return one_name_caution(name, other.name, driver) if other else None
