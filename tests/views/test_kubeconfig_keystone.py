# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The kubeconfig that logs in through Keystone, backed by an application credential."""

from __future__ import annotations

import base64
import logging
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from django.conf import settings as django_settings
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache

from tests.views.pages import MODAL, changes, only_change, part, said, text_of, url


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def download(client, cluster, days="7", *, roles=("member", "reader"), **options):
    fields = {"days": days, "roles": list(roles), "namespace": "default"}
    return client.post(url("kubeconfig", cluster["uuid"], "script"), fields, **options)


def environment(kubeconfig):
    (user,) = yaml.safe_load(kubeconfig)["users"]
    variables = user["user"]["exec"]["env"]
    return {entry["name"]: entry["value"] for entry in variables if entry["value"]}


def test_script_credential_is_restricted_named_limited_and_expires(openstack, member, cluster):
    before = datetime.now(UTC).replace(microsecond=0)
    download(member, cluster, "7")
    sent = only_change(openstack)
    assert sent.method == "POST"
    assert sent.path == f"/v3/users/{openstack.users['member']['id']}/application_credentials"
    created = sent.body["application_credential"]
    assert created["name"].startswith(f"k8s-{cluster['uuid'][:8]}-")
    assert [role["name"] for role in created["roles"]] == ["member", "reader"]
    assert created["unrestricted"] is False
    assert not created.get("access_rules"), "k8s-keystone-auth cannot validate such a token"
    assert (
        f"of cluster alpha ({cluster['uuid']}) in region RegionOne, made 20"
        in created["description"]
    )
    expires = datetime.fromisoformat(created["expires_at"].replace("Z", "+00:00"))
    expires = expires.replace(tzinfo=UTC)
    assert before + timedelta(days=7) <= expires <= datetime.now(UTC) + timedelta(days=7)


def test_script_kubeconfig_uses_the_credential_and_the_ca(openstack, member, cluster):
    answer = download(member, cluster)
    (made,) = openstack.application_credentials.values()
    text = answer.content.decode()
    assert environment(text) == {
        "OS_AUTH_URL": "https://keystone.test/v3",
        "OS_APPLICATION_CREDENTIAL_ID": made["id"],
        "OS_APPLICATION_CREDENTIAL_SECRET": made["secret"],
    }
    (entry,) = yaml.safe_load(text)["clusters"]
    assert entry["name"] == f"alpha-arm-lab-{cluster['uuid'][:8]}"
    assert entry["cluster"]["server"] == cluster["api_address"]
    ca = base64.b64decode(entry["cluster"]["certificate-authority-data"]).decode()
    assert ca == openstack.authority.ca_pem


def test_script_kubeconfig_names_its_region(openstack, member, cluster):
    assert "of project arm-lab" in (text := download(member, cluster).content.decode())
    assert "in region RegionOne, for member." in text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"project_id": "another"}, "another project"),
        ({"name": "k8s-0-0"}, "another name"),
        ({"expires_at": None}, "longer than requested"),
        ({"expires_at": "2999-01-01T00:00:00.000000"}, "longer than requested"),
        ({"roles": [{"name": "reader"}]}, "without all of the requested roles"),
        ({"roles": [{"name": name} for name in ("member", "reader", "admin")]}, "administrator"),
    ],
)
def test_script_credential_that_is_not_as_requested_is_revoked(
    openstack, member, cluster, change, why
):
    openstack.change_new_credential = change
    answer = download(member, cluster)
    assert answer.status_code == 502
    assert why in answer.content.decode()
    assert "OS_APPLICATION_CREDENTIAL_SECRET" not in answer.content.decode()
    assert not openstack.application_credentials, "it was revoked"


def test_script_credential_can_have_implied_roles_and_end_earlier(openstack, member, cluster):
    openstack.change_new_credential = {
        "roles": [{"name": name} for name in ("member", "reader", "implied")],
        "expires_at": "2026-12-01T10:30:00.000000",
    }
    text = download(member, cluster).content.decode()
    assert "Valid until 2026-12-01 10:30 UTC" in text


