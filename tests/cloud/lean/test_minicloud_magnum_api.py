# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What Magnum's API really does, where a dashboard must know it: on the lean cloud.

The rules are Magnum's own; these tests tell when another version of it changes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

TEMPLATE = "k8s-v1.33.5-arm64"
QUICK = {"sim_seconds": "0"}
HIDE = [{"op": "replace", "path": "/hidden", "value": True}]


@pytest.fixture(scope="module")
def web(lean_cloud: Any) -> Iterator[dict[str, Any]]:
    """A complete cluster of user demo."""
    magnum = lean_cloud.magnum()
    magnum.create("web", TEMPLATE, labels=QUICK)
    yield magnum.settled("web")
    magnum.delete("web")


def test_hidden_template_is_found_by_an_administrator_alone(
    lean_cloud: Any,
) -> None:
    retired = "/clustertemplates/k8s-v1.31.4-arm64-retired"
    assert lean_cloud.magnum().call("GET", retired).status_code == 404
    assert lean_cloud.magnum("admin", "admin").call("GET", retired).status_code == 200


def test_cluster_list_is_404_with_a_cluster_of_a_hidden_template(lean_cloud: Any) -> None:
    admin, other = lean_cloud.magnum("admin", "admin"), lean_cloud.magnum("other", "other")
    source = admin.accepted("GET", f"/clustertemplates/{TEMPLATE}")
    wanted = ("coe", "image_id", "flavor_id", "master_flavor_id", "external_network_id")
    body = {key: source[key] for key in wanted} | {"name": "soon-hidden", "public": True}
    template = admin.accepted("POST", "/clustertemplates", body)["uuid"]
    other.create("orphan", "soon-hidden", labels=QUICK | {"boot_volume_size": "0"})
    assert other.settled("orphan")["status"] == "CREATE_COMPLETE"
    assert other.call("GET", "/clusters").status_code == 200
    admin.accepted("PATCH", f"/clustertemplates/{template}", HIDE)
    assert other.call("GET", "/clusters").status_code == 404
    refused = other.call("POST", "/clusters", {"name": "x", "cluster_template_id": template})
    assert refused.status_code in (403, 404)
    admin.accepted("PATCH", f"/clustertemplates/{template}", [{**HIDE[0], "value": False}])
    assert other.delete("orphan") is None
    admin.accepted("DELETE", f"/clustertemplates/{template}")


def test_cluster_in_deletion_answers_200_400_or_404(
    lean_cloud: Any,
) -> None:
    magnum = lean_cloud.magnum()
    magnum.create("short-lived", TEMPLATE, labels=QUICK)
    magnum.settled("short-lived")
    magnum.accepted("DELETE", "/clusters/short-lived")
    newest = "/clusters?limit=5&sort_key=id&sort_dir=desc"
    seen = {200}
    while 404 not in seen:
        seen.add(magnum.call("GET", "/clusters/short-lived").status_code)
        seen.add(magnum.call("GET", newest).status_code)
    assert seen <= {200, 400, 404}


def test_cluster_list_has_at_most_a_thousand_and_refuses_limit_zero(
    lean_cloud: Any,
) -> None:
    up = lean_cloud.command("up", "--clusters", "1200")
    assert up.returncode == 0, up.stderr
    magnum = lean_cloud.magnum()
    page = magnum.accepted("GET", "/clusters?limit=5000&sort_key=name")
    assert len(page["clusters"]) == 1000
    rest = magnum.accepted(
        "GET", f"/clusters?limit=5000&sort_key=name&marker={page['clusters'][-1]['uuid']}"
    )
    names = [c["name"] for c in page["clusters"] + rest["clusters"]]
    assert len([name for name in names if name.startswith("fleet-")]) == 1200
    assert len(names) == len(set(names))
    assert magnum.call("GET", "/clusters?limit=0").status_code == 400


