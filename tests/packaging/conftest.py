# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the packaging tests: a copy of what the plugin is built from, and its wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from demo import fingerprint
from demo.state import CHECKOUT


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the plugin's wheel is built from, where a build may leave files."""
    folder = tmp_path_factory.mktemp("source")
    for name in fingerprint.PLUGIN_SOURCES:
        shutil.copy2(CHECKOUT / name, folder)
    for name in fingerprint.PLUGIN_FOLDERS:
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / name, folder / name, symlinks=True, ignore=skip)
    return folder


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(source)], check=True)
    return next(folder.glob("*.whl"))
