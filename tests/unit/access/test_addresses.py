# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The addresses to which a kubeconfig may send a secret or a token."""

from __future__ import annotations

import pytest

from ldc_k8s_dashboard.domain.access.addresses import api_verdict, keystone_verdict

SAFE = [
    "https://cloud.example:5000/v3",
    "HTTPS://cloud.example",
    "https://[2001:db8::1]:6443",
    "http://127.0.0.1:5000/v3",
    "http://127.8.0.9",
    "http://localhost:5000/identity/v3",
    "http://[::1]:5000",
]
UNSAFE = [
    "http://cloud.example:5000/v3",
    "http://192.0.2.7/identity",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1@evil.example",
    "http://127.0.0.1\\@evil.example/",
    "http://evil.example#http://127.0.0.1",
    "http://2130706433",
]
SENSELESS = [
    "ftp://x",
    "cloud.example",
    "https://",
    "https:///v3",
    "//x",
    "https://[::1",
    "a b",
    "https://a b",
]
SENSELESS += ["\0https://a", "ht\ntps://a", "https://a\n", " https://a"]


@pytest.mark.parametrize("url", SAFE)
def test_address_with_tls_or_on_loopback_is_allowed(url: str) -> None:
    assert keystone_verdict(url)
    assert api_verdict(url)


@pytest.mark.parametrize("url", UNSAFE)
def test_address_without_tls_needs_the_setting(url: str) -> None:
    assert "does not begin with https" in str(keystone_verdict(url).reason)
    assert "kubeconfig_allow_http" in str(api_verdict(url).reason)
    assert keystone_verdict(url, allow_http=True)
    assert api_verdict(url, allow_http=True)


@pytest.mark.parametrize("url", SENSELESS)
def test_address_that_is_none_is_refused_with_the_setting_too(url: str) -> None:
    assert not keystone_verdict(url, allow_http=True)
    assert not api_verdict(url, allow_http=True)


def test_unknown_address_of_keystone_is_refused_and_of_a_new_cluster_is_not() -> None:
    assert not keystone_verdict("")
    assert api_verdict("")