def test_fleet_cluster_can_be_scaled_and_deleted_and_has_a_ca(lean_cloud: Any) -> None:
    assert lean_cloud.command("up", "--clusters", "40").returncode == 0
    magnum = lean_cloud.magnum()
    fleet = magnum.accepted("GET", "/clusters?sort_key=name&limit=60")["clusters"]
    name, uuid = next(
        (c["name"], c["uuid"])
        for c in fleet
        if c["name"].startswith("fleet-") and c["status"] == "CREATE_COMPLETE"
    )
    grown = magnum.after(name, "POST", f"/clusters/{uuid}/actions/resize", {"node_count": 12})
    assert (grown["status"], grown["node_count"]) == ("UPDATE_COMPLETE", 12)
    assert "BEGIN CERTIFICATE" in magnum.accepted("GET", f"/certificates/{uuid}")["pem"]
    assert magnum.delete(name) is None


def test_labels_cannot_be_changed_afterwards(lean_cloud: Any, web: dict[str, Any]) -> None:
    patch = [{"op": "replace", "path": "/labels", "value": {"a": "b"}}]
    assert lean_cloud.magnum().call("PATCH", f"/clusters/{web['uuid']}", patch).status_code == 400


def test_labels_replace_the_templates_unless_they_are_merged(
    lean_cloud: Any, web: dict[str, Any]
) -> None:
    magnum = lean_cloud.magnum()
    labels = {"sim_seconds": "0", "Case": "A=b=C"}
    magnum.create("bare", TEMPLATE, labels=labels, merge_labels=False)
    assert magnum.settled("bare")["labels"] == labels
    assert web["labels"]["kube_tag"] == "v1.33.5"
    assert magnum.delete("bare") is None


def test_ca_is_readable_by_owner_and_administrator_alone(
    lean_cloud: Any, web: dict[str, Any]
) -> None:
    path = f"/certificates/{web['uuid']}"
    assert lean_cloud.magnum().call("GET", path).status_code == 200
    assert lean_cloud.magnum("reader").call("GET", path).status_code == 403
    assert lean_cloud.magnum("admin", "demo").call("GET", path).status_code == 200


def test_reader_reads_and_changes_nothing(lean_cloud: Any, web: dict[str, Any]) -> None:
    reader = lean_cloud.magnum("reader")
    assert reader.call("GET", f"/clusters/{web['uuid']}").status_code == 200
    assert reader.call("DELETE", f"/clusters/{web['uuid']}").status_code == 403
    resize = f"/clusters/{web['uuid']}/actions/resize"
    assert reader.call("POST", resize, {"node_count": 2}).status_code == 403


def test_cluster_is_invisible_to_another_project(lean_cloud: Any, web: dict[str, Any]) -> None:
    other = lean_cloud.magnum("other", "other")
    assert other.call("GET", f"/clusters/{web['uuid']}").status_code == 404


def test_default_node_group_cannot_be_deleted(lean_cloud: Any, web: dict[str, Any]) -> None:
    path = f"/clusters/{web['uuid']}/nodegroups/default-worker"
    assert lean_cloud.magnum().call("DELETE", path).status_code == 400


def test_microversion_that_does_not_exist_is_refused(lean_cloud: Any) -> None:
    answer = lean_cloud.magnum().call("GET", "/clusters", version="container-infra 1.99")
    assert answer.status_code == 406


def test_quota_of_magnum_refuses_clusters_and_is_set_by_administrators_alone(
    lean_cloud: Any,
) -> None:
    admin, other = lean_cloud.magnum("projadmin"), lean_cloud.magnum("other", "other")
    project = lean_cloud.session("other", "other").get_project_id()
    body = {"project_id": project, "resource": "Cluster", "hard_limit": 1}
    lean_cloud.wait_for_samples()  # two of them are this project's
    assert other.call("POST", "/quotas", body).status_code == 403
    assert admin.call("PATCH", f"/quotas/{project}/Cluster", body).status_code == 404
    admin.accepted("POST", "/quotas", body)
    refused = other.call("POST", "/clusters", {"name": "one-more", "cluster_template_id": TEMPLATE})
    assert refused.status_code == 403
    assert "Resource limit exceeded" in refused.text
    admin.accepted("DELETE", f"/quotas/{project}/Cluster")
