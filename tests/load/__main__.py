# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fifty people at once for ten minutes: ``tests/load/run``.

Brings up an embedded cloud and one Horizon, served as in production, and lets people work: lists,
live rows, a cluster's pages, the wizard with its preview, launches by double click, scaling,
kubeconfigs, deletion. Clusters are made of nothing, so that the load is the dashboard's.

Prints a table, writes the figures as JSON, and exits with 1 where a rule is broken: no request
fails, nothing is launched twice, no connection is left but those that Horizon's own clients keep,
95 of 100 requests take less than 2.5 s, and the memory of Horizon's workers stays within 5 % of
what it was after the warm-up.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from minicloud import processes

from tests.browser.conftest import free_port
from tests.browser.served import serving
from tests.cloud.conftest import Cloud, prepare
from tests.load import load


def main() -> int:
    arguments = parser().parse_args()
    plan = load.Plan(arguments.people, arguments.seconds, arguments.rate, arguments.warm_up)
    python = os.environ["LDC_CLOUD_PYTHON"]
    with ExitStack() as until_the_end:
        folder = Path(until_the_end.enter_context(tempfile.TemporaryDirectory()))
        cloud = Cloud(python, folder / "cloud")
        say("bringing up the cloud")
        prepare(python)
        base = str(processes.free_port_base())
        up = cloud.command("up", "--port-base", base)
        until_the_end.callback(cloud.command, "wipe")
        assert up.returncode == 0, up.stdout + up.stderr
        cloud.wait_for_samples()
        say("serving Horizon")
        auth_url = cloud.facts["auth_url"]
        site = until_the_end.enter_context(serving(auth_url, free_port(), folder / "horizon"))
        say(f"{plan.people} people for {plan.seconds} s; load average {os.getloadavg()[0]:.1f}")
        files = arguments.json.parent / "load"
        report = load.run(cloud, site, plan, files)
        say(f"done; load average {os.getloadavg()[0]:.1f}")
        log = (site.folder / "horizon" / "horizon.log").read_text(errors="replace")
        (files / "horizon.log").write_text(log)
    load.judge_figures(load.judge(report))
    print(report.as_table())
    arguments.json.write_text(report.as_json())
    print(f"All figures are in {arguments.json}.")
    return 1 if report.broken else 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="tests/load/run", description=__doc__)
    top.add_argument("--people", type=int, default=50)
    top.add_argument("--seconds", type=int, default=600)
    top.add_argument("--rate", type=float, default=8.0, help="requests a second, of all people")
    top.add_argument("--warm-up", type=int, default=120, help="seconds (default 120)")
    top.add_argument("--json", type=Path, default=Path("build/load.json"))
    return top


def say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
