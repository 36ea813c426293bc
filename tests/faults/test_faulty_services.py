# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Every fault of every service, on every address: an answer, in time, that says what is missing.

The addresses come from the panels' urls, and each is tried with the services that it asks.
Pages are asked for without Horizon's frame; what the frame asks by itself is in
docs/operators/when-a-service-is-slow.md.
"""

from __future__ import annotations

import logging
import re
import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.fake_openstack.seed import OTHER_LAB
from tests.panels import PANELS
from tests.views.launching import filled
from tests.views.pages import changes, html_of, read, text_of, url, wait_for_calls
from tests.views.test_cluster_permissions import filled_in
from tests.views.test_coverage_of_views import patterns_of

SERVICES = ("keystone", "magnum", "nova", "glance", "neutron", "cinder", "octavia")
WORDS = "Outside words of the service"
SECRET = "gAAAAABrA-E-2gtFtPSvfqYmr_k4d6KCwtAopdQDHk7VGC9iIimgxPTiXFcziW4W9TV-WOKXwtETu_H-fblMDyxP"
PASSWORD = "hunter2-the-secret"
RAW = f'{WORDS}: X-Auth-Token: {SECRET}, "password": "{PASSWORD}"'
BUDGET = 2.0
"""Seconds for an answer: many times what one takes, and less than any limit of ours."""


def status(code, **headers):
    return lambda cloud, service, method=None: cloud.fail(
        method, service=service, status=code, message=RAW, headers=headers
    )


def text(body, code=200, kind="application/json", **headers):
    return lambda cloud, service, method=None: cloud.fail(
        method, service=service, status=code, text=body, headers={"Content-Type": kind, **headers}
    )


FAULTS = {
    "stopped": lambda cloud, service, method=None: cloud.stopped(service, method),
    "refusing": lambda cloud, service, method=None: cloud.down(service, method=method),
    "reset": lambda cloud, service, method=None: cloud.reset(service, method),
    "401": status(401),
    "403": status(403),
    "404": status(404),
    "409": status(409),
    "429": status(429, **{"Retry-After": "30"}),
    "500": status(500),
    "503": status(503),
    "half an answer": lambda cloud, service, method=None: cloud.half(service, method),
    "wrong JSON": text('{"unknown": [17, null]}'),
    "HTML": text(f"<html><h1>{WORDS}</h1><p>{SECRET}</p></html>", kind="text/html"),
    "redirect": text("", 302, Location="http://elsewhere.test/"),
}
NO_ANSWER = ("stopped", "refusing", "reset")

ADDRESSES = [(panel, pattern.name) for panel in PANELS for pattern in patterns_of(panel)]


@pytest.fixture(autouse=True)
def short_limits(openstack, settings):
    """Limits that a test can wait for; a probe ends at once."""
    settings.LDC_K8S_DASHBOARD |= {"read_timeout": 0.1, "probe_seconds": 0.05, "retry_times": 1}


@pytest.fixture
def subjects(openstack):
    """One of each: a cluster with a further node group, a template, another project."""
    cluster = openstack.add_cluster("alpha")
    worker = next(group for group in openstack.node_groups.values() if group["role"] == "worker")
    extra = worker | {"uuid": openstack.new_id(), "name": "extra", "is_default": False}
    openstack.node_groups[extra["uuid"]] = extra
    template = openstack.add_template("ours", project_id=cluster["project_id"])
    return {
        "cluster_id": cluster["uuid"],
        "node_group_id": extra["uuid"],
        "template_id": template["uuid"],
        "project_id": OTHER_LAB,
        "section": "cluster-about",
        "method": "script",
    }


def address_of(panel, name, subjects):
    pattern = next(pattern for pattern in patterns_of(panel) if pattern.name == name)
    arguments = {key: subjects[key] for key in pattern.pattern.converters}
    query = {
        "bulk_delete": f"?cluster={subjects['cluster_id']}",
        "bulk_set": f"?project={OTHER_LAB}",
        "template_names": f"?ids={subjects['template_id']}",
        "live": f"?rows={subjects['cluster_id']}",
    }.get(name, "")
    return reverse(f"{panel.namespace}:{name}", kwargs=arguments) + query


HEADERS = {"HX-Request": "true", "HX-Boosted": "true"}


def shown(client, address):
    """What a page shows without the frame, its status, and the seconds it took."""
    began = time.monotonic()
    answer = client.get(address, headers=HEADERS)
    return answer, time.monotonic() - began


def forget_all_but_logins():
    for key in list(cache._cache):
        if "ldc_k8s_dashboard" in key:
            cache.delete(key.split(":", 2)[2])


def visible(answer):
    """The words of an answer without its details."""
    html = html_of(answer)
    return re.sub(r"<details>.*?</details>", "", html, flags=re.DOTALL)


def names_failure(answer, service):
    """Check whether a sentence says what is wrong with a service, in our words."""
    verbs = "did|does|was|were|has|had|cannot|could|gave|failed|closed|refused|is being"
    return re.search(rf"\b{service.capitalize()} (?:{verbs})\b", visible(answer)) is not None


def faults_of(answer, log, openstack):
    """What is wrong with an answer to a page: an error of ours, outside words, a secret."""
    content = answer.content.decode()
    secrets = (SECRET, PASSWORD, *filter(None, openstack.tokens))
    return [
        *(["is an error of ours"] if answer.status_code == 500 else []),
        *(["shows a trace"] if "Traceback" in content else []),
        *(["has outside words in a sentence"] if WORDS in visible(answer) else []),
        *(["shows a secret"] if any(secret in content for secret in secrets) else []),
        *(["logs a trace"] if "Traceback" in log else []),
        *(["logs a secret"] if any(secret in log for secret in secrets) else []),
    ]


QUIET = {
    ("template_names", "magnum"): "the ids that are shown stay",
    ("live", "magnum"): "the rows that are shown stay",
    ("live", "keystone"): "ids stand in the place of names",
    ("index", "keystone"): "ids stand in the place of names",
    ("reset", "keystone"): "there is nothing to reset",
    ("launch", "nova"): "the steps that need it say so",
    ("scale", "octavia"): "the change takes nothing of it",
    ("resize_node_group", "octavia"): "the change takes nothing of it",
    ("create_node_group", "octavia"): "the change takes nothing of it",
    ("create_node_group", "glance"): "the architecture only narrows the flavors that are offered",
    ("upgrade", "glance"): "the architecture only narrows the templates that are offered",
}
"""Where a page does without a service and does not say so."""

GONE = {("detail_live", "magnum"), ("bulk_delete", "magnum"), ("set", "keystone")} | {
    ("bulk_set", "keystone")
}
"""Where a 404 is no failure: what was there is deleted, and the page says that."""


@pytest.mark.parametrize("fault", FAULTS)
def test_every_page_stands_with_every_fault(openstack, admin, subjects, fault, caplog):
    caplog.set_level(logging.DEBUG)
    pages = healthy_pages(openstack, admin, subjects)
    wrong = []
    for service in SERVICES:
        forget_all_but_logins()
        known = False
        for (panel, name, address), asked in pages.items():
            if service not in asked:
                continue
            if fault not in NO_ANSWER:
                forget_all_but_logins()
            FAULTS[fault](openstack, service)
            caplog.clear()
            openstack.requests.clear()
            answer, took = shown(admin, address)
            wait_for_calls()
            openstack.heal()
            problems = faults_of(answer, caplog.text, openstack)
            if known and openstack.sent(service=service):
                problems.append("asks a service again that did not answer")
            if took > BUDGET and (known or fault != "stopped"):
                problems.append(f"takes {took:.1f} s")
            known = fault in NO_ANSWER
            says_so = names_failure(answer, service)
            signs_in = answer.status_code == 302 and service == "keystone"
            is_quiet = (name, service) in QUIET or (fault == "404" and (name, service) in GONE)
            if not (says_so or signs_in or is_quiet):
                problems.append("does not name the service")
            wrong += [f"{panel.package}:{name}, {service}: {problem}" for problem in problems]
    assert not wrong, "\n".join(wrong)


def healthy_pages(openstack, client, subjects):
    """Return the services that each page asks, by its panel, name and address."""
    pages = {}
    for panel, name in ADDRESSES:
        address = address_of(panel, name, subjects)
        forget_all_but_logins()
        openstack.requests.clear()
        answer, _took = shown(client, address)
        wait_for_calls()
        if answer.status_code != 405:
            assert answer.status_code == 200, (panel, name)
            asked = {sent.service for sent in openstack.requests}
            pages[panel, name, address] = asked
    return pages


# --- changes ---

CHANGES = {
    "clusters": (
        "scale",
        "upgrade",
        "rotate_ca",
        "delete",
        "bulk_delete",
        "create_node_group",
        "resize_node_group",
        "delete_node_group",
        "kubeconfig",
        "sign",
        "revoke",
        "revoke_credentials",
        "launch",
    ),
    "cluster_templates": ("create", "edit", "delete"),
    "quota": ("change",),
    "admin_clusters": ("delete", "bulk_delete"),
    "admin_quotas": ("set", "bulk_set", "reset"),
}
OF_KEYSTONE = ("kubeconfig", "revoke", "revoke_credentials")

NOT_SENT = "it was not sent"
UNKNOWN = ("can still take effect", "can have been made", "check the present state", "could have")
OUTCOMES = {
    "stopped": UNKNOWN,
    "reset": UNKNOWN,
    "refusing": (NOT_SENT,),
    "500": UNKNOWN,
    "503": UNKNOWN,
    "half an answer": UNKNOWN,
    "redirect": UNKNOWN,
}
"""What a page says of a change that failed so: was it made?  The other faults are a refusal."""


def form_of(openstack, client, panel, name, address, subjects):
    """What a person sends at this address so that the change is made."""
    if name == "launch":
        return filled(client.get(address), name="new-cluster")
    if panel.package == "cluster_templates":
        page = client.get(address)
        form = {
            field["name"]: field.get("value", "")
            for field in read(page).select("form.k8s-dialog input[name]")
            if field.get("type") not in ("checkbox", "radio") or field.has_attr("checked")
        }
        chosen = {
            select["name"]: (select.select_one("option[selected]") or {"value": ""})["value"]
            for select in read(page).select("form.k8s-dialog select")
        }
        image = next(iter(openstack.images))
        return form | chosen | {"name": "ours", "confirm": "ours", "image_id": image, "labels": ""}
    if panel.package in ("quota", "admin_quotas"):
        return {"limit": "7"}
    data = filled_in(openstack, name, "member")
    if name.startswith("revoke"):
        data["credential"] = next(iter(openstack.application_credentials))
    return data


@pytest.mark.parametrize("fault", FAULTS)
def test_every_change_is_reported_honestly(openstack, sign_in, subjects, fault, caplog):
    caplog.set_level(logging.DEBUG)
    member, admin = sign_in("member"), sign_in("admin")
    cluster = subjects["cluster_id"]
    member.post(url("kubeconfig", cluster, "script"), {"days": "5", "roles": "reader"})
    assert openstack.application_credentials
    openstack.quotas[OTHER_LAB] = 5
    wrong = []
    for panel in PANELS:
        for name in CHANGES.get(panel.package, ()):
            client = member if panel.package in ("clusters", "cluster_templates") else admin
            service = "keystone" if name in OF_KEYSTONE else "magnum"
            address = address_of(panel, name, subjects)
            forget_all_but_logins()
            form = form_of(openstack, client, panel, name, address, subjects)
            for method in ("POST", "PATCH", "DELETE"):
                FAULTS[fault](openstack, service, method)
            caplog.clear()
            openstack.requests.clear()
            answer = client.post(address, form, headers=HEADERS)
            tried = changes(openstack)
            openstack.heal()
            if answer.status_code == 302:
                answer = client.get(answer["Location"], headers=HEADERS)
            problems = faults_of(answer, caplog.text, openstack)
            if not tried:
                problems.append("was never tried: " + text_of(read(answer))[:300])
            # A limit is changed, or else made where the project has none.
            if len(tried) > (2 if form == {"limit": "7"} else 1):
                problems.append("was tried more than once")
            words = visible(answer)
            expected = OUTCOMES.get(fault)
            if expected and not any(phrase in words for phrase in expected):
                problems.append("does not say whether it was made: " + text_of(read(answer))[-300:])
            if not expected and any(phrase in words for phrase in UNKNOWN[:1]):
                problems.append("says of a refusal that it can take effect")
            wrong += [f"{panel.package}:{name}: {problem}" for problem in problems]
    assert not wrong, "\n".join(wrong)


def test_every_view_that_takes_a_form_is_in_the_table():
    tried = {(panel, name) for panel, names in CHANGES.items() for name in names}
    # The administrator's panel has the dialogs of the project's too.
    tried |= {("admin_clusters", name) for name in CHANGES["clusters"]}
    take_a_form = {
        (panel.package, pattern.name)
        for panel in PANELS
        for pattern in patterns_of(panel)
        if hasattr(pattern.callback.view_class, "post")
    }
    assert take_a_form <= tried
