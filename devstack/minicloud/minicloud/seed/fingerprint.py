# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Tells whether what was made from a table in a source file is still what it would make."""

from __future__ import annotations

import hashlib
from pathlib import Path


def fingerprint_of(file: str | None) -> str:
    """Of a module's ``__file__``."""
    return hashlib.sha256(Path(file or "").read_bytes()).hexdigest()
