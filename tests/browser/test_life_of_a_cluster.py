# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The main job, done by clicking on real services, from the launch to nothing being left."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import requests
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID
from playwright.sync_api import Download, Page, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud

NAME = "life-of-a-cluster"
# Nobody else makes anything in the second project, so that whatever is left is this cluster's.
USER = PROJECT = "other"


def test_cluster_lifecycle_from_launch_to_deletion(
    visit: Visit, site: Site, cloud: Cloud, tmp_path: Path
) -> None:
    page = visit(USER)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url}\n{request.post_data or ''}"))

    launch(page, site)
    watch_it_come_up(page, site)
    scale(page)
    certificate = download_with_a_certificate(page, cloud, tmp_path)
    holds_no_key(sent, certificate)
    download_with_keystone_and_revoke(page, cloud, tmp_path)
    upgrade(page, site)
    delete(page, site)

    assert cloud.magnum(USER, PROJECT).cluster(NAME) is None
    assert left_behind(cloud) == {}


def launch(page: Page, site: Site) -> None:
    page.goto(site.url("clusters"))
    page.get_by_role("link", name="Launch cluster").click()
    expect(page.get_by_label("k8s-v1.34.1-x86", exact=True)).to_be_disabled()
    people.fill_launch(page, NAME, "k8s-v1.33.5-arm64")
    review = page.locator(".k8s-review")
    expect(review).to_contain_text("k8s-v1.33.5-arm64")
    page.get_by_role("button", name="Launch", exact=True).click()
    expect(people.said(page)).to_contain_text(f"Launching {NAME} was requested.")
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()


def watch_it_come_up(page: Page, site: Site) -> None:
    page.goto(site.url("clusters"))
    page.evaluate("window.sameLoad = true")
    people.status(people.row(page, NAME), "Being created")
    people.status(people.row(page, NAME), "Ready")
    expect(people.row(page, NAME)).to_contain_text("v1.33.5")
    assert page.evaluate("window.sameLoad"), "the page was loaded anew"


def scale(page: Page) -> None:
    people.choose(people.row(page, NAME), "scale")
    dialog = people.dialog(page)
    expect(dialog).to_contain_text("has 1 worker now")
    dialog.get_by_label("Workers").fill("2")
    dialog.get_by_role("button", name="Scale", exact=True).click()
    expect(people.said(page)).to_contain_text("from 1 to 2 workers was requested")
    # The cluster's own page is shown now, and follows what becomes of it.
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    people.status(page.locator("#cluster-state"), "Ready")
    expect(page.locator("[data-node-group=default-worker] td").nth(3)).to_have_text("2")


def download_with_a_certificate(page: Page, cloud: Cloud, folder: Path) -> dict[str, Any]:
    page.get_by_role("link", name="Access", exact=True).click()
    page.locator("#method-certificate > summary").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Create key and download kubeconfig").click()
    expect(page.locator("#certificate-form")).to_contain_text("nowhere else")
    kubeconfig = read(downloading.value, folder / "certificate.yaml")
    user = kubeconfig["users"][0]["user"]
    certificate = x509.load_pem_x509_certificate(decoded(user["client-certificate-data"]))
    key = load_pem_private_key(decoded(user["client-key-data"]), password=None)
    authority = kubeconfig["clusters"][0]["cluster"]["certificate-authority-data"]

    assert certificate.public_key() == key.public_key()
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(decoded(authority)))
    assert subject(certificate, NameOID.COMMON_NAME) == USER
    project_id = cloud.session(USER, PROJECT).get_project_id()
    assert subject(certificate, NameOID.ORGANIZATION_NAME) == project_id
    return kubeconfig


def holds_no_key(sent: list[str], kubeconfig: dict[str, Any]) -> None:
    """Neither as PEM, nor in base64, nor as bare lines did the key go to the server."""
    encoded = kubeconfig["users"][0]["user"]["client-key-data"]
    lines = decoded(encoded).decode().splitlines()
    assert any("CERTIFICATE+REQUEST" in text or "CERTIFICATE REQUEST" in text for text in sent)
    for secret in ("PRIVATE", encoded, *lines[1:-1]):
        assert not [text for text in sent if secret in text or secret in unquote(text)]


