# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which forms of access are offered, which is the default, and why another is not."""

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
)
BEST = AccessCircumstances(
    authority=ALLOWED, keystone_auth=True, roles=("member",), signing=ALLOWED
)


def offered(circumstances: AccessCircumstances) -> list[str]:
    return [one.form.key for one in offered_methods(circumstances) if one.verdict]


def default(circumstances: AccessCircumstances) -> str:
    return next((one.form.key for one in offered_methods(circumstances) if one.default), "")


@given(ANY)
def test_the_default_is_the_one_first_that_is_offered(circumstances: AccessCircumstances) -> None:
    found = offered_methods(circumstances)
    assert [one.form for one in found] == list(METHODS)
    assert [one.form.key for one in found if one.default] == offered(circumstances)[:1]


@given(ANY)
def test_what_is_not_offered_says_why(circumstances: AccessCircumstances) -> None:
    assert all(one.verdict or str(one.verdict.reason) for one in offered_methods(circumstances))


@given(ANY)
def test_without_the_authority_nothing_is_offered_and_that_is_the_reason(
    circumstances: AccessCircumstances,
) -> None:
    found = offered_methods(replace(circumstances, authority=REFUSED))
    assert all(one.verdict == REFUSED for one in found)


@given(ANY)
def test_nothing_of_keystone_is_offered_where_the_cluster_would_refuse_it(
    circumstances: AccessCircumstances,
) -> None:
    assert set(offered(replace(circumstances, keystone_auth=False))) <= {"certificate"}


def test_where_all_is_well_nothing_needs_to_be_installed() -> None:
    assert offered(BEST) == ["script", "client", "cli", "token", "certificate"]
    assert default(BEST) == "script"
    assert default(replace(BEST, keystone_auth=None)) == "script"


def test_where_keystone_makes_no_credential_the_command_line_logs_in() -> None:
    for sign_in in (
        KeystoneLogin(application_credential=True),
        KeystoneLogin(delegated=True),
        KeystoneLogin(roles_by_group=True),
    ):
        circumstances = replace(BEST, sign_in=sign_in)
        assert offered(circumstances) == ["cli", "certificate"]
        assert default(circumstances) == "cli"
    assert default(replace(BEST, roles=())) == "cli"


def test_without_keystone_auth_it_is_the_certificate() -> None:
    assert default(replace(BEST, keystone_auth=False)) == "certificate"
    assert default(replace(BEST, keystone_auth=False, signing=REFUSED)) == ""


def test_the_reason_why_magnum_would_not_sign_is_part_of_the_sentence() -> None:
    certificate = offered_methods(replace(BEST, signing=REFUSED))[-1]
    assert str(certificate.verdict.reason).endswith("administrators only. Not for you.")


def test_each_form_has_its_own_key_and_words() -> None:
    assert len({form.key for form in METHODS}) == len(METHODS)
    assert len({str(form.submit) for form in METHODS}) == len(METHODS)
    for form in METHODS:
        words = (form.title, form.for_whom, form.needs, form.lifetime, form.revoked, form.secret)
        assert all(str(word).strip() for word in words)
