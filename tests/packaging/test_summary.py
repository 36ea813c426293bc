# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The last line of ./run_tests.sh adds everything up, and hides no failure."""

import json
from pathlib import Path

import pytest

from tests import summary

PASSED = {"test": [{"retcode": 0}]}
JUNIT = '<testsuites><testsuite tests="{}" failures="{}" errors="0" skipped="{}"/></testsuites>'


def results(folder: Path, environments: dict[str, object], **junit: str) -> Path:
    (folder / "tox.json").write_text(json.dumps({"testenvs": environments}))
    for name, text in junit.items():
        (folder / f"{name}.xml").write_text(text)
    return folder


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_summary_adds_up_checks_and_tests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lint = {"test": [{"retcode": 0}, {"retcode": 0}]}
    folder = results(tmp_path, {"cloud": {}, "lint": lint, "py": PASSED}, py=JUNIT.format(10, 0, 1))

    assert summary.main(folder, 61, ["lint", "py"]) == 0
    assert last_line(capsys) == "11 passed, 0 failed, 1 skipped"


def test_summary_counts_a_failed_check_and_a_failed_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lint = {"test": [{"retcode": 0}, {"retcode": 1}]}
    py = {"test": [{"retcode": 1}]}
    folder = results(tmp_path, {"lint": lint, "py": py}, py=JUNIT.format(10, 2, 0))

    assert summary.main(folder, 1, ["lint", "py"]) == 1
    assert last_line(capsys) == "9 passed, 3 failed, 0 skipped"


def test_summary_counts_an_environment_that_could_not_be_made(tmp_path: Path) -> None:
    assert summary.main(results(tmp_path, {"py": {}}), 1, ["py"]) == 1


def test_summary_counts_a_test_run_that_broke_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = results(tmp_path, {"py": {"test": [{"retcode": 4}]}}, py=JUNIT.format(0, 0, 0))

    assert summary.main(folder, 1, ["py"]) == 1
    assert last_line(capsys) == "0 passed, 1 failed, 0 skipped"
