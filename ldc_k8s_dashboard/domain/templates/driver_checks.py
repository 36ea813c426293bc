# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Check a template against the driver that would create its clusters.

Magnum's API takes all of these templates.  The driver refuses them minutes later, in
the conductor, where the user of the API gets no error.  A template whose driver is
unknown (Magnum before release 23 does not report it) is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.drivers import (
    Driver,
    default_kubernetes_version,
    default_network_driver,
    known_driver,
    network_drivers,
)
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion

_NOT_IN_HELMS_VERSION = re.compile(r"[^0-9.]+")


def reason_against_driver(template: ClusterTemplate, image: Image | None) -> Message | None:
    """Return why the template's driver cannot create a cluster of it, or None.

    `image` is None where it could not be read; then its version is no reason.
    """
    driver = known_driver(template.driver)
    if driver is None:
        return None
    reason = _network_driver_reason(template.network_driver, driver)
    if reason is None and driver is Driver.HELM and image is not None:
        reason = _helm_version_reason(image.properties)
    return reason


def driver_cautions(template: ClusterTemplate, image: Image | None) -> tuple[Message, ...]:
    """List what a user should know of the template's driver before a launch."""
    if known_driver(template.driver) is not Driver.MCAPI:
        return ()
    image_version = KubernetesVersion.parse((image.properties if image else {}).get("kube_version"))
    if template.labels.get("kube_tag", "").strip():
        return _cautions_about_label(template.labels["kube_tag"], image_version)
    return _cautions_without_label(image_version)


def helm_kube_version(text: str) -> str:
    """Return the version that magnum-capi-helm makes of an image's kube_version.

    It drops everything but digits and dots (driver.py `_get_kube_version`): of
    "v1.34.1+rke2r1" it makes "1.34.121".
    """
    return _NOT_IN_HELMS_VERSION.sub("", text.strip().lstrip("v"))


def _network_driver_reason(network_driver: str, driver: Driver) -> Message | None:
    possible = network_drivers(driver)
    if network_driver in possible:
        return None
    if network_driver:
        return message(
            "Its network driver is %(name)s, and %(driver)s can only install %(possible)s. Ask "
            "the template's owner to change it.",
            name=network_driver,
            driver=driver.display_name,
            possible=", ".join(possible),
        )
    if default_network_driver(driver):
        return None
    return message(
        "It names no network driver, and %(driver)s needs one of %(possible)s. Ask the "
        "template's owner to set it.",
        driver=driver.display_name,
        possible=", ".join(possible),
    )


def _helm_version_reason(properties: Mapping[str, str]) -> Message | None:
    text = properties.get("kube_version", "").strip()
    if not text:
        return message(
            "Its image has no property kube_version, from which this driver takes the Kubernetes "
            "version. Ask the image's owner to set it."
        )
    version = KubernetesVersion.parse(text)
    taken = helm_kube_version(text)
    plain = KubernetesVersion.parse(taken)
    if version is not None and plain is not None and version.numbers == plain.numbers:
        return None
    return message(
        "Its image has kube_version “%(value)s”, of which this driver makes version %(taken)s, "
        "which does not exist. Ask the image's owner to set it to a version of numbers only.",
        value=text[:60],
        taken=taken[:60] or "“”",
    )


def _cautions_without_label(image_version: KubernetesVersion | None) -> tuple[Message, ...]:
    default = default_kubernetes_version(Driver.MCAPI)
    taken = KubernetesVersion.parse(default)
    if image_version is not None and taken is not None and image_version.numbers == taken.numbers:
        return ()
    if image_version is None:
        sentence = message(
            "It has no label kube_tag, so this driver takes Kubernetes %(default)s, which its "
            "image hardly has. Set the label kube_tag to the image's version.",
            default=default,
        )
    else:
        sentence = message(
            "It has no label kube_tag, so this driver takes Kubernetes %(default)s, and its image "
            "has %(version)s: the machines would not start Kubernetes. Set the label "
            "kube_tag=%(version)s.",
            default=default,
            version=str(image_version),
        )
    return (sentence,)


def _cautions_about_label(
    kube_tag: str, image_version: KubernetesVersion | None
) -> tuple[Message, ...]:
    version = KubernetesVersion.parse(kube_tag)
    if version is None or image_version is None or version.numbers == image_version.numbers:
        return ()
    return (
        message(
            "Its label kube_tag is %(version)s, and its image has Kubernetes %(image_version)s: "
            "the machines would not start Kubernetes. Ask the template's owner to correct it.",
            version=str(version),
            image_version=str(image_version),
        ),
    )
