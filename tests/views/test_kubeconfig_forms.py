# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The other kubeconfigs that log in through Keystone: client-keystone-auth, command line, token."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from django.core.cache import cache

from tests.views.pages import changes, only_change, part, said, text_of, url

JSON = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def cluster(openstack):
    return openstack.add_cluster("alpha")


def download(client, cluster, form, *, headers=None, **fields):
    sent = {"roles": ["member"], "days": "7", "hours": "3", "namespace": "default", **fields}
    return client.post(url("kubeconfig", cluster["uuid"], form), sent, headers=headers)


def user_entry(answer):
    document = yaml.safe_load(answer.content.decode())
    assert document["contexts"][0]["context"]["namespace"] == "default"
    (user,) = document["users"]
    return user["user"]


def environment(answer):
    """Return the login's variables that have a value."""
    variables = user_entry(answer)["exec"]["env"]
    return {entry["name"]: entry["value"] for entry in variables if entry["value"]}


# --- client-keystone-auth ---


def test_client_kubeconfig_runs_the_client_with_the_credential(openstack, member, cluster):
    answer = download(member, cluster, "client")
    (made,) = openstack.application_credentials.values()
    login = user_entry(answer)["exec"]
    assert login["command"] == "client-keystone-auth"
    assert "args" not in login
    assert login["interactiveMode"] == "Never"
    assert "releases of kubernetes/cloud-provider-openstack" in login["installHint"]
    assert environment(answer) == {
        "OS_AUTH_URL": "https://keystone.test/v3",
        "OS_APPLICATION_CREDENTIAL_ID": made["id"],
        "OS_APPLICATION_CREDENTIAL_SECRET": made["secret"],
    }
    assert "Kubeconfig (client) of cluster alpha" in made["description"]


# --- OpenStack command line ---


def test_cli_kubeconfig_makes_no_credential_and_has_no_secret(openstack, member, cluster):
    answer = download(member, cluster, "cli", cloud="my lab")
    assert not changes(openstack)
    login = user_entry(answer)["exec"]
    assert login["command"] == "sh"
    assert "openstack token issue" in login["args"][1]
    assert environment(answer) == {
        "K8S_PROJECT_ID": openstack.project("arm-lab"),
        "K8S_OS_CLOUD": "my lab",
    }


def test_cli_kubeconfig_without_cloud_uses_the_shells_login(openstack, member, cluster):
    answer = download(member, cluster, "cli", cloud="")
    assert set(environment(answer)) == {"K8S_PROJECT_ID"}


# --- token ---


def test_token_kubeconfig_has_a_credential_of_the_chosen_lifetime(openstack, member, cluster):
    before = datetime.now(UTC).replace(microsecond=0)
    sign_ins = set(openstack.tokens)
    answer = download(member, cluster, "token", hours="3")
    token = user_entry(answer)["token"]
    assert token not in sign_ins, "never Horizon's own token"
    assert openstack.tokens[token].roles == ["member"]
    (made,) = openstack.application_credentials.values()
    assert made["secret"] not in answer.content.decode()
    ends = datetime.fromisoformat(made["expires_at"].replace("Z", "+00:00"))
    assert before + timedelta(hours=3) <= ends <= datetime.now(UTC) + timedelta(hours=3)


def test_token_kubeconfig_states_the_tokens_expiry(openstack, member, cluster):
    # The fake Keystone issues tokens of eight hours at most.
    now = datetime.now(UTC)
    answer = download(member, cluster, "token", hours="20")
    ends = {f"{now + timedelta(hours=8, minutes=late):%Y-%m-%d %H:%M} UTC" for late in (0, 1)}
    assert any(end in answer.content.decode() for end in ends)


@pytest.mark.parametrize("hours", ["", "0", "25", "1.5", "x"])
def test_token_kubeconfig_rejects_invalid_hours(openstack, member, cluster, hours):
    answer = download(member, cluster, "token", hours=hours)
    shown = part(answer, '#token-form [data-field="hours"]')
    assert text_of(shown.select_one(".k8s-field-errors"))
    assert part(answer, "#method-token").has_attr("open")
    assert not changes(openstack)


@pytest.mark.parametrize("trouble", [{"status": 503}, {"status": 401, "message": "no"}])
def test_token_kubeconfig_without_token_revokes_the_credential(openstack, member, cluster, trouble):
    openstack.fail("POST", "/v3/auth/tokens", **trouble)
    answer = download(member, cluster, "token")
    assert answer.status_code == 502, "and the person stays signed in"
    assert "Keystone failed" in said(answer)
    assert openstack.application_credentials == {}


