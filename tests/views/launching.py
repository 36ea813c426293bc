# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch form as a person fills it in, for the tests of its page."""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ldc_k8s_dashboard.content.clusters.launch.steps import STEPS
from ldc_k8s_dashboard.ui import resubmission
from tests.fake_openstack import OpenStack, Request, seed
from tests.views.pages import PROJECT, html_of, part, read

ALL_FIELDS = [name for step in STEPS for name in step.fields if name != "template"]

FINDING = ("find", "find_version")
"""What filters the templates and is of no cluster."""


def launch_url(**query: str) -> str:
    """The wizard's address."""
    return reverse(f"{PROJECT}:launch", query=query or None)


def template_id(openstack: OpenStack, name: str = "k8s-v1.33.1-arm64") -> str:
    return str(openstack.template(name)["uuid"])


def network_choice(openstack: OpenStack, name: str) -> str:
    """The form's value for a network and its one subnet."""
    network = next(network for network in openstack.networks.values() if network["name"] == name)
    return f"{network['id']}/{network['subnets'][0]}"


def filled(page: HttpResponse, **changes: str) -> dict[str, Any]:
    """What a browser sends when this page's form is filled in so and “Launch” is pressed."""
    form = part(page, "form[data-wizard]")
    sent: dict[str, Any] = {}
    for field in form.select("input[name^=exact-]"):
        sent.setdefault(str(field["name"]), []).append(str(field["value"]))
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field["name"] in sent:
            continue
        if field["name"] not in FINDING and not field.has_attr("disabled"):
            sent[str(field["name"])] = str(field.get("value") or field.get_text().strip("\n"))
    for select in form.select("select[name]:not([disabled])"):
        if select["name"] in FINDING:
            continue
        options = select.select("option:not([disabled])")
        chosen = next((option for option in options if option.has_attr("selected")), options[0])
        sent[str(select["name"])] = str(chosen["value"])
    return {**sent, "intent": "launch", **changes}


def plain(**changes: str) -> dict[str, str]:
    """What a browser sends for the form as it is first shown, without opening the page for it."""
    return {
        **dict.fromkeys(ALL_FIELDS, ""),
        "template": str(seed.template("k8s-v1.34.0-arm64")["uuid"]),
        "master_count": "1",
        "node_count": "1",
        "create_timeout": "60",
        "once": resubmission.new_key(),
        "intent": "launch",
        **changes,
    }


def launch(client: Client, **changes: str) -> HttpResponse:
    """Fill in the form and press “Launch”."""
    return client.post(launch_url(), plain(**changes))


def created(openstack: OpenStack) -> list[Request]:
    """The requests for a cluster that Magnum was sent."""
    return openstack.sent("POST", "/v1/clusters", "magnum")


def cards(page: HttpResponse) -> list[Tag]:
    """The templates as cards, from the top."""
    return list(read(page).select(".k8s-card"))


def card(page: HttpResponse, name: str) -> Tag:
    """The card of one template."""
    element = [
        shown_card
        for shown_card in cards(page)
        if shown_card.select_one("label").get_text() == name
    ]
    assert len(element) == 1, f"{len(element)} cards are named {name}"
    return element[0]


def card_details(openstack: OpenStack, client: Client, name: str) -> Tag:
    """What a person sees who opens the details of one template's card."""
    return read(client.get(f"{launch_url()}?part=card&template={template_id(openstack, name)}"))


def options(page: HttpResponse, field: str) -> dict[str, Tag]:
    """The choices of a drop-down list, by their values."""
    elements = part(page, f'select[name="{field}"]').select("option")
    return {str(option["value"]): option for option in elements}


def value(page: HttpResponse, field: str) -> str:
    """What a field of the shown form holds."""
    widget = part(page, f'[name="{field}"]')
    if widget.name == "select":
        chosen = widget.select_one("option[selected]") or widget.select_one("option")
        return str(chosen["value"])
    if widget.name == "textarea":
        return widget.get_text().strip("\n")
    return str(widget.get("value", ""))


def once_key(page: HttpResponse) -> str:
    return str(part(page, 'input[name="once"]')["value"])


def review(page: HttpResponse) -> dict[str, str]:
    """The review's lines by their terms."""
    lines = read(page).select_one("dl.k8s-review")
    assert lines is not None, f"there is no review: {html_of(page)[:2000]}"
    terms = [" ".join(element.get_text().split()) for element in lines.select("dt")]
    says = [" ".join(element.get_text(" ").split()) for element in lines.select("dd")]
    return dict(zip(terms, says, strict=True))


def body(openstack: OpenStack) -> dict[str, Any]:
    """What the one request for a cluster said."""
    sent = created(openstack)
    assert len(sent) == 1, f"Magnum was asked for {len(sent)} clusters"
    found: dict[str, Any] = sent[0].body
    return found
