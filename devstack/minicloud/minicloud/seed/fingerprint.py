# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fingerprints of source files, to notice when a table has changed since it was seeded."""

from __future__ import annotations

import hashlib
from pathlib import Path


def fingerprint_of(file: str | None) -> str:
    """Return the fingerprint of a module's ``__file__``."""
    return hashlib.sha256(Path(file or "").read_bytes()).hexdigest()
