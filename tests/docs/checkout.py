# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The files of the checkout that these tests read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

_MADE_BY_TOOLS = {"__pycache__", "build", "dist", "node_modules"}
_HIDDEN_BUT_OURS = {".ci"}
_BINARY = {".png", ".ico", ".mo", ".pyc"}


def documents() -> list[Path]:
    """List the documents whose paths and links must lead somewhere."""
    top = [CHECKOUT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "README.md")]
    return [*top, CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]


def files(*endings: str) -> Iterator[Path]:
    """List the project's text files, or those with these endings; links are not followed."""
    for folder, folders, names in os.walk(CHECKOUT):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _MADE_BY_TOOLS
            and not name.endswith(".egg-info")
            and (not name.startswith(".") or name in _HIDDEN_BUT_OURS)
        )
        for name in sorted(names):
            path = Path(folder, name)
            wanted = path.suffix in endings if endings else path.suffix not in _BINARY
            if wanted and not path.is_symlink() and not name.startswith((".venv", ".coverage")):
                yield path


def shown(path: Path) -> str:
    """Return a path as a failure shows it."""
    return str(path.relative_to(CHECKOUT))
