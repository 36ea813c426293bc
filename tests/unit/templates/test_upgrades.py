# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Upgrades: which templates, and what each changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.upgrades import (
    RunningCluster,
    UpgradeCandidate,
    UpgradeKind,
    UpgradeTarget,
    kept_by_upgrade,
    newer_than_template,
    takes_batches,
    upgrade_procedure,
    upgrade_targets,
)
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion

OLD_IMAGE, NEW_IMAGE = (
    Image(name, name, {"os_distro": "ubuntu", "hw_architecture": "aarch64"}, status="active")
    for name in ("old-image", "new-image")
)


def candidate(
    uuid: str,
    version: str,
    image: Image | None = OLD_IMAGE,
    driver: Driver = Driver.MCAPI,
    **fields: Any,
) -> UpgradeCandidate:
    labels = {"kube_tag": version, **fields.pop("labels", {})}
    template = ClusterTemplate(
        uuid=uuid, name=uuid, image_id="old-image", flavor_id="small", labels=labels, **fields
    )
    return UpgradeCandidate(template, driver, image)


OWN = candidate("own", "v1.33.1")


def running(version: str | None = "v1.33.1", **fields: Any) -> RunningCluster:
    values: dict[str, Any] = {
        "template": OWN.template,
        "driver": Driver.MCAPI,
        "image_ids": frozenset({OLD_IMAGE.id}),
        "flavor_ids": frozenset({"small"}),
        "labels": {"kube_tag": "v1.33.1"},
    }
    return RunningCluster("own", version=KubernetesVersion.parse(version), **values | fields)


def only(targets: tuple[UpgradeTarget, ...]) -> UpgradeTarget:
    (target,) = targets
    return target


def test_upgrade_targets_leave_out_the_template_whose_version_runs() -> None:
    assert upgrade_targets(running(), [OWN]) == ()
    assert upgrade_targets(running("v1.34.0"), [OWN]) == ()
    assert upgrade_targets(running(None), [OWN]) == ()


def test_upgrade_is_finished_with_the_clusters_own_template() -> None:
    target = only(upgrade_targets(running("v1.32.4"), [OWN]))
    assert target.verdict
    assert target.kind is UpgradeKind.FINISH
    assert "v1.32.4 still runs" in str(target.meaning)


def test_upgrade_is_not_finished_over_two_minor_versions() -> None:
    assert not only(upgrade_targets(running("v1.31.4"), [OWN])).verdict


@pytest.mark.parametrize("driver", [Driver.MCAPI, Driver.HELM])
def test_upgrade_to_another_image_of_the_same_version_is_allowed(driver: Driver) -> None:
    patched = candidate("patched", "v1.33.1", NEW_IMAGE, driver)
    if driver is Driver.HELM:
        image = replace(NEW_IMAGE, properties={**NEW_IMAGE.properties, "kube_version": "v1.33.1"})
        patched = replace(patched, image=image)
    target = only(upgrade_targets(running(driver=driver), [patched]))
    assert target.verdict
    assert target.kind is UpgradeKind.REBUILD
    assert "every machine is replaced" in str(target.meaning)
    assert "The new machines have the image new-image." in map(str, target.changes)


@pytest.mark.parametrize(
    ("cluster", "image", "reason"),
    [
        (running(), OLD_IMAGE, "from this template's image"),
        (running(image_ids=frozenset()), NEW_IMAGE, "already runs v1.33.1."),
        (running(), None, "from this template's image"),
    ],
)
def test_upgrade_to_the_same_version_needs_another_image(
    cluster: RunningCluster, image: Image | None, reason: str
) -> None:
    target = only(upgrade_targets(cluster, [candidate("same", "v1.33.1", image)]))
    assert reason in str(target.verdict.reason)
    assert target.changes == ()


