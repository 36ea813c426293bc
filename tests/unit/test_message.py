# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Sentences with named placeholders."""

import pytest

from ldc_k8s_dashboard.domain.message import message, plural
from ldc_k8s_dashboard.domain.verdict import ALLOWED, not_allowed


def test_message_never_reads_placeholders_in_values() -> None:
    assert str(message("“%(name)s” is taken.", name="100%(x)s")) == "“100%(x)s” is taken."


def test_message_without_placeholders_keeps_a_percent_sign() -> None:
    assert str(message("All is 100% well.")) == "All is 100% well."


@pytest.mark.parametrize(("count", "text"), [(0, "0 nodes"), (1, "1 node"), (2, "2 nodes")])
def test_plural_depends_on_the_count(count: int, text: str) -> None:
    assert str(plural("%(count)s node", "%(count)s nodes", count)) == text


def test_message_can_contain_a_message() -> None:
    inner = plural("%(count)s minute", "%(count)s minutes", 5)
    assert str(message("For %(time)s.", time=inner)) == "For 5 minutes."


def test_verdict_is_true_if_allowed() -> None:
    assert ALLOWED
    assert not not_allowed(message("Because."))
    assert str(not_allowed(message("Because.")).reason) == "Because."
