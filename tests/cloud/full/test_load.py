# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Several people at work at once; `tests/load/run` is the same with fifty, for ten minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo import horizon
from demo.state import State

from tests.browser.conftest import free_port
from tests.browser.served import Site, serving
from tests.cloud.conftest import Cloud
from tests.load import load
from tests.load.workers import workers

SHORT = load.Plan(people=8, seconds=28, rate=4.0, warm_up=8)


@pytest.fixture(scope="module")
def site(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    cloud.wait_for_samples()
    folder = tmp_path_factory.mktemp("horizon") / "state"
    with serving(cloud.facts["auth_url"], free_port(), folder) as served:
        yield served


@pytest.fixture(autouse=True)
def nothing_left(cloud: Cloud) -> Iterator[None]:
    """Delete the clusters afterwards: other tests use this cloud."""
    yield
    magnum = cloud.magnum("admin", "admin")
    for name in names(cloud):
        magnum.delete(name)


def names(cloud: Cloud) -> Counter[str]:
    """Return the names of the people's clusters."""
    listed = cloud.magnum("admin", "admin").accepted("GET", "/clusters")["clusters"]
    return Counter(row["name"] for row in listed if row["name"].startswith("person-"))


def test_people_at_once_meet_no_error_and_launch_once(
    cloud: Cloud, site: Site, tmp_path: Path
) -> None:
    report = load.judge(load.run(cloud, site, SHORT, tmp_path))

    assert not report.broken, report.as_table()
    assert max(names(cloud).values(), default=0) <= 1


def test_killed_worker_and_restarted_memcached_launch_nothing_twice(
    cloud: Cloud, site: Site, tmp_path: Path
) -> None:
    """The killed worker's requests fail and the sessions are gone; people sign in again."""

    def break_things() -> None:
        workers(site.folder)[0].kill()
        state = State(site.folder)
        memcached, program = state.server("memcached"), horizon.memcached_program()
        if memcached is not None and program is not None:
            memcached.stop()
            horizon.start_memcached(program, horizon.memcached_address(state), state)

    report = load.run(cloud, site, SHORT, tmp_path, meanwhile=break_things)

    assert not report.duplicates, report.as_table()
    assert 0 < report.clusters_requested <= report.launched, report.as_table()
    assert max(names(cloud).values(), default=0) <= 1
    assert int(report.by_name["sign in"]["Request Count"]) > SHORT.people, report.as_table()