def test_upgrade_to_another_image_is_refused_where_the_driver_keeps_the_machines() -> None:
    patched = candidate("patched", "v1.33.1", NEW_IMAGE, Driver.HEAT)
    target = only(upgrade_targets(running(driver=Driver.HEAT), [patched]))
    assert "does not replace the image" in str(target.verdict.reason)


def test_upgrade_repairs_a_cluster_whose_groups_have_several_images() -> None:
    mixed = running(image_ids=frozenset({"old-image", "new-image"}))
    assert only(upgrade_targets(mixed, [candidate("patched", "v1.33.1", NEW_IMAGE)])).verdict


def test_upgrade_targets_of_another_driver_are_refused() -> None:
    newer = candidate("newer", "v1.34.0", NEW_IMAGE, Driver.HELM)
    newer = replace(newer, template=replace(newer.template, driver="k8s_capi_helm_v1"))
    assert not only(upgrade_targets(running(), [newer])).verdict


@pytest.mark.parametrize(
    ("driver", "labels", "change"),
    [
        (Driver.MCAPI, {}, "The driver installs its add-ons anew for this version."),
        (Driver.HEAT, {"coredns_tag": "1.12"}, "Versions of add-ons change: coredns_tag=1.12."),
        (
            Driver.HELM,
            {"capi_helm_chart_version": "0.17.0"},
            "The add-ons come from the Helm chart 0.17.0.",
        ),
    ],
)
def test_upgrade_changes_the_add_ons_as_the_driver_does(
    driver: Driver, labels: dict[str, str], change: str
) -> None:
    image = replace(NEW_IMAGE, properties={**NEW_IMAGE.properties, "kube_version": "v1.34.0"})
    newer = candidate("newer", "v1.34.0", image, driver, labels=labels)
    target = only(upgrade_targets(running(driver=driver), [newer]))
    assert change in map(str, target.changes)
    assert "Kubernetes v1.33.1 becomes v1.34.0." in map(str, target.changes)


def test_upgrade_names_the_flavors_that_it_does_not_take_over() -> None:
    newer = candidate("newer", "v1.34.0", NEW_IMAGE, master_flavor_id="large")
    target = only(upgrade_targets(running(), [newer]))
    assert "Its flavor is not taken over: large." in map(str, target.changes)


def test_cluster_newer_than_its_template_is_noted() -> None:
    assert newer_than_template(running("v1.33.1"), OWN.version) is None
    assert newer_than_template(running("v1.32.0"), OWN.version) is None
    assert newer_than_template(running(None), OWN.version) is None
    assert newer_than_template(running("v1.34.0"), None) is None
    note = str(newer_than_template(running("v1.34.0"), OWN.version))
    assert "v1.34.0, which is newer than its template own with v1.33.1" in note


@pytest.mark.parametrize("driver", [*Driver, None])
def test_upgrade_is_described_for_every_driver(driver: Driver | None) -> None:
    assert ("in place" in str(upgrade_procedure(driver))) is (driver is Driver.HEAT)
    assert "Flavors, network" in str(kept_by_upgrade(driver))
    assert takes_batches(driver) is (driver in {Driver.HEAT, None})


@given(
    st.none() | st.sampled_from(["v1.32.4", "v1.33.1", "v1.33", "v1.34.0-rc.1", "v1.35.0"]),
    st.lists(
        st.builds(
            candidate,
            st.sampled_from(["own", "a", "b", "c"]),
            st.sampled_from(["", "v1.33.1", "v1.33.1-rancher2", "v1.34.0", "odd"]),
            st.sampled_from([None, OLD_IMAGE, NEW_IMAGE]),
            st.sampled_from(Driver),
        ),
        max_size=4,
    ),
)
def test_upgrade_targets_have_a_reason_or_what_they_change(
    version: str | None, candidates: list[UpgradeCandidate]
) -> None:
    for target in upgrade_targets(running(version), candidates):
        if target.verdict:
            assert target.changes
        else:
            assert target.verdict.reason is not None
