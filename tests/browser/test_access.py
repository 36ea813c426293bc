# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The five access methods in a browser: download, copy, revoke."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
import requests
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page, Route, expect

from tests.browser import axe, people
from tests.browser.conftest import Visit
from tests.browser.served import Site
from tests.cloud.conftest import Cloud

USER = PROJECT = "demo"


@pytest.fixture(scope="module")
def cluster(cloud: Cloud) -> Iterator[dict[str, Any]]:
    """A cluster of the embedded cloud that is created within a second."""
    magnum, name = cloud.magnum(USER, PROJECT), people.new_name("access")
    labels = dict(line.split("=") for line in people.QUICK.split("\n"))
    magnum.create(name, "k8s-v1.33.5-arm64", labels={**labels, "keystone_auth_enabled": "true"})
    made = magnum.settled(name)
    assert made is not None
    yield made
    magnum.delete(name)
    has = cloud.connection(USER, PROJECT)
    for credential in has.identity.application_credentials(has.current_user_id):
        if credential.name.startswith(f"k8s-{made['uuid'][:8]}-"):
            has.identity.delete_application_credential(has.current_user_id, credential)


@pytest.fixture
def page(visit: Visit, site: Site, cluster: dict[str, Any]) -> Page:
    """The page Access of that cluster."""
    shown = visit(USER)
    shown.goto(site.url("clusters", cluster["uuid"], "access"))
    return shown


def download(page: Page, method: str, path: Path) -> dict[str, Any]:
    """Open the method's panel where it is closed, download, and read the file."""
    panel = page.locator(f"#method-{method}")
    if panel.get_attribute("open") is None:
        panel.locator("> summary").click()
    with page.expect_download() as downloading:
        panel.locator("form[data-kubeconfig] [type=submit]:not([data-to-clipboard])").click()
    downloading.value.save_as(path)
    expect(panel.locator("[data-result]")).to_contain_text("was downloaded")
    return dict(yaml.safe_load(path.read_text()))


def user_of(kubeconfig: dict[str, Any]) -> dict[str, Any]:
    return dict(kubeconfig["users"][0]["user"])


def token_facts(cloud: Cloud, token: str) -> Any:
    """Return what Keystone reports of a token; None for an invalid one."""
    answer = requests.get(
        f"{cloud.facts['auth_url']}/auth/tokens",
        headers={"X-Auth-Token": token, "X-Subject-Token": token},
        timeout=30,
    )
    return answer.json()["token"] if answer.ok else None


def test_access_method_downloads_list_and_revoke_credentials(
    page: Page, cloud: Cloud, tmp_path: Path
) -> None:
    before = page.locator("#credentials tbody tr").count()
    for form in ("script", "client", "cli"):
        login = user_of(download(page, form, tmp_path / form))["exec"]
        assert login["apiVersion"] == "client.authentication.k8s.io/v1beta1"
    token = user_of(download(page, "token", tmp_path / "token"))["token"]
    facts = token_facts(cloud, token)
    assert facts["user"]["name"] == USER
    assert [role["name"] for role in facts["roles"]] == ["k8s_admin"]

    rows = page.locator("#credentials tbody tr")
    expect(rows).to_have_count(before + 3)  # the table follows without a reload
    page.get_by_role("link", name="Revoke all").click()
    dialog = people.dialog(page)
    expect(dialog.locator(".k8s-revoked li")).to_have_count(before + 3)
    dialog.get_by_role("button", name="Revoke all of them").click()
    expect(people.said(page)).to_contain_text("were revoked")
    expect(page.locator("#credentials")).to_have_count(0)
    assert token_facts(cloud, token) is None, "a token ends with its credential"


