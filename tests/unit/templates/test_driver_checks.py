# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Templates that Magnum's API takes and the driver refuses."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.templates.appraisal import (
    OperatorDeclarations,
    TemplateResources,
    appraise,
)
from ldc_k8s_dashboard.domain.templates.driver_checks import (
    driver_cautions,
    helm_kube_version,
    reason_against_driver,
)
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import version_of_template

HEAT, MCAPI, HELM = "k8s_fedora_coreos_v1", "k8s_cluster_api_ubuntu", "k8s_capi_helm_v1"


def template(driver: str, network_driver: str = "calico", **labels: str) -> ClusterTemplate:
    return ClusterTemplate(
        "t", "t", image_id="i", driver=driver, network_driver=network_driver, labels=labels
    )


def image(kube_version: str = "v1.34.1") -> Image:
    properties = {"os_distro": "ubuntu", "hw_architecture": "aarch64"}
    return Image("i", "i", {**properties, "kube_version": kube_version}, status="active")


@pytest.mark.parametrize(
    ("driver", "network_driver", "reason"),
    [
        (MCAPI, "flannel", "can only install calico, cilium"),
        (MCAPI, "", "names no network driver"),
        (HELM, "flannel", "can only install calico, cilium"),
        (HEAT, "cilium", "can only install calico, flannel"),
    ],
)
def test_network_driver_that_the_driver_cannot_install_is_refused(driver, network_driver, reason):
    found = reason_against_driver(template(driver, network_driver, kube_tag="v1.34.1"), image())
    assert reason in str(found)


@pytest.mark.parametrize(
    ("driver", "network_driver"),
    [
        *((MCAPI, name) for name in ("calico", "cilium")),
        *((HELM, name) for name in ("calico", "cilium", "")),
        *((HEAT, name) for name in ("calico", "flannel", "")),
        # Magnum before 23 reports no driver, and a cloud can have one of its own.
        *((driver, "anything") for driver in ("", "k8s_of_our_own")),
    ],
)
def test_network_driver_that_the_driver_can_install_is_accepted(driver, network_driver):
    assert reason_against_driver(template(driver, network_driver), image()) is None


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("v1.34.1", "1.34.1"),
        ("1.34.1", "1.34.1"),
        ("v1.34.1+rke2r1", "1.34.121"),
        ("v1.34.0-rc.1", "1.34.0.1"),
        ("v1.34.1-rancher", "1.34.1"),
        ("", ""),
    ],
)
def test_helm_version_is_made_as_the_driver_makes_it(text, taken):
    assert helm_kube_version(text) == taken


@pytest.mark.parametrize("text", ["v1.34.1+rke2r1", "v1.34.0-rc.1", "v1.34.1-1", "latest"])
def test_image_version_that_helm_mangles_is_refused(text):
    reason = str(reason_against_driver(template(HELM), image(text)))
    assert text in reason
    assert helm_kube_version(text) in reason


@pytest.mark.parametrize("text", ["v1.34.1", "1.34.1", "v1.34.1-rancher"])
def test_image_version_that_helm_reads_is_accepted(text):
    assert reason_against_driver(template(HELM), image(text)) is None


def test_image_without_version_is_refused_for_helm_alone():
    assert "no property kube_version" in str(reason_against_driver(template(HELM), image("")))
    assert reason_against_driver(template(MCAPI), image("")) is None
    assert reason_against_driver(template(HELM), None) is None, "an unread image is no reason"


def test_cluster_api_template_without_kube_tag_is_cautioned():
    (caution,) = driver_cautions(template(MCAPI), image())
    assert "takes Kubernetes v1.25.3, and its image has v1.34.1" in str(caution)
    (caution,) = driver_cautions(template(MCAPI), None)
    assert "takes Kubernetes v1.25.3, which its image hardly has" in str(caution)
    assert driver_cautions(template(MCAPI), image("v1.25.3")) == ()
    assert str(version_of_template(template(MCAPI), {"kube_version": "v1.34.1"})) == "v1.25.3"


def test_cluster_api_template_with_another_version_than_its_image_is_cautioned():
    (caution,) = driver_cautions(template(MCAPI, kube_tag="v1.33.1"), image())
    assert "kube_tag is v1.33.1, and its image has Kubernetes v1.34.1" in str(caution)
    assert driver_cautions(template(MCAPI, kube_tag="v1.34.1"), image("1.34.1")) == ()


@pytest.mark.parametrize("driver", [HEAT, HELM, ""])
def test_other_drivers_need_no_kube_tag(driver):
    assert driver_cautions(template(driver), image()) == ()


def test_appraisal_refuses_what_the_driver_refuses_and_passes_its_cautions_on():
    resources = TemplateResources.of([image()], [])
    refused = appraise(template(MCAPI, "flannel"), resources, OperatorDeclarations())
    assert "network driver is flannel" in str(refused.verdict.reason)
    cautioned = appraise(template(MCAPI), resources, OperatorDeclarations())
    assert cautioned.verdict
    assert len(cautioned.cautions) == 1
