# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Networks as people type them."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cidrs import CidrError, network_of_address, read_addresses, read_cidrs


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
def test_networks_are_read_however_they_are_divided(text, networks):
    assert read_cidrs(text) == networks


@pytest.mark.parametrize("text", ["everywhere", "10.0.0.0/33", "10.0.0/8", "1.2.3.4/24/8", "::g"])
def test_what_is_no_network_is_named(text):
    with pytest.raises(CidrError, match="is not a network"):
        read_cidrs(text)


@pytest.mark.parametrize(
    "piece", ["fe80::%$(id)/64", "fe80::1%eth0", "::%x/0", "10.0.0.0/8%eth0", "fe80::1/64%;reboot"]
)
def test_a_zone_is_refused_whatever_it_says(piece):
    with pytest.raises(CidrError, match="percent sign"):
        read_cidrs(piece.split(";")[0])
    with pytest.raises(CidrError, match="percent sign"):
        read_addresses(piece)
    assert network_of_address(piece) == ""


def test_addresses_are_read_as_they_were_written():
    assert read_addresses(" 9.9.9.9 ,, 2620:FE::fe") == ("9.9.9.9", "2620:FE::fe")
    with pytest.raises(CidrError, match=r"“dns\.example” is not an IP address"):
        read_addresses("9.9.9.9, dns.example")


def test_an_address_with_a_mask_gives_both_that_may_be_meant():
    with pytest.raises(CidrError, match=r"10\.0\.0\.0/8 for all .* 10\.0\.0\.5 for the address"):
        read_cidrs("10.0.0.5/8")


@given(st.lists(st.ip_addresses().map(ipaddress.ip_network).map(str), unique=True))
def test_what_was_read_is_read_the_same_again(networks):
    found = read_cidrs(",".join(networks))
    assert read_cidrs(" ".join(found)) == found == tuple(networks)


@given(st.text())
def test_any_text_is_networks_or_a_sentence(text):
    try:
        found = read_cidrs(text)
    except CidrError as error:
        assert str(error.message)
    else:
        assert all(ipaddress.ip_network(one) for one in found)


def test_one_address_alone():
    assert network_of_address(" 192.0.2.7 ") == "192.0.2.7/32"
    assert network_of_address("2001:db8::1") == "2001:db8::1/128"
    assert network_of_address("unknown") == network_of_address("") == ""