def test_access_roles_and_namespace_can_be_chosen(page: Page, cloud: Cloud, tmp_path: Path) -> None:
    form = page.locator("#script-form")
    expect(form.get_by_label("k8s_admin")).to_be_checked()
    expect(form.get_by_label("member", exact=True)).not_to_be_checked()
    form.get_by_label("k8s_admin").uncheck()
    form.get_by_role("button", name="Download kubeconfig").click()
    expect(form.locator("[data-result]")).to_contain_text("Tick at least one role.")
    form.get_by_label("reader", exact=True).check()
    form.get_by_label("Namespace").fill("shop")
    kubeconfig = download(page, "script", tmp_path / "file")
    assert kubeconfig["contexts"][0]["context"]["namespace"] == "shop"
    row = page.locator("#credentials tbody tr").filter(has_text="reader")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Revoke").click()
    expect(people.said(page)).to_contain_text("was revoked")


def test_access_secret_is_stored_nowhere_in_the_browser(page: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.headers}"))
    kubeconfig = download(page, "script", tmp_path / "file")
    environment = {
        variable["name"]: variable["value"] for variable in user_of(kubeconfig)["exec"]["env"]
    }
    secret = environment["OS_APPLICATION_CREDENTIAL_SECRET"]
    assert sent
    assert not [line for line in sent if secret in line]
    stored = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " document.documentElement.outerHTML, location.href, history.state])"
    )
    assert secret not in stored
    assert not page.evaluate("caches.keys()")


