# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The bars of a project's quotas: in words, by service, with what would fit."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.quotas.demand import Demand
from ldc_k8s_dashboard.domain.quotas.preflight import preflight
from ldc_k8s_dashboard.domain.quotas.resources import Resource, Service, Usage
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.quota_bar import QuotaBar
from ldc_k8s_dashboard.ui.quota_bars import QuotaBars
from tests.views.pages import EVIL, MARK, text_of


def rendered(item):
    return BeautifulSoup(item.render(), "html.parser")


def rendered_text(item):
    return text_of(rendered(item))


def bars_of_demand(needs, usage, **more):
    return QuotaBars.of_preflight(preflight(Demand(needs), usage), **more)


@pytest.mark.parametrize(
    ("resource", "usage", "need", "text"),
    [
        (Resource.CORES, Usage(40, 16), 12, "vCPUs 16 now, 28 after, limit 40"),
        (
            Resource.RAM,
            Usage(16384, 8192),
            10240,
            "Memory 8 GB now, 18 GB after, limit 16 GB over the limit by 2 GB",
        ),
        (Resource.CORES, Usage(-1, 16), 12, "vCPUs 12 needed, no limit"),
        (Resource.CORES, Usage(-1, None), 12, "vCPUs 12 needed, no limit"),
        (Resource.PORTS, Usage(None, 3), 12, "Ports 12 needed, headroom unknown"),
        (Resource.PORTS, Usage(50, None), 12, "Ports 12 needed, headroom unknown"),
        (Resource.CORES, Usage(40, 16), None, "vCPUs 16 now, need unknown, limit 40"),
        (Resource.CORES, Usage(-1, 16), None, "vCPUs 16 used, no limit"),
        (
            Resource.SERVER_GROUP_MEMBERS,
            Usage(10, 0),
            12,
            "Machines in one server group 12 in the largest, limit 10 over the limit by 2",
        ),
        (Resource.SERVER_GROUP_MEMBERS, Usage(-1, 0), 12, "Machines in one server group no limit"),
    ],
)
def test_quota_bar_of_a_demand_has_its_numbers_as_text(resource, usage, need, text):
    (line,) = preflight(Demand({resource: need}), {resource: usage}).lines
    assert rendered_text(QuotaBar.of_line(line)) == text


@pytest.mark.parametrize(
    ("resource", "usage", "text"),
    [
        (Resource.RAM, Usage(51200, 4608), "Memory 4.5 GB of 50 GB"),
        (Resource.VOLUME_GB, Usage(-1, 70), "Volume storage 70 GB used, no limit"),
        (Resource.CORES, Usage(40, None), "vCPUs unknown"),
        (Resource.CORES, Usage(-1, None), "vCPUs no limit"),
        (Resource.CORES, Usage(10, 12), "vCPUs 12 of 10 over the limit by 2"),
        (Resource.SERVER_GROUP_MEMBERS, Usage(10, 0), "Machines in one server group at most 10"),
        (Resource.SERVER_GROUP_MEMBERS, Usage(), "Machines in one server group unknown"),
    ],
)
def test_quota_bar_of_usage_has_its_numbers_as_text(resource, usage, text):
    assert rendered_text(QuotaBar.of_usage(resource, usage)) == text


def test_quota_bar_shrinks_for_a_negative_demand():
    bar = rendered(QuotaBar("vCPUs", 10, 20, need=-5))
    assert text_of(bar) == "vCPUs 10 now, 5 after, limit 20"
    assert [drawn["width"] for drawn in bar.select("rect")] == ["25"]


def test_quota_bars_are_grouped_by_service():
    page = rendered(
        bars_of_demand(
            {Resource.PORTS: 4, Resource.CLUSTERS: 1, Resource.CORES: 2},
            {resource: Usage(10, 1) for resource in Resource},
        )
    )
    groups = [text_of(group.h3) for group in page.select("section")]
    assert groups == ["Clusters", "Compute", "Network"]
    for group in page.select("section"):
        assert group["aria-labelledby"] == group.h3["id"]
    assert [bar["data-resource"] for bar in page.select(".k8s-quota")] == [
        "clusters",
        "cores",
        "ports",
    ]


@pytest.mark.parametrize(
    ("usage", "fit", "headline", "icon"),
    [
        (Usage(10, 1), "fits", "This fits the project's quotas.", "fa-check-circle"),
        (Usage(2, 1), "too_much", "This does not fit the project's quotas.", "fa-times-circle"),
        (Usage(None, 1), "unknown", "Some quotas could not be read", "fa-question-circle"),
    ],
)
def test_quota_bars_say_whether_the_demand_fits(usage, fit, headline, icon):
    page = rendered(bars_of_demand({Resource.CORES: 4}, {Resource.CORES: usage}))
    headline_tag = page.select_one(".k8s-quota-fit")
    assert headline_tag["data-fit"] == fit
    assert headline in text_of(headline_tag)
    assert icon in headline_tag.select_one(".fa")["class"]


def test_quota_bars_miss_only_a_failed_service():
    page = rendered(
        QuotaBars.of_usage(
            {Resource.CORES: Usage(10, 1)},
            {Service.CINDER: MissingPart("Volumes", message("Cinder did not answer in time."))},
        )
    )
    machines, volumes = page.select("section")
    assert "1 of 10" in text_of(machines)
    assert "Cinder did not answer in time." in text_of(volumes)
    assert not volumes.select(".k8s-quota")


def test_quota_bars_twice_on_a_page_share_no_id():
    usage = {Resource.CORES: Usage(10, 1)}
    page = rendered(QuotaBars.of_usage(usage, slug="one"))
    other = rendered(QuotaBars.of_usage(usage, slug="two"))
    ids = [tag["id"] for part in (page, other) for tag in part.select("[id]")]
    assert len(ids) == len(set(ids))


def test_quota_bars_are_hidden_from_screen_readers():
    page = rendered(bars_of_demand({Resource.CORES: 4}, {Resource.CORES: Usage(10, 1)}))
    assert page.select(".k8s-bar")
    assert all(bar["aria-hidden"] == "true" for bar in page.select(".k8s-bar"))


def test_quota_bars_escape_outside_text():
    page = QuotaBars.of_usage({}, {Service.NOVA: MissingPart(EVIL, EVIL, raw=EVIL)})
    assert not rendered(page).select("img")
    assert MARK in rendered_text(page)


def test_quota_bar_of_server_group_members_needs_a_demand():
    resource, usage = Resource.SERVER_GROUP_MEMBERS, Usage(10, 0)
    assert not rendered(QuotaBar.of_usage(resource, usage)).select(".k8s-bar")
    assert rendered(QuotaBar(resource.display_name, 0, 10, 4, resource)).select(".k8s-bar")


def test_quota_bar_of_clusters_with_a_negative_limit_refuses():
    text = rendered_text(QuotaBar.of_usage(Resource.CLUSTERS, Usage(-1, 3)))
    assert text == "Clusters 3 now, limit -1 refuses every cluster"
    assert "refuses every cluster" in rendered_text(
        QuotaBar.of_usage(Resource.CLUSTERS, Usage(-1, None))
    )
