# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Requests in parallel threads of Horizon never show on each other's pages."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.test import Client

from tests.views.pages import names_listed, pager, part, read, url

THREADS = 6
ROUNDS = 5


def browser_like(client):
    """Another window of the same person's browser."""
    window = Client()
    window.cookies = client.cookies.copy()
    return window


def at_once(asks):
    """Call all of them in as many threads, each round begun together; their results in order.

    The pages are read afterwards: reading them in the threads would only keep these from one
    another's pages.
    """
    together = threading.Barrier(len(asks))

    def rounds(ask):
        results = []
        for _ in range(ROUNDS):
            together.wait(timeout=30)
            results.append(ask())
        return results

    with ThreadPoolExecutor(len(asks)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(rounds, a) for a in asks]]


def visible_parts(page):
    """Return what threads could mix up: rows, links to other pages, headings, the search."""
    headings = [str(th) for th in part(page, "#clusters thead").select("th")]
    return names_listed(page), pager(page), headings, part(page, "#k8s-search")["value"]


def test_threads_do_not_mix_up_pages(openstack, member, rows_a_page):
    rows_a_page(2)
    for at in range(12):
        openstack.add_cluster(f"{'web' if at % 2 else 'batch'}-{at:02}")
    first = member.get(url("index"))
    queries = [
        url("index"),
        pager(first)["Next"],
        url("index") + "?sort=name&dir=asc",
        url("index") + "?q=web",
        url("index") + "?q=batch&sort=name&dir=desc",
        url("index") + "?sort=status&dir=asc&show=ready",
    ]
    expected = [visible_parts(member.get(query)) for query in queries]
    assert len({str(parts) for parts in expected}) == THREADS, "each of them looks different"

    def request_for(query):
        return partial(browser_like(member).get, query)

    for parts, pages in zip(
        expected, at_once([request_for(query) for query in queries]), strict=True
    ):
        assert [visible_parts(page) for page in pages] == [parts] * ROUNDS


def test_threads_show_each_user_their_own_clusters(openstack, sign_in):
    for at in range(5):
        openstack.add_cluster(f"ours-{at}")
        openstack.add_cluster(f"theirs-{at}", project="other-lab", owner="neighbour")
    people = ["member", "reader", "neighbour", "admin", "colleague", "neighbour"]
    windows = [sign_in(person) for person in people]

    def shown(page):
        return sorted(names_listed(page)), bool(read(page).select("#delete-selected"))

    asks = [partial(window.get, url("index")) for window in windows]
    for person, pages in zip(people, at_once(asks), strict=True):
        prefix = "theirs" if person == "neighbour" else "ours"
        expected = ([f"{prefix}-{at}" for at in range(5)], person != "reader")
        assert [shown(page) for page in pages] == [expected] * ROUNDS


def test_threads_do_not_mix_up_dialogs(openstack, member):
    clusters = [openstack.add_cluster(f"cluster-{at}") for at in range(THREADS)]
    openstack.limits = dict.fromkeys(openstack.limits, -1)

    def sending(cluster, count):
        window = browser_like(member)
        where = url("scale", cluster["uuid"])
        return partial(window.post, where, {"node_count": str(count)})

    with ThreadPoolExecutor(THREADS) as pool:
        asks = [sending(cluster, 10 + at) for at, cluster in enumerate(clusters)]
        answers = list(pool.map(lambda ask: ask(), asks))
    assert [answer.status_code for answer in answers] == [302] * THREADS
    sent = {
        request.path: request.body["node_count"]
        for request in openstack.sent("POST", service="magnum")
    }
    assert sent == {
        f"/v1/clusters/{cluster['uuid']}/actions/resize": 10 + at
        for at, cluster in enumerate(clusters)
    }
