# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Runs pip so that a person understands it when it fails."""

from __future__ import annotations

import os
from pathlib import Path

from demo.failure import DemoFailure
from demo.jobs import Jobs
from demo.progress import Step

_CAUSES = (
    (
        ("No space left on device", "Errno 28", "Disk quota exceeded"),
        "The disk is full: make room, or choose a folder on another disk with --state DIR.",
    ),
    (
        (
            "Temporary failure in name resolution",
            "Failed to establish a new connection",
            "Network is unreachable",
            "Read timed out",
            "ProxyError",
            "Connection refused",
        ),
        "The package index cannot be reached: check the network, and pip's proxy settings.",
    ),
    (
        ("No matching distribution found", "ResolutionImpossible"),
        "The package index does not have a version that is needed; the log names it.",
    ),
)


def run_pip(jobs: Jobs, command: list[str], step: Step, log: Path, scratch: Path) -> None:
    """Run pip, or something that runs it. Raises DemoFailure with the cause when it fails.

    ``scratch`` is where it may put temporary files: on the disk whose free space was looked at, not
    wherever /tmp is.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"TMPDIR": str(scratch), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    environment.pop("PYTHONPATH", None)
    status, lines = jobs.run(command, environment, log, step)
    if status:
        raise DemoFailure(explain(lines, log))


def explain(lines: list[str], log: Path) -> str:
    """What made pip end with these last lines, in a sentence that says what to do."""
    text = "\n".join(lines)
    for signs, sentence in _CAUSES:
        if any(sign in text for sign in signs):
            return f"{sentence} (log: {log})"
    errors = [line for line in lines if line.lower().startswith("error:")] or lines[-1:]
    return f"pip failed: {' '.join(errors[:1])} (log: {log})"
