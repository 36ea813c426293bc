# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a seeded cloud contains, and the tables it is made from."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from minicloud.seed import fleet, hardware, people, samples, templates
from minicloud.seed.samples import NEED_REAL_RESOURCES, SAMPLES
from minicloud.services import config
from minicloud.settings import HIGHEST_PORT, SERVICES, Settings
from minicloud.snapshot import SAMPLES_DONE


def rows(count: int) -> fleet.Rows:
    template = SimpleNamespace(
        uuid="t", labels={"kube_tag": "x"}, flavor_id="f", master_flavor_id="m", image_id="i"
    )
    made = fleet.Rows(
        fleet.Owner("p", "u"),
        dict.fromkeys(fleet.VERSIONS, template),
        {"ca_cert_ref": {"certificate": "PEM"}},
    )
    for number in range(count):
        made.add(number)
    return made


def test_lean_cloud_has_the_samples_without_real_resources(lean_cloud: Any) -> None:
    lean_cloud.wait_for_samples()
    for sample in SAMPLES:
        made = lean_cloud.magnum(sample.user, sample.user).cluster(sample.name)
        assert (made is None) is (sample.name in NEED_REAL_RESOURCES)


class OneCluster:
    """Magnum with one cluster, which is in the next of these states at each request."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)
        self.asked: list[str] = []

    def cluster(self, name: str) -> dict[str, Any]:
        return {"status": self.statuses.pop(0), "status_reason": None}

    def call(self, method: str, path: str, **body: Any) -> Any:
        self.asked.append(f"{method} {path}")
        return SimpleNamespace(status_code=202, text="")


def test_samples_are_done_when_their_second_operation_is_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A snapshot taken earlier would contain an interrupted operation."""
    magnum = OneCluster(
        "CREATE_IN_PROGRESS",  # it is there
        *("CREATE_IN_PROGRESS", "CREATE_COMPLETE"),
        *("CREATE_COMPLETE", "UPDATE_IN_PROGRESS"),  # asked, and begun a moment later
        *("UPDATE_IN_PROGRESS", "UPDATE_FAILED"),
    )
    (sample,) = (sample for sample in SAMPLES if sample.name == "shop-update-failed")
    monkeypatch.setattr(samples, "SAMPLES", (sample,))
    monkeypatch.setattr(samples, "Magnum", lambda settings, user: magnum)
    monkeypatch.setattr(samples, "PAUSE", 0.0)
    settings = Settings(state=tmp_path)
    settings.data.mkdir()
    samples.seed(settings)
    assert magnum.asked == ["POST /clusters/shop-update-failed/nodegroups"]
    assert magnum.statuses == []
    assert (settings.data / SAMPLES_DONE).exists()


def test_images_and_flavors_have_the_architecture_of_the_tables(lean_cloud: Any) -> None:
    demo = lean_cloud.connection("demo", "demo")
    flavors = {
        flavor.name: dict(flavor.extra_specs)
        for flavor in demo.compute.flavors()
        if not flavor.name.startswith("many-")  # another test's, in the same cloud
    }
    assert flavors == {flavor.name: flavor.extra_specs for flavor in hardware.FLAVORS}
    images = {
        image["name"]: image for image in demo.image.get("/images?limit=100").json()["images"]
    }
    for image in hardware.IMAGES:
        for name in ("hw_architecture", "architecture", "hw_emulation_architecture"):
            assert images[image.name].get(name) == image.properties.get(name)


def test_templates_are_listed_for_a_member_without_the_hidden_one(lean_cloud: Any) -> None:
    listed = lean_cloud.magnum().accepted("GET", "/clustertemplates")["clustertemplates"]
    seen = {template["name"]: template for template in listed}
    for template in templates.TEMPLATES:
        assert (template.name in seen) is not template.hidden
    assert seen["k8s-declared-arm64"]["tags"] == "arch=arm64"
    assert seen["k8s-v1.34.0-rke2r1-arm64"]["labels"]["kube_tag"] == "v1.34.0+rke2r1"


def test_application_credential_is_made_by_a_member(lean_cloud: Any) -> None:
    demo = lean_cloud.connection("demo", "demo")
    made = demo.identity.create_application_credential(
        demo.current_user_id, name="kubectl", roles=[{"name": "k8s_admin"}]
    )
    assert made.secret
    demo.identity.delete_application_credential(demo.current_user_id, made)


def test_samples_use_no_hidden_template() -> None:
    """Magnum would answer 404 to every list that holds it."""
    hidden = {template.name for template in templates.TEMPLATES if template.hidden}
    assert hidden
    assert not hidden & {sample.template for sample in SAMPLES}


def test_templates_name_existing_images_and_flavors() -> None:
    images = {image.name for image in hardware.IMAGES if image.distro}
    flavors = {flavor.name for flavor in hardware.FLAVORS}
    for template in templates.TEMPLATES:
        assert template.image in images
        assert template.flavor in flavors


def test_users_have_their_roles() -> None:
    roles = {user.name: set(user.roles) for user in people.USERS}
    assert "member" in roles["demo"]
    assert "admin" not in roles["demo"]
    assert "admin" in roles["projadmin"]
    assert not roles["reader"] & {"member", "admin"}
    assert {user.project for user in people.USERS} == {"demo", "other", "admin"}


@pytest.mark.parametrize("service", [s.name for s in SERVICES if s.catalog_type])
def test_config_of_every_service_follows_the_settings(service: str, tmp_path: Any) -> None:
    settings = Settings(tmp_path, port_base=21000)
    text = config.render(config.CONFIGS[service][1](settings))
    assert str(tmp_path / "data") in text
    assert service == "keystone" or settings.auth_url in text


def test_ports_stay_below_the_ephemeral_range(tmp_path: Any) -> None:
    settings = Settings(tmp_path)
    ports = [settings.port(service.name) for service in SERVICES]
    assert len(set(ports)) == len(SERVICES)
    assert max(ports) <= HIGHEST_PORT


def test_fleet_is_spread_over_names_states_versions_and_sizes() -> None:
    made = rows(500)
    assert len({row["name"] for row in made.clusters}) == 500
    assert {row["status"] for row in made.clusters} == {state.status for state in fleet.STATES}
    complete = [row for row in made.clusters if row["status"].endswith("COMPLETE")]
    assert len(complete) > 450
    assert len({row["node_count"] for row in made.groups if row["role"] == "worker"}) == 9
    assert len(made.groups) == 2 * len(made.clusters)
    assert len(made.certificates) == len(made.clusters)


def test_fleet_cluster_with_a_failed_creation_has_a_reason_and_no_api() -> None:
    for row in rows(300).clusters:
        assert (row["api_address"] is None) == (row["status"] == "CREATE_FAILED")
        assert (row["status_reason"] is not None) == row["status"].endswith("FAILED")


@pytest.mark.parametrize(
    ("names", "count", "missing"),
    [
        ([], 2, [0, 1]),
        (["fleet-web-0000", "fleet-ci-0002"], 4, [1, 3]),
        (["fleet-web-0000", "fleet-ci-0001"], 1, []),
    ],
)
def test_fleet_gets_back_deleted_numbers(names: list[str], count: int, missing: list[int]) -> None:
    assert fleet.missing_numbers(names, count) == missing
