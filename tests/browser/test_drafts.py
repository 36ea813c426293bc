# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the wizard's draft keeps in the browser, and for whom."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import people
from tests.browser.conftest import Visit
from tests.browser.served import Site

DRAFT = "sessionStorage.getItem('ldc_k8s_dashboard.launch')"
SECRET = "hush"

SECRET_LABELS = (
    "db_password=hush",
    "s3_secret=hush",
    "api_token=hush",
    "some-apikey=hush",
    "apiKey=hush",
    "credential=hush",
    "auth=hush",
    "session=hush",
    "kubelet_options=--token=hush",
    "kubelet_options=--v=2 --password hush",
    "kubeapi_options=--basic-auth-file hush",
    "proxy=me:hush@proxy.test",
    "http_proxy=http://me:hush@proxy.test:3128",
    "http_proxy=http://hush@proxy.test:3128",
    "helm_client_url=https://dl.test/helm?X-Amz-Signature=hush",
    "containerd_tarball_url=https://dl.test/c.tgz?sig=hush",
    "containerd_tarball_url=https://dl.test/c.tgz#hush",
    "extra=aGVsbG8hush8gd29ybGQK1234abcd",
    "extra=abcdefhush0123456789abcdef0123",
    "extra=A1b2C3hush",
    "header=Bearer hush",
    "mine=yes,also_secret=hush",
    "also=mine,s3_secret=hush",
    "x=hush hush",
    "x=hush%20hush",
    "x=hush;hush",
    "x={hush}",
    "cookie=hush",
    "private=hush",
    "pwd=hush",
    "hush",
)
"""Each with the word that must not be kept."""

HARMLESS_LABELS = (
    "kube_tag=v1.33.1-rancher1",
    "boot_volume_size=20",
    "boot_volume_type=ssd",
    "container_infra_prefix=registry.test/k8s/",
    "calico_ipv4pool=10.100.0.0/16",
    "master_lb_allowed_cidrs=10.0.0.0/8",
    "ingress_controller=octavia",
    "auto_healing_enabled=true",
    "availability_zone=zone-1",
    "fixed_subnet_cidr=2001:db8::/64",
    "network_id=0d2f3a4b-1111-4222-8333-444455556666",
)


@pytest.fixture
def page(visit: Visit, site: Site) -> Page:
    """The wizard of somebody who is signed in here alone."""
    page: Page = visit("demo", alone=True)
    page.goto(site.url("clusters", "launch"))
    expect(page.locator("form.k8s-wizard")).to_be_visible()
    return page


def draft_of(page: Page) -> str:
    return str(page.evaluate(DRAFT) or "")


def type_labels(page: Page, text: str) -> None:
    """Into the field of a later step, which is in the page as well."""
    page.evaluate(
        """text => {
            const field = document.getElementById("id_labels");
            field.value = text;
            field.dispatchEvent(new Event("input", {bubbles: true}));
        }""",
        text,
    )
    page.wait_for_function(f"({DRAFT} || '').includes('typed_last=yes')")


def test_draft_keeps_no_label_that_could_be_a_secret(page: Page) -> None:
    type_labels(page, "\n".join((*SECRET_LABELS, "typed_last=yes")))
    draft = draft_of(page)
    assert SECRET not in draft
    assert "db_password=" in draft, "the name stays, so that the person sees what to fill in"


def test_draft_keeps_labels_that_hold_no_secret(page: Page) -> None:
    type_labels(page, "\n".join((*HARMLESS_LABELS, "typed_last=yes")))
    draft = draft_of(page)
    assert [label for label in HARMLESS_LABELS if label not in draft] == []


def test_draft_is_forgotten_at_the_sign_out(page: Page) -> None:
    type_labels(page, "typed_last=yes")
    people.sign_out(page)
    assert draft_of(page) == ""


def test_draft_is_forgotten_when_another_tab_signs_out(page: Page, site: Site) -> None:
    type_labels(page, "typed_last=yes")
    other_tab = page.context.new_page()
    other_tab.goto(site.url("quota"))
    people.sign_out(other_tab)
    page.wait_for_function(f"{DRAFT} === null")


def test_draft_of_somebody_else_is_forgotten(page: Page, site: Site) -> None:
    type_labels(page, "typed_last=yes")
    draft = draft_of(page)
    people.sign_out(page)
    page.evaluate("draft => sessionStorage.setItem('ldc_k8s_dashboard.launch', draft)", draft)
    page.fill("#id_username", "other")
    page.fill("#id_password", people.PASSWORD)
    page.click("#loginBtn")
    page.goto(site.url("quota"))
    expect(page.locator("h1")).to_have_text("Quota")
    assert draft_of(page) == ""
