# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Prints what is being done, at least every ten seconds, and how long it took."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

HEARTBEAT_SECONDS = 10.0


class Step:
    """A step in progress. ``detail`` can be set at any time; the next heartbeat prints it."""

    def __init__(self) -> None:
        self.detail = ""


class Progress:
    """Prints a line when a step begins, every ten seconds while it lasts, and when it ends.

    Steps may run at the same time in several threads: lines are never mixed.
    """

    def __init__(self, out: TextIO | None = None, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self.took: list[tuple[str, float]] = []
        self._out = out or sys.stdout
        self._heartbeat = heartbeat
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        with self._lock:
            seconds = time.monotonic() - self._began
            print(f"[{seconds:5.1f} s] {text}", file=self._out, flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Report what the block does under ``name``; remember its seconds when it succeeds."""
        step = Step()
        began = time.monotonic()
        over = threading.Event()

        def beat() -> None:
            while not over.wait(self._heartbeat):
                elapsed = time.monotonic() - began
                self.say(f"{name}: {elapsed:.0f} s so far. {step.detail}".rstrip())

        self.say(f"{name} ...")
        heart = threading.Thread(target=beat, daemon=True)
        heart.start()
        try:
            yield step
        finally:
            over.set()
            heart.join()
        seconds = time.monotonic() - began
        with self._lock:
            self.took.append((name, seconds))
        self.say(f"{name}: done in {seconds:.1f} s")
