# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Keystone: the present login, and tokens of application credentials."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.domain.access.methods import KeystoneLogin
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError


@pytest.fixture
def cloud(openstack, rf_login):
    return Cloud.of(rf_login("member"))


@pytest.fixture
def credential(openstack, cloud):
    """An application credential of the member, valid for two hours, and its secret."""
    ends = datetime.now(UTC) + timedelta(hours=2)
    made = cloud.identity.create_application_credential("k8s-x", ["member"], ends)
    openstack.requests.clear()
    return made


@pytest.mark.parametrize(
    ("token", "sign_in"),
    [
        ({}, KeystoneLogin()),
        ({"application_credential": {"id": "x", "restricted": True}}, KeystoneLogin(True)),
        ({"application_credential": {"id": "x", "restricted": False}}, KeystoneLogin()),
        ({"OS-TRUST:trust": {"id": "x"}}, KeystoneLogin(delegated=True)),
        ({"OS-OAUTH1": {"access_token_id": "x"}}, KeystoneLogin(delegated=True)),
        ({"application_credential": "nonsense"}, KeystoneLogin()),
    ],
)
def test_current_login_reads_the_token(openstack, cloud, token, sign_in):
    openstack.users["member"]["token"] = token
    assert cloud.identity.current_login() == sign_in


@pytest.mark.parametrize(("groups", "by_group"), [([{"id": "x"}], True), ([], False)])
def test_current_login_knows_roles_by_group(openstack, cloud, groups, by_group):
    openstack.users["member"]["federation"] = {"OS-FEDERATION": {"groups": groups}}
    assert cloud.identity.current_login() == KeystoneLogin(roles_by_group=by_group)


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": {}}, [], "x"])
def test_current_login_without_a_token_is_malformed(openstack, cloud, body):
    openstack.fail("GET", "/v3/auth/tokens", status=200, body=body)
    with pytest.raises(ServiceError) as caught:
        cloud.identity.current_login()
    assert caught.value.kind is FailureKind.MALFORMED


def test_token_of_credential_ends_with_it(openstack, cloud, credential):
    made, secret = credential
    token, ends = cloud.identity.token_of(made.id, secret)
    assert openstack.tokens[token].roles == ["member"]
    assert ends == made.expires_at
    (sent,) = openstack.requests
    assert "X-Auth-Token" not in sent.headers, "the sign-in's own token is not in it"
    assert secret not in sent.url


def test_token_of_credential_is_not_logged(openstack, cloud, credential, caplog):
    caplog.set_level(logging.DEBUG)
    made, secret = credential
    token, _ends = cloud.identity.token_of(made.id, secret)
    assert secret not in caplog.text
    assert token not in caplog.text


def test_token_of_rejected_credential_does_not_end_the_login(openstack, cloud, credential):
    made, _secret = credential
    with pytest.raises(ServiceError) as caught:
        cloud.identity.token_of(made.id, "wrong")
    assert caught.value.kind is FailureKind.SERVICE_FAILED


@pytest.mark.parametrize("body", [{"token": {"user": {"id": "x"}}}, {}, []])
def test_token_of_answer_without_token_or_expiry_is_malformed(openstack, cloud, credential, body):
    openstack.fail("POST", "/v3/auth/tokens", status=201, body=body)
    with pytest.raises(ServiceError) as caught:
        cloud.identity.token_of(credential[0].id, credential[1])
    assert caught.value.kind is FailureKind.MALFORMED