def test_script_kubeconfig_is_an_uncached_download(openstack, member, cluster):
    answer = download(member, cluster)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/yaml; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="kubeconfig-alpha.yaml"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("whole_frame")
def test_script_secret_is_only_in_the_answer(openstack, member, cluster, caplog):
    caplog.set_level(logging.DEBUG)
    answer = download(member, cluster)
    secret = next(iter(openstack.application_credentials.values()))["secret"]
    assert answer.content.decode().count(secret) == 1
    assert not any(secret in value for value in answer.headers.values())
    assert not any(secret in cookie.value for cookie in answer.cookies.values())
    session = SessionStore(member.cookies[django_settings.SESSION_COOKIE_NAME].value)
    assert session.keys(), "the session that is looked into is the real one"
    assert secret not in repr(dict(session.items()))
    assert not any(secret.encode() in stored for stored in cache._cache.values())
    assert secret not in caplog.text
    assert not any(secret in sent.url or secret in sent.text for sent in openstack.requests)
    openstack.requests.clear()
    later = member.get(url("access", cluster["uuid"]))
    assert secret not in later.content.decode()


def test_script_kubeconfig_and_logs_have_no_token(openstack, member, cluster, caplog):
    caplog.set_level(logging.DEBUG)
    answer = download(member, cluster)
    token = openstack.sent(service="magnum")[0].token
    assert token.startswith("gAAAA")
    assert token not in answer.content.decode()
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("ldc_k8s_dashboard")]
    assert not any(token in line for line in ours)


def test_script_downloads_make_separate_credentials(openstack, member, cluster):
    download(member, cluster)
    download(member, cluster)
    names = {made["name"] for made in openstack.application_credentials.values()}
    assert len(names) == 2


def test_script_credential_has_only_the_ticked_roles(openstack, sign_in, cluster):
    user = openstack.users["member"]
    user["roles"] = {openstack.project("arm-lab"): ["admin", "member", "k8s_viewer"]}
    download(sign_in("member"), cluster, roles=["k8s_viewer"])
    created = only_change(openstack).body["application_credential"]
    assert [role["name"] for role in created["roles"]] == ["k8s_viewer"]


@pytest.mark.parametrize(
    ("roles", "why"),
    [((), "Tick at least one role."), (("admin",), "admin"), (("k8s_admin",), "k8s_admin")],
)
def test_script_kubeconfig_rejects_roles_that_are_not_offered(
    openstack, sign_in, cluster, roles, why
):
    user = openstack.users["member"]
    user["roles"] = {openstack.project("arm-lab"): ["admin", "member"]}
    answer = download(sign_in("member"), cluster, roles=roles)
    assert why in text_of(part(answer, '#script-form [data-field="roles"]'))
    assert not changes(openstack)


def test_script_credential_is_not_made_without_the_ca(openstack, member):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    answer = download(member, cluster)
    assert answer.status_code == 403
    assert "does not allow this" in said(answer)
    assert not changes(openstack)


@pytest.mark.parametrize("trouble", [{"status": 503}, {"status": 200, "body": {"pem": ""}}])
def test_script_credential_is_not_made_with_an_unreadable_ca(openstack, member, cluster, trouble):
    openstack.fail("GET", f"/v1/certificates/{cluster['uuid']}", **trouble)
    answer = download(member, cluster)
    assert answer.status_code == 502
    assert not changes(openstack)


@pytest.mark.parametrize("days", ["", "0", "-1", "91", "1.5", "many", "9" * 40, "7 days"])
def test_script_kubeconfig_rejects_an_invalid_lifetime(openstack, member, cluster, days):
    answer = download(member, cluster, days)
    assert answer.status_code == 200
    shown = part(answer, '#script-form [data-field="days"]')
    assert text_of(shown.select_one(".k8s-field-errors"))
    assert shown.input.get("value", "") == days, "what was typed stays"
    assert part(answer, "#method-script").has_attr("open")
    assert not changes(openstack)


def test_script_lifetime_can_be_the_cap(openstack, member, cluster):
    assert download(member, cluster, "90").status_code == 200


