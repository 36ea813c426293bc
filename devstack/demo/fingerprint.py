# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fingerprints of files of the checkout, to notice when what was made from them is out of date."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

from demo.state import CHECKOUT

# What the plugin's wheel is built from, relative to the checkout.
PLUGIN_SOURCES = ("LICENSE", "pyproject.toml", "setup.cfg", "setup.py")
PLUGIN_FOLDERS = ("ldc_k8s_dashboard", "static", "templates")


def of_files(paths: Iterable[Path], *also: str) -> str:
    """Return a digest of the files' names and contents, of this Python, and of ``also``."""
    digest = hashlib.sha256()
    for text in (sys.version, *also):
        digest.update(text.encode() + b"\0")
    for path in sorted(paths):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def plugin_files() -> list[Path]:
    """Return every file that goes into the plugin's wheel."""
    files = [CHECKOUT / name for name in PLUGIN_SOURCES]
    for folder in PLUGIN_FOLDERS:
        files += (
            path
            for path in (CHECKOUT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        )
    return files


def of_plugin(*also: str) -> str:
    return of_files(plugin_files(), *also)
