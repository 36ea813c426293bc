# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""./run_tests.sh ends with the status of what it ran; tox alone is stood in for here."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]

TOX = """\
#!{python}
import json, pathlib, sys, time
while not pathlib.Path(".tox/maker").exists():
    time.sleep(0.01)
pathlib.Path(".tox/asked").write_text(sys.argv[sys.argv.index("-e") + 1])
found = {{"testenvs": {{"cloud": {{"test": [{{"retcode": {status}}}]}}}}}}
pathlib.Path(".tox/results/tox.json").write_text(json.dumps(found))
sys.exit({status})
"""

LASTING_TOX = """\
#!{python}
import pathlib, subprocess, sys, time
stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
started = [
    subprocess.Popen(["sleep", "600"]),
    subprocess.Popen(["sleep", "600"], start_new_session=True),
    subprocess.Popen(["sh", "-c", "sleep 600 & echo $! >.tox/orphan"], start_new_session=True),
    subprocess.Popen([sys.executable, "-c", stubborn]),
]
started[2].wait()
ids = [process.pid for process in started if process is not started[2]]
ids.append(int(pathlib.Path(".tox/orphan").read_text()))
new = pathlib.Path(".tox/started.new")
new.write_text(" ".join(map(str, ids)))
new.rename(".tox/started")
try:
    time.sleep(600)
except KeyboardInterrupt:
    pathlib.Path(".tox/interrupted").touch()
    sys.exit(1)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which the tools are installed, and the cloud's environment is made at once."""
    for name in (
        "run_tests.sh",
        "constraints.txt",
        "devstack/find_python.sh",
        "devstack/demo",
        "devstack/minicloud",
        "tests/ended_together.py",
        "tests/summary.py",
    ):
        here, there = TOP / name, tmp_path / name
        there.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if here.is_dir() else shutil.copy)(here, there)
    tools = tmp_path / ".tox" / "tools-venv"
    (tools / "bin").mkdir(parents=True)
    shutil.copy(TOP / "constraints.txt", tools / "made-from")
    (tools / "bin" / "python").symlink_to(sys.executable)
    script(
        tmp_path / "tests" / "cloud_environment.sh",
        "#!/bin/bash\nrm .tox/preparing\necho $$ >.tox/maker\n",
    )
    return tmp_path


def script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def run(checkout: Path, status: int) -> subprocess.CompletedProcess[str]:
    script(checkout / ".tox/tools-venv/bin/tox", TOX.format(python=sys.executable, status=status))
    return subprocess.run(
        ["./run_tests.sh", "cloud"],
        cwd=checkout,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_run_tests_without_a_failure_exits_with_0(checkout: Path) -> None:
    ended = run(checkout, status=0)

    assert ended.stdout.splitlines()[-1] == "1 passed, 0 failed, 0 skipped", ended.stderr
    assert ended.returncode == 0
    # What the part is run with is installed before it, and counts for nothing.
    assert (checkout / ".tox" / "asked").read_text() == "cloud,installed"


def test_run_tests_with_a_failure_exits_with_its_status(checkout: Path) -> None:
    ended = run(checkout, status=3)

    assert ended.stdout.splitlines()[-1] == "0 passed, 1 failed, 0 skipped", ended.stderr
    assert ended.returncode == 1


def test_run_tests_ends_an_install_in_progress(checkout: Path) -> None:
    script(
        checkout / "tests" / "cloud_environment.sh",
        "#!/bin/bash\necho $$ >.tox/maker\nexec sleep 600\n",
    )

    assert run(checkout, status=0).returncode == 0
    maker = int((checkout / ".tox" / "maker").read_text())
    assert not Path(f"/proc/{maker}").exists()
    assert not (checkout / ".tox" / "preparing").exists()


def is_running(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_until(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until, what
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_ended_run_tests_leaves_no_process(checkout: Path, number: signal.Signals) -> None:
    script(checkout / ".tox/tools-venv/bin/tox", LASTING_TOX.format(python=sys.executable))
    started = checkout / ".tox" / "started"
    with subprocess.Popen(
        ["./run_tests.sh", "lint"],
        cwd=checkout,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        wait_until(started.exists, "tox was not started")
        processes = [int(word) for word in started.read_text().split()]
        assert all(is_running(process) for process in processes)

        running.send_signal(number)
        running.wait(timeout=60)

    wait_until(lambda: not any(map(is_running, processes)), f"of {processes} some still run")
    assert (checkout / ".tox" / "interrupted").exists(), "tox had no time to end its commands"
