# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which access methods are offered, which is the default, and why another is not offered."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.access.methods import (
    METHODS,
    AccessCircumstances,
    KeystoneLogin,
    offered_methods,
)
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, not_allowed

REFUSED = not_allowed(message("Not for you."))
VERDICTS = st.sampled_from([ALLOWED, REFUSED])
ANY = st.builds(
    AccessCircumstances,
    authority=VERDICTS,
    keystone_auth=st.sampled_from([True, False, None]),
    roles=st.sampled_from([(), ("member",)]),
    signing=VERDICTS,
    sign_in=st.builds(KeystoneLogin, st.booleans(), st.booleans(), st.booleans()),
    keystone=VERDICTS,
    api=VERDICTS,
)
BEST = AccessCircumstances(
    authority=ALLOWED, keystone_auth=True, roles=("member",), signing=ALLOWED
)


def offered(circumstances: AccessCircumstances) -> list[str]:
    return [entry.method.key for entry in offered_methods(circumstances) if entry.verdict]


def default(circumstances: AccessCircumstances) -> str:
    return next((entry.method.key for entry in offered_methods(circumstances) if entry.default), "")


@given(ANY)
def test_default_method_is_the_first_offered(circumstances: AccessCircumstances) -> None:
    entries = offered_methods(circumstances)
    assert [entry.method for entry in entries] == list(METHODS)
    assert [entry.method.key for entry in entries if entry.default] == offered(circumstances)[:1]


@given(ANY)
def test_method_that_is_not_offered_has_a_reason(circumstances: AccessCircumstances) -> None:
    assert all(
        entry.verdict or str(entry.verdict.reason) for entry in offered_methods(circumstances)
    )


@given(ANY)
def test_no_method_is_offered_without_the_ca(
    circumstances: AccessCircumstances,
) -> None:
    entries = offered_methods(replace(circumstances, authority=REFUSED))
    assert all(entry.verdict == REFUSED for entry in entries)


@given(ANY)
def test_keystone_methods_are_not_offered_without_keystone_auth(
    circumstances: AccessCircumstances,
) -> None:
    assert set(offered(replace(circumstances, keystone_auth=False))) <= {"certificate"}


def test_default_method_needs_nothing_installed() -> None:
    assert offered(BEST) == ["script", "client", "cli", "token", "certificate"]
    assert default(BEST) == "script"
    assert default(replace(BEST, keystone_auth=None)) == "script"


def test_default_method_is_the_command_line_where_keystone_creates_no_credential() -> None:
    for sign_in in (
        KeystoneLogin(application_credential=True),
        KeystoneLogin(delegated=True),
        KeystoneLogin(roles_by_group=True),
    ):
        circumstances = replace(BEST, sign_in=sign_in)
        assert offered(circumstances) == ["cli", "certificate"]
        assert default(circumstances) == "cli"
    assert default(replace(BEST, roles=())) == "cli"


def test_default_method_is_the_certificate_without_keystone_auth() -> None:
    assert default(replace(BEST, keystone_auth=False)) == "certificate"
    assert default(replace(BEST, keystone_auth=False, signing=REFUSED)) == ""


def test_certificate_reason_includes_why_magnum_would_not_sign() -> None:
    certificate = offered_methods(replace(BEST, signing=REFUSED))[-1]
    assert str(certificate.verdict.reason).endswith("administrators only. Not for you.")


def test_methods_have_distinct_keys_and_no_empty_text() -> None:
    assert len({method.key for method in METHODS}) == len(METHODS)
    assert len({str(method.submit_label) for method in METHODS}) == len(METHODS)
    for method in METHODS:
        texts = (
            method.title,
            method.intended_for,
            method.requirements,
            method.lifetime,
            method.revocation,
            method.secret,
        )
        assert all(str(text).strip() for text in texts)


def test_no_secret_goes_to_keystone_without_tls() -> None:
    assert offered(replace(BEST, keystone=REFUSED)) == ["cli", "token", "certificate"]


def test_no_token_goes_to_an_api_without_tls() -> None:
    assert offered(replace(BEST, api=REFUSED)) == ["certificate"]
