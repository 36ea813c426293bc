# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the templates that a cluster can be upgraded to, and the reasons against the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.domain.cloud_resources import Flavor, by_id_and_name
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.upgrades import (
    RunningCluster,
    UpgradeCandidate,
    UpgradeTarget,
    newer_than_template,
    upgrade_targets,
)
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion


@dataclass(frozen=True)
class UpgradeChoice:
    """The templates for an upgrade, those that can be chosen first.

    driver  of the cluster; None where its template could not be found
    note    what is odd about the cluster's own template, or None
    """

    targets: tuple[UpgradeTarget, ...]
    driver: Driver | None
    note: Message | None

    @property
    def usable(self) -> tuple[UpgradeTarget, ...]:
        return tuple(target for target in self.targets if target.verdict)

    @property
    def unusable(self) -> tuple[UpgradeTarget, ...]:
        return tuple(target for target in self.targets if not target.verdict)


def read_upgrade_choice(
    request: HttpRequest,
    cluster: Cluster,
    groups: Sequence[NodeGroup],
    flavors: Iterable[Flavor],
) -> UpgradeChoice:
    """Read all templates, with what an upgrade to each changes.

    Images are optional: without them, a version that only an image names is unknown.
    `groups` and `flavors` are empty where they could not be read.  Raises ServiceError
    where the templates cannot be read.
    """
    magnum, cloud = Magnum.of(request), Cloud.of(request)
    facts = gather(templates=magnum.templates.list, images=cloud.images.list)
    images = by_id_and_name(facts["images"].or_else(()))
    templates: tuple[ClusterTemplate, ...] = facts.need("templates")
    candidates = [
        UpgradeCandidate(template, conf.driver_of(template.driver), images.get(template.image_id))
        for template in templates
    ]
    own = next(
        (candidate for candidate in candidates if candidate.template.uuid == cluster.template_id),
        None,
    )
    names_of_images = {group.image_id for group in groups if group.image_id}
    flavors_by_name = by_id_and_name(flavors)
    running = RunningCluster(
        template_id=cluster.template_id,
        template=own.template if own else None,
        driver=own.driver if own else None,
        version=KubernetesVersion.parse(cluster.version),
        image_ids=frozenset(
            images[name].id if name in images else name for name in names_of_images
        ),
        flavor_ids=_ids_and_names(
            {cluster.flavor_id, cluster.master_flavor_id, *(group.flavor_id for group in groups)},
            flavors_by_name,
        ),
        labels=cluster.labels,
    )
    return UpgradeChoice(
        targets=upgrade_targets(running, candidates),
        driver=running.driver,
        note=newer_than_template(running, own.version if own else None),
    )


def _ids_and_names(given: Set[str], flavors: Mapping[str, Flavor]) -> frozenset[str]:
    """Return flavors by every way to name them: a template has an id or a name."""
    named = [flavors[flavor] for flavor in given if flavor in flavors]
    return frozenset(given) | {flavor.id for flavor in named} | {flavor.name for flavor in named}