def test_token_kubeconfig_names_a_credential_that_could_not_be_revoked(openstack, member, cluster):
    openstack.fail("POST", "/v3/auth/tokens", status=503)
    openstack.fail("DELETE", "/v3/users", status=503)
    answer = download(member, cluster, "token")
    (made,) = openstack.application_credentials.values()
    assert f"{made['name']} was made and could not be revoked" in said(answer)
    listed = member.get(url("access", cluster["uuid"]))
    assert made["name"] in text_of(part(listed, "#credentials")), "and it is listed"


def test_token_kubeconfig_names_an_unrevoked_credential_to_a_script(openstack, member, cluster):
    openstack.fail("POST", "/v3/auth/tokens", status=503)
    openstack.fail("DELETE", "/v3/users", status=503)
    answer = download(member, cluster, "token", headers=JSON)
    (made,) = openstack.application_credentials.values()
    error = answer.json()["error"]
    assert error.startswith("Keystone failed")
    assert f"{made['name']} was made and could not be revoked" in error


# --- all of them ---


@pytest.mark.parametrize("form", ["script", "client", "cli", "token"])
def test_kubeconfig_of_every_method_is_an_uncached_download(
    openstack, member, cluster, form, caplog
):
    caplog.set_level(logging.DEBUG)
    answer = download(member, cluster, form)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="kubeconfig-alpha.yaml"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    secrets = [made["secret"] for made in openstack.application_credentials.values()]
    if form == "token":
        secrets.append(user_entry(answer)["token"])
    for secret in secrets:
        assert secret not in caplog.text
        assert not any(secret.encode() in stored for stored in cache._cache.values())
        assert not any(secret in sent.url for sent in openstack.requests)


@pytest.mark.parametrize("form", ["script", "client", "cli", "token"])
def test_kubeconfig_for_a_script_is_the_same_file_in_json(openstack, member, cluster, form):
    answer = download(member, cluster, form, headers=JSON)
    assert answer["Cache-Control"] == "no-store"
    reply = answer.json()
    assert reply["filename"] == "kubeconfig-alpha.yaml"
    context = yaml.safe_load(reply["kubeconfig"])["current-context"]
    assert context == f"alpha-arm-lab-{cluster['uuid'][:8]}"


def test_kubeconfig_errors_reach_a_script_in_a_sentence(openstack, member, cluster):
    answer = download(member, cluster, "script", headers=JSON, days="91", roles=[])
    assert "Tick at least one role." in answer.json()["error"]
    assert "Valid for (days): On this cloud" in answer.json()["error"]
    assert not changes(openstack)


def test_kubeconfig_for_a_script_reports_magnums_rejection(openstack, member):
    cluster = openstack.add_cluster("alpha", owner="colleague")
    answer = download(member, cluster, "script", headers=JSON)
    assert "does not allow this" in answer.json()["error"]
    assert not changes(openstack)


@pytest.mark.parametrize("namespace", ["Default", "a b", "-x", "a: b", "\n", "x" * 64])
def test_kubeconfig_rejects_an_invalid_namespace(openstack, member, cluster, namespace):
    answer = download(member, cluster, "client", namespace=f"{namespace}!")
    shown = part(answer, '#client-form [data-field="namespace"]')
    assert text_of(shown.select_one(".k8s-field-errors"))
    assert not changes(openstack)


def test_kubeconfig_context_has_the_namespace(openstack, member, cluster):
    text = download(member, cluster, "script", namespace="shop").content.decode()
    assert yaml.safe_load(text)["contexts"][0]["context"]["namespace"] == "shop"


@pytest.mark.parametrize("form", ["certificate", "nothing", "größe"])
def test_kubeconfig_of_an_unknown_method_is_not_found(openstack, member, cluster, form):
    assert download(member, cluster, form).status_code == 404
    assert not changes(openstack)


@pytest.mark.parametrize("form", ["script", "client", "cli", "token"])
def test_kubeconfig_is_refused_without_keystone_auth(openstack, member, form):
    cluster = openstack.add_cluster("alpha", labels={"keystone_auth_enabled": "false"})
    answer = download(member, cluster, form)
    assert answer.status_code == 403
    assert "does not accept Keystone tokens" in said(answer)
    assert not changes(openstack)


def test_kubeconfig_credential_is_listed_after_the_download(openstack, member, cluster):
    download(member, cluster, "token")
    made = only_change(openstack).body["application_credential"]["name"]
    fragment = member.get(url("access_credentials", cluster["uuid"]), headers=JSON)
    assert made in text_of(part(fragment, "#credentials"))