def download_with_keystone_and_revoke(page: Page, cloud: Cloud, folder: Path) -> None:
    page.locator("#script-form").get_by_label("Valid for (days)").fill("7")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download kubeconfig", exact=True).click()
    kubeconfig = read(downloading.value, folder / "keystone.yaml")
    login = kubeconfig["users"][0]["user"]["exec"]

    answer = log_in(login)
    assert answer.returncode == 0, answer.stderr
    token = json.loads(answer.stdout)["status"]["token"]
    token_says = requests.get(
        f"{cloud.facts['auth_url']}/auth/tokens",
        headers={"X-Auth-Token": token, "X-Subject-Token": token},
        timeout=30,
    ).json()["token"]
    assert token_says["user"]["name"] == USER
    assert token_says["project"]["name"] == PROJECT
    assert {role["name"] for role in token_says["roles"]} == {"k8s_developer"}

    page.reload()
    issued = page.locator("#credentials tbody tr")
    expect(issued).to_have_count(1)
    issued.get_by_role("button", name="Revoke").click()
    expect(people.said(page)).to_contain_text("was revoked")
    expect(page.locator("#credentials")).to_have_count(0)

    refused = log_in(login)
    assert refused.returncode != 0
    assert not refused.stdout
    assert refused.stderr.strip()


def upgrade(page: Page, site: Site) -> None:
    page.goto(site.url("clusters"))
    people.status(people.row(page, NAME), "Ready")
    people.choose(people.row(page, NAME), "upgrade")
    dialog = people.dialog(page)
    folded = dialog.locator("details.k8s-choices-unusable")
    older = folded.get_by_text("k8s-v1.32.9-arm64", exact=True)
    expect(older).to_be_hidden()
    folded.locator("summary").press("Enter")
    expect(older).to_be_visible()
    expect(folded.locator("input")).to_have_count(0)
    dialog.get_by_label("k8s-v1.34.1-arm64").check()
    dialog.get_by_role("button", name="Upgrade", exact=True).click()
    expect(people.said(page)).to_contain_text("to k8s-v1.34.1-arm64 was requested")
    people.status(page.locator("#cluster-state"), "Ready")
    expect(page.locator("#k8s-page")).to_contain_text("v1.34.1")


def delete(page: Page, site: Site) -> None:
    page.goto(site.url("clusters"))
    people.status(people.row(page, NAME), "Ready")
    people.choose(people.row(page, NAME), "delete")
    dialog = people.dialog(page)
    dialog.get_by_label("to confirm").fill("something else")
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Nothing was changed.")
    dialog = people.dialog(page)
    dialog.get_by_label("to confirm").fill(NAME)
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(people.said(page)).to_contain_text(f"Deleting {NAME} was requested.")
    page.evaluate("window.sameLoad = true")
    expect(people.row(page, NAME)).to_have_count(0, timeout=people.OPERATION)
    assert page.evaluate("window.sameLoad"), "the page was loaded anew"


def left_behind(cloud: Cloud) -> dict[str, list[str]]:
    """What the project still has in any service, by kind; the cloud puts some in by itself."""
    has = cloud.connection(USER, PROJECT)
    mine = {"project_id": has.current_project_id}
    found = {
        "servers": has.compute.servers(),
        "volumes": has.block_storage.volumes(),
        "load balancers": has.load_balancer.load_balancers(),
        "networks": has.network.networks(**mine),
        "routers": has.network.routers(**mine),
        "ports": has.network.ports(**mine),
        "floating IPs": has.network.ips(**mine),
        "security groups": (g for g in has.network.security_groups(**mine) if g.name != "default"),
    }
    names = {
        kind: [resource.name or resource.id for resource in things]
        for kind, things in found.items()
    }
    return {kind: left for kind, left in names.items() if left}


def read(download: Download, path: Path) -> dict[str, Any]:
    """A kubeconfig that was downloaded; kubectl must be able to read it too."""
    download.save_as(path)
    if shutil.which("kubectl"):
        view = ["kubectl", "config", "view", "--kubeconfig", str(path)]
        result = subprocess.run(view, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        assert NAME in result.stdout
    return dict(yaml.safe_load(path.read_text()))


def log_in(login: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """What kubectl would run to get a token."""
    more = {entry["name"]: entry["value"] for entry in login.get("env") or []}
    return subprocess.run(
        [login["command"], *login["args"]],
        env=os.environ | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    return str(certificate.subject.get_attributes_for_oid(oid)[0].value)


def decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