def test_script_credential_is_not_made_for_a_cluster_without_address(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    answer = download(member, cluster)
    assert answer.status_code == 409
    assert "no API address yet" in said(answer)
    assert not changes(openstack)


def test_script_credential_is_not_made_for_another_projects_cluster(openstack, admin):
    theirs = openstack.add_cluster("theirs", project="other-lab", owner="neighbour")
    answer = download(admin, theirs)
    assert answer.status_code == 409
    assert "belongs to another project" in said(answer)
    assert not changes(openstack)


def test_script_kubeconfig_shows_keystones_rejection_with_details(openstack, member, cluster):
    openstack.fail(
        "POST", "/v3/users", status=403, message="Application credentials are switched off here."
    )
    answer = download(member, cluster)
    assert answer.status_code == 403
    assert "Keystone does not allow this" in said(answer)
    assert "switched off here" in said(answer)


def test_script_kubeconfig_explains_a_restricted_login(openstack, member, cluster):
    openstack.fail("POST", "/v3/users", status=500, message="kaboom")
    answer = download(member, cluster)
    assert answer.status_code == 502
    assert "Traceback" not in answer.content.decode()


@pytest.mark.usefixtures("whole_frame")
def test_script_credential_without_a_file_is_revoked(openstack, member, cluster):
    wrong = {"application_credential": {"id": "abc", "name": "k8s-x", "secret": 'a"b\nc'}}
    openstack.fail("POST", "/v3/users", status=201, body=wrong)
    openstack.fail("DELETE", "/v3/users", status=204, text="")
    answer = download(member, cluster)
    assert answer.status_code == 502
    assert "cannot be read" in said(answer)
    assert 'a"b' not in answer.content.decode()
    assert [sent.method for sent in changes(openstack)] == ["POST", "DELETE"]


def test_script_credential_is_not_made_by_get(openstack, member, cluster):
    assert member.get(url("kubeconfig", cluster["uuid"], "script")).status_code == 405
    assert not changes(openstack)


def test_script_kubeconfig_with_an_ended_login_leads_to_the_sign_in(openstack, member, cluster):
    openstack.tokens.clear()
    assert download(member, cluster).status_code == 302
    assert download(member, cluster, headers=MODAL).status_code == 401


def test_script_kubeconfig_of_a_reader_has_a_readers_roles(openstack, sign_in):
    cluster = openstack.add_cluster("alpha", owner="reader")
    answer = download(sign_in("reader"), cluster, roles=["reader"])
    assert answer.status_code == 200
    created = only_change(openstack).body["application_credential"]
    assert [role["name"] for role in created["roles"]] == ["reader"]


@pytest.mark.parametrize(
    ("name", "context"),
    [("a'b\"c\n${x}", "a-b-c-x"), ("größe", "gro-e"), ("- x: &y", "x-y"), ("EVIL", "EVIL")],
)
def test_script_kubeconfig_cleans_outside_names(openstack, sign_in, name, context):
    openstack.projects[openstack.project("arm-lab")]["name"] = name
    cluster = openstack.add_cluster("alpha", project=name)
    text = download(sign_in("member"), cluster).content.decode()
    assert yaml.safe_load(text)["current-context"] == f"alpha-{context}-{cluster['uuid'][:8]}"
    assert f"of project {' '.join(name.split())} (" in text, "the comment has the full name"


def test_script_kubeconfig_puts_an_ipv6_address_into_brackets(openstack, member):
    cluster = openstack.add_cluster("six", api_address="https://2001:db8::7:6443")
    (entry,) = yaml.safe_load(download(member, cluster).content.decode())["clusters"]
    assert entry["cluster"]["server"] == "https://[2001:db8::7]:6443"


def test_script_kubeconfig_keeps_a_region_with_a_dollar_sign(openstack, sign_in):
    openstack.other_regions = ("R$(id)`x`'$HOME",)
    cluster = openstack.add_cluster("alpha")
    member = sign_in("member")
    session = member.session
    session["services_region"] = openstack.other_regions[0]
    session.save()
    text = download(member, cluster).content.decode()
    assert "in region R$(id)`x`'$HOME, for member." in text
    assert yaml.safe_load(text)["kind"] == "Config"
