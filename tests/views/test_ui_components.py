# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Components: what they show of what they hold."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup

from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, Health, NodeGroup, Status
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.verdict import not_allowed
from ldc_k8s_dashboard.templatetags.kubernetes import component
from ldc_k8s_dashboard.ui.components import ActionLink, ActionMenu, MissingPart, StatusBadge
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar
from tests.views.pages import EVIL, MARK, text_of


def shown(item):
    return BeautifulSoup(item.render(), "html.parser")


def words(item):
    return text_of(shown(item))


REFUSED = not_allowed(message("Wait until it is ready."))


def test_nothing_renders_as_nothing():
    assert component(None) == ""


def test_a_component_cannot_be_changed_and_so_be_shared_by_threads():
    with pytest.raises(dataclasses.FrozenInstanceError):
        StatusBadge("ok", "Ready").kind = "failed"


# --- status ---


@pytest.mark.parametrize(
    ("status", "word", "icon"),
    [
        ("CREATE_COMPLETE", "Ready", "fa-check-circle"),
        ("UPDATE_IN_PROGRESS", "Being changed", "fa-refresh"),
        ("CREATE_FAILED", "Creation failed", "fa-times-circle"),
        ("SOMETHING_NEW", "Unknown state (SOMETHING_NEW)", "fa-question-circle"),
        ("", "Unknown state", "fa-question-circle"),
    ],
)
def test_a_status_is_a_word_and_an_icon(status, word, icon):
    badge = shown(StatusBadge.of_cluster(Cluster("1", "alpha", Status.parse(status))))
    assert text_of(badge.select_one(".k8s-status-word")) == word
    assert icon in badge.select_one(".fa")["class"]
    assert badge.select_one(".k8s-status")["data-status"] == status


def test_a_kind_of_status_that_nobody_knows_looks_unknown():
    assert "fa-question-circle" in StatusBadge("mystery", "?").render()


@pytest.mark.parametrize("health", list(Health))
def test_every_health_has_a_word(health):
    assert words(StatusBadge.of_health(health))


def test_a_node_group_looks_like_its_cluster():
    group = NodeGroup("1", "gpu", "worker", Status.parse("UPDATE_FAILED"), status_reason="No host")
    assert words(StatusBadge.of_node_group(group)).startswith("Change failed")
    assert "No host" in words(StatusBadge.of_node_group(group))


# --- quota ---


@pytest.mark.parametrize(
    ("bar", "text"),
    [
        (QuotaBar("Clusters", 3, 20), "Clusters 3 of 20"),
        (QuotaBar("Clusters", 3, 20, need=1), "Clusters 3 now, 4 after, limit 20"),
        (
            QuotaBar("Clusters", 20, 20, need=1),
            "Clusters 20 now, 21 after, limit 20 over the limit by 1",
        ),
        (QuotaBar("Clusters", 3, -1), "Clusters 3 used, no limit"),
        (QuotaBar("Clusters", 3, None), "Clusters 3 used, limit unknown"),
        (QuotaBar("Clusters", None, 20), "Clusters unknown"),
        (
            QuotaBar("Clusters", 0, 0, need=1),
            "Clusters 0 now, 1 after, limit 0 over the limit by 1",
        ),
    ],
)
def test_a_quota_is_told_in_numbers_beside_its_bar(bar, text):
    assert words(bar) == text


@pytest.mark.parametrize(
    "bar", [QuotaBar("x", None, 20), QuotaBar("x", 1, None), QuotaBar("x", 1, -1)]
)
def test_what_is_unknown_or_unlimited_has_no_bar(bar):
    assert not shown(bar).select(".progress")


def test_a_bar_is_never_longer_than_its_frame():
    for used, limit, need in ((50, 20, 5), (0, 0, 3), (19, 20, 50), (7, 20, 0)):
        widths = [
            int(one["style"].removeprefix("width: ").removesuffix("%"))
            for one in shown(QuotaBar("x", used, limit, need)).select(".progress-bar")
        ]
        assert sum(widths) <= 100


# --- actions ---


def test_an_action_that_can_be_done_is_a_link_that_opens_over_the_page():
    found = shown(ActionLink("scale", "Scale", "/scale/")).a
    assert (found["href"], found["data-action"]) == ("/scale/", "scale")
    assert "ajax-modal" in found["class"]


def test_one_that_cannot_be_done_is_no_link_and_says_why():
    found = shown(ActionLink("scale", "Scale", "/scale/", REFUSED))
    assert found.a is None
    assert found.span["aria-disabled"] == "true"
    assert "Wait until it is ready." in text_of(found)


def test_the_first_that_can_be_done_is_the_button_and_never_the_dangerous_one():
    menu = ActionMenu(
        "alpha",
        (
            ActionLink("scale", "Scale", "/scale/", REFUSED),
            ActionLink("delete", "Delete", "/delete/", danger=True),
            ActionLink("upgrade", "Upgrade", "/upgrade/"),
        ),
    )
    found = shown(menu)
    assert found.select_one("a.btn")["data-action"] == "upgrade"
    assert [one["data-action"] for one in found.select("ul [data-action]")] == ["scale", "delete"]


def test_a_menu_of_refusals_and_dangers_alone_has_a_named_button():
    menu = ActionMenu("alpha", (ActionLink("delete", "Delete", "/delete/", danger=True),))
    found = shown(menu)
    assert found.select_one("a.btn") is None
    assert text_of(found.button) == "Actions More actions for alpha"


def test_every_button_of_a_menu_says_for_what_it_is():
    menu = ActionMenu("alpha", (ActionLink("a", "A", "/a/"), ActionLink("b", "B", "/b/")))
    found = shown(menu)
    assert text_of(found.select_one("a.btn")) == "A alpha"
    assert text_of(found.button) == "More actions for alpha"


# --- missing parts ---


def test_a_missing_part_says_what_and_why_and_keeps_the_raw_text_folded():
    part = MissingPart("Flavors are missing.", "Nova is slow.", "raw words", "req-7", "/again/")
    found = shown(part)
    assert text_of(found).startswith("Flavors are missing. Nova is slow. Try again")
    assert found.a["href"] == "/again/"
    assert "raw words" in text_of(found.details)
    assert "req-7" in text_of(found.details)


def test_without_raw_text_there_is_nothing_to_unfold():
    assert shown(MissingPart("Flavors are missing.", "Nova is slow.")).details is None


# --- outside text ---


@pytest.mark.parametrize(
    "item",
    [
        StatusBadge("failed", EVIL, reason=EVIL, raw=EVIL),
        ActionLink("scale", EVIL, EVIL),
        ActionLink("scale", EVIL, EVIL, not_allowed(message("%(why)s", why=EVIL))),
        ActionMenu(EVIL, (ActionLink("scale", EVIL, EVIL), ActionLink("x", EVIL, EVIL))),
        MissingPart(EVIL, message("%(why)s", why=EVIL), EVIL, EVIL, EVIL),
        QuotaBar(EVIL, 1, 2),
    ],
)
def test_outside_text_is_text(item):
    html = item.render()
    assert MARK in html
    assert "<img" not in html
    assert "{$" not in html
    assert not shown(item).select("img")
