# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Sentences with named places."""

import pytest

from ldc_k8s_dashboard.domain.message import message, plural
from ldc_k8s_dashboard.domain.verdict import ALLOWED, not_allowed


def test_values_go_to_their_places_and_are_never_read_as_places_themselves() -> None:
    assert str(message("“%(name)s” is taken.", name="100%(x)s")) == "“100%(x)s” is taken."


def test_a_sentence_without_places_keeps_its_percent_sign() -> None:
    assert str(message("All is 100% well.")) == "All is 100% well."


@pytest.mark.parametrize(("count", "text"), [(0, "0 nodes"), (1, "1 node"), (2, "2 nodes")])
def test_the_number_chooses_the_form(count: int, text: str) -> None:
    assert str(plural("%(count)s node", "%(count)s nodes", count)) == text


def test_a_sentence_may_stand_inside_another() -> None:
    inner = plural("%(count)s minute", "%(count)s minutes", 5)
    assert str(message("For %(time)s.", time=inner)) == "For 5 minutes."


def test_a_verdict_reads_as_yes_or_no() -> None:
    assert ALLOWED
    assert not not_allowed(message("Because."))
    assert str(not_allowed(message("Because.")).reason) == "Because."
