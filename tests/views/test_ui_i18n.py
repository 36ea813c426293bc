# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Sentences of the domain in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.message import Message, message, plural
from ldc_k8s_dashboard.templatetags.kubernetes import age, translated
from ldc_k8s_dashboard.ui.i18n import flavor_text, render_message


def test_render_message_fills_placeholders():
    assert render_message(message("Scaling %(name)s.", name="alpha")) == "Scaling alpha."


def test_render_message_chooses_the_plural():
    assert render_message(plural("%(count)s node", "%(count)s nodes", 1)) == "1 node"
    assert render_message(plural("%(count)s node", "%(count)s nodes", 2)) == "2 nodes"


def test_render_message_translates_nested_messages():
    inner = plural("%(count)s minute", "%(count)s minutes", 5)
    assert render_message(message("For %(time)s.", time=inner)) == "For 5 minutes."


@pytest.mark.parametrize(("given", "shown"), [(None, ""), ("plain 100%", "plain 100%"), (7, "7")])
def test_render_message_passes_other_values(given, shown):
    assert render_message(given) == shown
    assert translated(given) == shown


def test_render_message_without_placeholders_keeps_percent_signs():
    assert render_message(Message("100% done")) == "100% done"


def test_render_message_falls_back_to_english(monkeypatch):
    from ldc_k8s_dashboard.ui import i18n

    for broken in ("Kluster %(nom)s", "Kluster %(name", "Kluster %(name)d"):
        monkeypatch.setattr(i18n, "gettext", lambda _text, broken=broken: broken)
        assert render_message(message("Cluster %(name)s", name="alpha")) == "Cluster alpha"


def test_render_message_uses_the_active_language(monkeypatch):
    from ldc_k8s_dashboard.ui import i18n

    words = {"de": "Fertig", "en": "Ready"}
    monkeypatch.setattr(i18n, "gettext", lambda _text: words[translation.get_language()])
    ready = message("Ready")
    with translation.override("de"):
        assert render_message(ready) == "Fertig"
    with translation.override("en"):
        assert render_message(ready) == "Ready"


def test_age_filter_has_two_units():
    assert age(datetime.now(UTC) - timedelta(hours=3, minutes=2, seconds=5)) == (
        "3\N{NO-BREAK SPACE}hours, 2\N{NO-BREAK SPACE}minutes"
    )


@pytest.mark.parametrize("seconds", [-30, 0, 59])
def test_age_filter_shows_seconds(seconds):
    """Also where the service's clock is a little ahead."""
    assert age(datetime.now(UTC) - timedelta(seconds=seconds)) == "less than a minute"


def test_age_filter_reads_a_naive_time_as_utc():
    naive = (datetime.now(UTC) - timedelta(days=1, seconds=5)).replace(tzinfo=None)
    assert age(naive) == "1\N{NO-BREAK SPACE}day"


def test_age_filter_of_none_is_empty():
    assert age(None) == ""


@pytest.mark.parametrize(("ram", "words"), [(4096, "4 GB"), (512, "0.5 GB"), (1000, "1.0 GB")])
def test_flavor_text_is_in_gigabytes(ram, words):
    flavor = Flavor("1", "arm.small", vcpus=2, ram=ram, disk=20)
    assert flavor_text(flavor) == f"arm.small (2 vCPU, {words} memory, 20 GB disk)"
