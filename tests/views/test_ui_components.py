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


def rendered(item):
    return BeautifulSoup(item.render(), "html.parser")


def rendered_text(item):
    return text_of(rendered(item))


REFUSED = not_allowed(message("Wait until it is ready."))


def test_component_tag_renders_none_as_nothing():
    assert component(None) == ""


def test_component_is_immutable_for_threads():
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
def test_status_badge_has_text_and_icon(status, word, icon):
    badge = rendered(StatusBadge.of_cluster(Cluster("1", "alpha", Status.parse(status))))
    assert text_of(badge.select_one(".k8s-status-word")) == word
    assert icon in badge.select_one(".fa")["class"]
    assert badge.select_one(".k8s-status")["data-status"] == status


def test_status_badge_of_an_unknown_kind_looks_unknown():
    assert "fa-question-circle" in StatusBadge("mystery", "?").render()


READY = Status.parse("CREATE_COMPLETE")


@pytest.mark.parametrize("health", list(Health))
def test_status_badge_has_a_text_for_every_health(health):
    assert rendered_text(StatusBadge.of_health(Cluster("1", "alpha", READY, health=health)))


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("CREATE_FAILED", "Never came up"),
        ("DELETE_IN_PROGRESS", "Never came up"),
        ("CREATE_IN_PROGRESS", "Not up yet"),
        ("CREATE_COMPLETE", "Not checked yet"),
        ("UPDATE_FAILED", "Not checked yet"),
    ],
)
def test_status_badge_of_health_says_why_there_is_none(status, word):
    cluster = Cluster("1", "alpha", Status.parse(status))
    assert rendered_text(StatusBadge.of_health(cluster)) == word


def test_status_badge_of_health_waits_for_a_cluster_that_ran_before_its_deletion():
    cluster = Cluster("1", "alpha", Status.parse("DELETE_FAILED"), version="v1.33.1")
    assert rendered_text(StatusBadge.of_health(cluster)) == "Not checked yet"


def test_status_badge_of_a_node_group_reads_like_a_clusters():
    group = NodeGroup("1", "gpu", "worker", Status.parse("UPDATE_FAILED"), status_reason="No host")
    assert rendered_text(StatusBadge.of_node_group(group)).startswith("Change failed")
    assert "No host" in rendered_text(StatusBadge.of_node_group(group))


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
def test_quota_bar_has_its_numbers_as_text(bar, text):
    assert rendered_text(bar) == text


@pytest.mark.parametrize(
    "bar", [QuotaBar("x", None, 20), QuotaBar("x", 1, None), QuotaBar("x", 1, -1)]
)
def test_quota_bar_without_both_numbers_has_text_only(bar):
    assert not rendered(bar).select("svg")


def test_quota_bar_never_exceeds_full_width():
    for used, limit, need in ((50, 20, 5), (0, 0, 3), (19, 20, 50), (7, 20, 0)):
        widths = [
            int(drawn["width"])
            for drawn in rendered(QuotaBar("x", used, limit, need)).select("rect")
        ]
        assert sum(widths) <= 100


# --- actions ---


def test_action_link_opens_over_the_page():
    tag = rendered(ActionLink("scale", "Scale", "/scale/")).a
    assert (tag["href"], tag["data-action"]) == ("/scale/", "scale")
    assert "ajax-modal" in tag["class"]


def test_action_link_not_allowed_shows_its_reason():
    tag = rendered(ActionLink("scale", "Scale", "/scale/", REFUSED))
    assert tag.a is None
    assert tag.span["aria-disabled"] == "true"
    assert "Wait until it is ready." in text_of(tag)


def test_action_menu_button_is_the_first_allowed_and_harmless():
    menu = ActionMenu(
        "alpha",
        (
            ActionLink("scale", "Scale", "/scale/", REFUSED),
            ActionLink("delete", "Delete", "/delete/", danger=True),
            ActionLink("upgrade", "Upgrade", "/upgrade/"),
        ),
    )
    tag = rendered(menu)
    assert tag.select_one("a.btn")["data-action"] == "upgrade"
    assert [element["data-action"] for element in tag.select("ul [data-action]")] == [
        "scale",
        "delete",
    ]


def test_action_menu_without_a_harmless_action_has_a_named_button():
    menu = ActionMenu("alpha", (ActionLink("delete", "Delete", "/delete/", danger=True),))
    tag = rendered(menu)
    assert tag.select_one("a.btn") is None
    assert text_of(tag.button) == "Actions More actions for alpha"


def test_action_menu_button_is_the_preferred_action_where_it_is_allowed():
    actions = (
        ActionLink("launch", "Launch", "/launch/"),
        ActionLink("delete", "Delete", "/delete/", danger=True),
        ActionLink("scale", "Scale", "/scale/", REFUSED),
    )
    assert ActionMenu("alpha", actions, preferred="delete").first is actions[1]
    assert ActionMenu("alpha", actions, preferred="scale").first is actions[0]


def test_action_menu_buttons_name_their_subject():
    menu = ActionMenu("alpha", (ActionLink("a", "A", "/a/"), ActionLink("b", "B", "/b/")))
    tag = rendered(menu)
    assert text_of(tag.select_one("a.btn")) == "A alpha"
    assert text_of(tag.button) == "More actions for alpha"


# --- missing parts ---


def test_missing_part_shows_what_and_why_and_folds_the_raw_text():
    part = MissingPart("Flavors are missing.", "Nova is slow.", "raw words", "req-7", "/again/")
    tag = rendered(part)
    assert text_of(tag).startswith("Flavors are missing. Nova is slow. Try again")
    assert tag.a["href"] == "/again/"
    assert "raw words" in text_of(tag.details)
    assert "req-7" in text_of(tag.details)


def test_missing_part_without_raw_text_has_no_details():
    assert rendered(MissingPart("Flavors are missing.", "Nova is slow.")).details is None


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
def test_components_escape_outside_text(item):
    html = item.render()
    assert MARK in html
    assert "<img" not in html
    assert "{$" not in html
    assert not rendered(item).select("img")
