# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Networks and addresses as users type them."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cidrs import (
    CidrError,
    bracketed_url,
    network_of_address,
    read_addresses,
    read_cidrs,
)


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("https://2001:db8::7:6443", "https://[2001:db8::7]:6443"),
        ("https://2001:db8:0:0:0:0:0:7:6443/x", "https://[2001:db8:0:0:0:0:0:7]:6443/x"),
        ("https://::1:6443", "https://[::1]:6443"),
        ("https://[2001:db8::7]:6443", "https://[2001:db8::7]:6443"),
        ("https://192.0.2.7:6443", "https://192.0.2.7:6443"),
        ("https://api.example:6443/k", "https://api.example:6443/k"),
        ("https://api.example", "https://api.example"),
        ("2001:db8::7", "2001:db8::7"),
        ("", ""),
    ],
)
def test_bracketed_url_puts_ipv6_into_brackets(url, result):
    assert bracketed_url(url) == result


@pytest.mark.parametrize(
    ("text", "networks"),
    [
        ("", ()),
        (" , ", ()),
        ("192.0.2.0/24", ("192.0.2.0/24",)),
        ("192.0.2.7", ("192.0.2.7/32",)),
        (
            "192.0.2.0/24, 2001:db8::/32\n10.0.0.0/8",
            ("192.0.2.0/24", "2001:db8::/32", "10.0.0.0/8"),
        ),
        ("10.0.0.0/8,10.0.0.0/8", ("10.0.0.0/8",)),
    ],
)
def test_read_cidrs_accepts_any_separator(text, networks):
    assert read_cidrs(text) == networks


@pytest.mark.parametrize("text", ["everywhere", "10.0.0.0/33", "10.0.0/8", "1.2.3.4/24/8", "::g"])
def test_read_cidrs_names_what_is_not_a_network(text):
    with pytest.raises(CidrError, match="is not a network"):
        read_cidrs(text)


@pytest.mark.parametrize(
    "piece", ["fe80::%$(id)/64", "fe80::1%eth0", "::%x/0", "10.0.0.0/8%eth0", "fe80::1/64%;reboot"]
)
def test_cidrs_reject_any_zone(piece):
    with pytest.raises(CidrError, match="percent sign"):
        read_cidrs(piece.split(";")[0])
    with pytest.raises(CidrError, match="percent sign"):
        read_addresses(piece)
    assert network_of_address(piece) == ""


def test_read_addresses_keeps_the_spelling():
    assert read_addresses(" 9.9.9.9 ,, 2620:FE::fe") == ("9.9.9.9", "2620:FE::fe")
    with pytest.raises(CidrError, match=r"“dns\.example” is not an IP address"):
        read_addresses("9.9.9.9, dns.example")


def test_read_cidrs_suggests_network_and_address_for_host_bits():
    with pytest.raises(
        CidrError, match=r"10\.0\.0\.0/8 for the whole .* 10\.0\.0\.5 for the address"
    ):
        read_cidrs("10.0.0.5/8")


@given(st.lists(st.ip_addresses().map(ipaddress.ip_network).map(str), unique=True))
def test_read_cidrs_reads_its_own_output(networks):
    cidrs = read_cidrs(",".join(networks))
    assert read_cidrs(" ".join(cidrs)) == cidrs == tuple(networks)


@given(st.text())
def test_read_cidrs_returns_networks_or_a_sentence_for_any_text(text):
    try:
        cidrs = read_cidrs(text)
    except CidrError as error:
        assert str(error.message)
    else:
        assert all(ipaddress.ip_network(cidr) for cidr in cidrs)


def test_network_of_a_single_address():
    assert network_of_address(" 192.0.2.7 ") == "192.0.2.7/32"
    assert network_of_address("2001:db8::1") == "2001:db8::1/128"
    assert network_of_address("unknown") == network_of_address("") == ""
