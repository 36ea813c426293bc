# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Prints what was done and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Prints a line for each step. ``seconds`` holds how long each took, in their order."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.seconds: dict[str, float] = {}

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def done(self, step: str, seconds: float) -> None:
        self.seconds[step] = seconds
        print(f"  {step:<44} {seconds:6.1f} s", flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.done(name, time.monotonic() - began)
