# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The templates that a cluster can be upgraded to, and the reasons against the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.magnum.client import Magnum
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.api.transport.gather import gather
from ldc_k8s_dashboard.domain.cloud_resources import by_id_and_name
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster
from ldc_k8s_dashboard.domain.drivers import driver_change_verdict
from ldc_k8s_dashboard.domain.templates.appraisal import template_verdict
from ldc_k8s_dashboard.domain.templates.architecture import architecture_change_verdict
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import (
    KubernetesVersion,
    best_first,
    upgrade_verdict,
    version_of_template,
)
from ldc_k8s_dashboard.domain.verdict import Verdict


@dataclass(frozen=True)
class UpgradeTarget:
    """A template, its Kubernetes version, and whether the cluster can be upgraded to it."""

    template: ClusterTemplate
    version: KubernetesVersion | None
    verdict: Verdict


def read_upgrade_targets(request: HttpRequest, cluster: Cluster) -> tuple[UpgradeTarget, ...]:
    """Read all other templates: the usable ones first, each kind with the newest first.

    Images are optional: without them, a version that only an image names is unknown.
    Raises ServiceError where the templates cannot be read.
    """
    magnum, cloud = Magnum.of(request), Cloud.of(request)
    facts = gather(templates=magnum.templates.list, images=cloud.images.list)
    images = by_id_and_name(facts["images"].or_else(()))
    templates: tuple[ClusterTemplate, ...] = facts.need("templates")
    current_template = next(
        (template for template in templates if template.uuid == cluster.template_id), None
    )
    current_image = images.get(current_template.image_id) if current_template else None
    current_version = KubernetesVersion.parse(cluster.version)
    targets = []
    for template in templates:
        if template.uuid == cluster.template_id:
            continue
        image = images.get(template.image_id)
        version = version_of_template(template, image.properties if image else None)
        verdict = (
            template_verdict(template, image)
            and architecture_change_verdict(current_image, image)
            and (
                current_template is None
                or driver_change_verdict(
                    conf.driver_of(current_template.driver), conf.driver_of(template.driver)
                )
            )
            and upgrade_verdict(current_version, version)
        )
        targets.append(UpgradeTarget(template, version, verdict))
    return best_first(targets)
