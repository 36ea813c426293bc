# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""./run_tests.sh ends with the status of what it ran; tox alone is stood in for here."""

import shutil
import subprocess
import sys
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


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which the tools are installed, and the cloud's environment is made at once."""
    for name in (
        "run_tests.sh",
        "constraints.txt",
        "devstack/find_python.sh",
        "devstack/demo",
        "devstack/minicloud",
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
