# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A copy of what a newly seeded cloud stores. Later clouds start from it.

Eight databases, their tables and their rows are most of the work of a first start. They are the
same for every cloud that this code makes, except for ports, paths and keys. So the first cloud
saves a snapshot in the virtual environment before anybody has used it, and the next ones restore
it. It lives in the environment because the versions installed there decide what the tables look
like; a new environment starts without one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing, suppress
from dataclasses import replace
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

from cryptography.fernet import Fernet

from minicloud.settings import Settings

SAMPLES_DONE = "samples.done"  # in the data folder; holds the fingerprint of seed/samples.py
SNAPSHOTS = Path(sys.prefix) / "var" / "minicloud"
# Keystone's keys, which no two clouds share, and what only running processes need.
_NOT_COPIED = ("fernet", "credential", "lock")
# Files that mark a part as complete.
_MARKS = ("*.ready", "*.seeded")
_PACKAGES = (
    "keystone", "magnum", "glance", "nova", "neutron", "openstack-placement", "cinder", "octavia",
)  # fmt: skip


def save(settings: Settings) -> None:
    """Save what this cloud stores, in place of the snapshots that older code saved.

    The cloud's services can be running, but no operation may be in progress. Does nothing where
    the environment is read-only or already holds this snapshot.
    """
    folder = _folder(settings)
    with suppress(OSError):
        SNAPSHOTS.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=SNAPSHOTS, prefix="unfinished-"))
        try:
            _copy(settings.data, unfinished / "data")
            _copy_marks(settings.data, unfinished / "data")
            replace(settings, state=unfinished).save()
            # The databases contain this path; restore() replaces it.
            (unfinished / "made-in").write_text(str(settings.data))
            for old in SNAPSHOTS.glob(f"{_kind(settings)}-*"):
                shutil.rmtree(old, ignore_errors=True)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def has_samples(settings: Settings) -> bool:
    """Return whether the snapshot for such a cloud holds the sample clusters too (``prepare``)."""
    return (_folder(settings) / "data" / SAMPLES_DONE).exists()


def restore(settings: Settings) -> bool:
    """Fill an empty cloud from the snapshot. Return False where there is no snapshot."""
    snapshot = _folder(settings)
    try:
        _copy(snapshot / "data", settings.data)
        _relocate(settings, Path((snapshot / "made-in").read_text()), Settings.load(snapshot))
    except FileNotFoundError:  # there is none, or another process is replacing it right now
        return False
    for name in ("fernet", "credential"):
        _make_keys(settings.data / name)
    # Last, so that an interrupted restore does not count.
    _copy_marks(snapshot / "data", settings.data)
    return True


def _make_keys(folder: Path) -> None:
    """Make two keys as fernet_setup does: 1 is the key in use, 0 the next one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in ("0", "1"):
        key = os.open(folder / number, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(key, "wb") as file:
            file.write(Fernet.generate_key())


def _relocate(settings: Settings, old_data: Path, old: Settings) -> None:
    """Replace the paths and addresses of the cloud that was saved with those of this cloud."""
    for database, table, column in (
        ("glance", "image_locations", "value"),
        ("nova_api", "cell_mappings", "database_connection"),
    ):
        with closing(sqlite3.connect(settings.data / f"{database}.db")) as connection, connection:
            connection.execute(
                f"UPDATE {table} SET {column} = replace({column}, ?, ?)",
                (str(old_data), str(settings.data)),
            )
    with closing(sqlite3.connect(settings.data / "keystone.db")) as connection, connection:
        for service in old.services:
            connection.execute(
                "UPDATE endpoint SET url = ? WHERE url = ?",
                (f"new {settings.url(service.name)}", old.url(service.name)),
            )
        # In two steps, because one service's old port can be another's new one.
        connection.execute("UPDATE endpoint SET url = substr(url, 5) WHERE url LIKE 'new %'")


def _copy(source: Path, target: Path) -> None:
    """Copy a data folder, its databases through SQLite, which copies the state of one moment."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        if Path(folder) != source:
            return []
        patterns = (*_NOT_COPIED, "*.db*", *_MARKS)
        return [name for name in names if any(fnmatch(name, pattern) for pattern in patterns)]

    shutil.copytree(source, target, ignore=left_out, dirs_exist_ok=True)
    for database in source.glob("*.db"):
        with (
            closing(sqlite3.connect(database)) as original,
            closing(sqlite3.connect(target / database.name)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = WAL").fetchone()


def _copy_marks(source: Path, target: Path) -> None:
    for pattern in _MARKS:
        for mark in source.glob(pattern):
            shutil.copy2(mark, target)


def _folder(settings: Settings) -> Path:
    """Return the snapshot's folder, named after everything that decides what databases hold."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    versions = {name: metadata.version(name) for name in _PACKAGES}
    digest.update(json.dumps(versions).encode())
    return SNAPSHOTS / f"{_kind(settings)}-{digest.hexdigest()[:20]}"


def _kind(settings: Settings) -> str:
    return "lean" if settings.lean else "full"
