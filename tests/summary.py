# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Adds up what a run of tox found: ``python tests/summary.py FOLDER SECONDS PART...``.

FOLDER holds tox.json (tox's own result file) and one JUnit file for each part that ran pytest. A
part without one, such as lint, counts as many checks as it ran commands. The last line printed is
"N passed, N failed, N skipped"; the exit status is 1 when anything failed, or nothing ran.
"""

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, NamedTuple


class Counts(NamedTuple):
    passed: int
    failed: int
    skipped: int


def of_pytest(junit: Path) -> Counts:
    suites = ET.parse(junit).getroot().iter("testsuite")
    totals = [
        [int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")]
        for suite in suites
    ]
    tests, failures, errors, skipped = (sum(column) for column in zip(*totals, strict=True))
    return Counts(tests - failures - errors - skipped, failures + errors, skipped)


def of_commands(result: dict[str, Any]) -> Counts:
    codes = [command["retcode"] for command in result.get("test", [])]
    failed = sum(code != 0 for code in codes)
    if not codes:  # not even the environment could be made
        return Counts(0, 1, 0)
    return Counts(len(codes) - failed, failed, 0)


def main(folder: Path, seconds: int, names: list[str]) -> int:
    environments = json.loads((folder / "tox.json").read_text())["testenvs"]
    parts = {}
    for name in names:
        result = environments.get(name, {})
        junit = folder / f"{name}.xml"
        parts[name] = of_pytest(junit) if junit.exists() else of_commands(result)
        # pytest that found no test at all, or broke down, leaves a status and no failed test.
        if parts[name].failed == 0 and of_commands(result).failed:
            parts[name] = parts[name]._replace(failed=1)
    for name, counts in parts.items():
        print(
            f"{name:<10} {counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped"
        )
    print(f"in {seconds // 60} min {seconds % 60} s")
    total = Counts(*(sum(column) for column in zip(*parts.values(), strict=True)))
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return int(total.failed > 0 or total.passed == 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