def test_access_private_key_is_in_no_request(page: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    page.context.on(
        "request",
        lambda request: sent.append(
            unquote(f"{request.url} {request.headers} {request.post_data or ''}")
        ),
    )
    user = user_of(download(page, "certificate", tmp_path / "file"))
    key_pem = base64.b64decode(user["client-key-data"])
    key = load_pem_private_key(key_pem, password=None)
    certificate = x509.load_pem_x509_certificate(base64.b64decode(user["client-certificate-data"]))
    assert certificate.public_key() == key.public_key()
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert isinstance(key.curve, ec.SECP256R1)
    organizations = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert [organization.value for organization in organizations] != ["system:masters"]

    assert [line for line in sent if "CERTIFICATE+REQUEST" in line or "CERTIFICATE REQUEST" in line]
    pieces = [user["client-key-data"], *key_pem.decode().splitlines()[1:-1], "PRIVATE"]
    assert not [piece for piece in pieces for line in sent if piece in line]


def test_access_administrator_certificate_has_a_warning(page: Page, tmp_path: Path) -> None:
    page.locator("#method-certificate > summary").click()
    box = page.get_by_label("Full administrator instead")
    expect(page.locator("#certificate-form")).to_contain_text("no RoleBinding can limit it")
    box.check()
    user = user_of(download(page, "certificate", tmp_path / "file"))
    certificate = x509.load_pem_x509_certificate(base64.b64decode(user["client-certificate-data"]))
    (organization,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert organization.value == "system:masters"


def test_access_kubeconfig_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#script-form [data-to-clipboard]").click()
    expect(page.locator("#script-form [data-result]")).to_contain_text("on the clipboard")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "exec" in user_of(yaml.safe_load(copied))
    line = page.locator("#k8s-use-line").inner_text()
    page.get_by_role("button", name="Copy command for the shell").click()
    status = page.locator(".k8s-copyable:has(#k8s-use-line) [data-copy-status]")
    expect(status).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == line


def test_access_forms_download_without_javascript(
    visit: Visit, site: Site, cluster: dict[str, Any], tmp_path: Path
) -> None:
    page = visit(USER, javascript=False)
    page.goto(site.url("clusters", cluster["uuid"], "access"))
    for form in ("script", "client", "cli", "token"):
        if form != "script":
            page.locator(f"#method-{form} > summary").click()
        with page.expect_download() as downloading:
            page.locator(f"#{form}-form [type=submit]:not([data-to-clipboard])").click()
        assert downloading.value.suggested_filename == f"kubeconfig-{cluster['name']}.yaml"
        downloading.value.save_as(tmp_path / form)
        assert user_of(yaml.safe_load((tmp_path / form).read_text()))


def test_access_signs_an_openssl_request_without_webcrypto(
    visit: Visit, site: Site, cluster: dict[str, Any], tmp_path: Path
) -> None:
    page = visit(USER, javascript=False)
    page.goto(site.url("clusters", cluster["uuid"], "access"))
    page.locator("#method-certificate > summary").click()
    page.get_by_text("Use your own key").click()
    made = subprocess.run(
        ["sh", "-c", page.locator("#k8s-openssl").inner_text()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    page.get_by_label("Certificate request (PEM)").fill(made.stdout)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Sign and download kubeconfig").click()
    downloading.value.save_as(tmp_path / "config")
    user = user_of(yaml.safe_load((tmp_path / "config").read_text()))
    assert user["client-key"] == "user.key"
    key = load_pem_private_key((tmp_path / "user.key").read_bytes(), password=None)
    certificate = x509.load_pem_x509_certificate(base64.b64decode(user["client-certificate-data"]))
    assert certificate.public_key() == key.public_key()


def test_access_certificate_requests_are_valid_for_any_name(page: Page) -> None:
    """The encoder accepts any name that the server sets, not only those of this cloud."""
    sent: list[str] = []

    def answer_here(route: Route) -> None:
        sent.append(parse_qs(route.request.post_data or "")["csr"][0])
        route.fulfill(json={"error": f"sent {len(sent)}"})

    page.route("**/access/sign/", answer_here)
    page.locator("#method-certificate > summary").click()
    names = ("demo", "größe 🧀", "x" * 300, "a,b=c/d+e\"'")
    for number, name in enumerate(names, start=1):
        page.evaluate(
            """name => document.querySelector("form[data-certificate]")
                .setAttribute("data-common-name", name)""",
            name,
        )
        page.get_by_role("button", name="Create key and download kubeconfig").click()
        expect(page.locator("#certificate-form [data-result]")).to_have_text(f"sent {number}")
    for name, pem in zip(names, sent, strict=True):
        request = x509.load_pem_x509_csr(pem.encode())
        assert request.is_signature_valid
        assert isinstance(request.signature_hash_algorithm, hashes.SHA256)
        (common_name,) = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert common_name.value == name


@pytest.mark.parametrize("theme", ["default", "material"])
def test_access_page_passes_axe_with_everything_open(
    theme: str, visit: Visit, horizon: Callable[..., Site], cluster: dict[str, Any]
) -> None:
    at = horizon(theme=theme)
    page = visit(USER, at=at)
    page.goto(at.url("clusters", cluster["uuid"], "access"))
    for closed in ("details.k8s-method:not([open])", "#k8s-bindings", "[data-without-webcrypto]"):
        while page.locator(f"{closed}:not([open])").count():
            page.locator(f"{closed}:not([open]) > summary").first.click()
    looks: set[str] = set()
    faults = [f"access: {fault}" for fault in axe.looked_over(page, looks)]
    page.goto(at.url("clusters", "credentials"))
    faults += [f"credentials: {fault}" for fault in axe.looked_over(page, looks)]
    assert not faults, "\n".join(faults)


def test_access_credentials_of_a_deleted_cluster_can_be_revoked(
    visit: Visit, site: Site, cloud: Cloud
) -> None:
    magnum, name = cloud.magnum(USER, PROJECT), people.new_name("access-gone")
    labels = dict(line.split("=") for line in people.QUICK.split("\n"))
    magnum.create(name, "k8s-v1.33.5-arm64", labels={**labels, "keystone_auth_enabled": "true"})
    made = magnum.settled(name)
    assert made is not None
    page = visit(USER)
    page.goto(site.url("clusters", made["uuid"], "access"))
    page.get_by_role("button", name="Download kubeconfig", exact=True).click()
    expect(page.locator("#credentials tbody tr")).to_have_count(1)
    assert magnum.delete(name) is None

    page.goto(site.url("clusters"))
    page.get_by_role("link", name="including those of deleted clusters").click()
    row = page.locator("#gone tbody tr").filter(has_text=name)
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Revoke").click()
    expect(people.said(page)).to_contain_text("was revoked")
    expect(row).to_have_count(0)


def test_access_works_by_keyboard(page: Page) -> None:
    summary = page.locator("#method-token > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#token-form")).to_be_visible()
    button = page.get_by_role("button", name="Download kubeconfig with a token")
    button.focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    expect(page.locator("#token-form [data-result]")).to_contain_text("was downloaded")
    expect(button).to_be_focused()
