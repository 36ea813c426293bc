# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A copy of what a freshly filled cloud stores, from which further clouds are cast at once.

Eight databases, their tables and what is in them are most of the work of a first start. They are
the same for every cloud that this code makes, but for ports, paths and keys. So the first cloud
leaves a copy in the virtual environment, before anybody has used it, and the next ones begin with
that. The environment is what decides which versions made the tables; it takes the copy along when
it is made anew.
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

SAMPLES_DONE = "samples.done"  # in the data folder; says of what the samples were made
MOULDS = Path(sys.prefix) / "var" / "minicloud"
# Keystone's own, which no two clouds share, and what only running processes need
_NOT_COPIED = ("fernet", "credential", "lock")
# Say what is complete.
_MARKS = ("*.ready", "*.seeded")
_PACKAGES = (
    "keystone", "magnum", "glance", "nova", "neutron", "openstack-placement", "cinder", "octavia",
)  # fmt: skip


def keep(settings: Settings) -> None:
    """Copy what this cloud stores, in the place of what older code left. Its services may run;
    nothing may be under way in them.

    Where the environment may not be written to, or has a copy by now, nothing is done.
    """
    folder = _folder(settings)
    with suppress(OSError):
        MOULDS.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=MOULDS, prefix="unfinished-"))
        try:
            _copy(settings.data, unfinished / "data")
            for mark in (path for marks in _MARKS for path in settings.data.glob(marks)):
                shutil.copy2(mark, unfinished / "data")
            replace(settings, state=unfinished).save()
            # the place that stands in the databases
            (unfinished / "made-in").write_text(str(settings.data))
            for old in MOULDS.glob(f"{_kind(settings)}-*"):
                shutil.rmtree(old, ignore_errors=True)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def has_samples(settings: Settings) -> bool:
    """Whether the copy for such a cloud holds the sample clusters too (``prepare``)."""
    return (_folder(settings) / "data" / SAMPLES_DONE).exists()


def cast(settings: Settings) -> bool:
    """Give a cloud that stores nothing yet what the copy has. False where there is no copy."""
    mould = _folder(settings)
    try:
        _copy(mould / "data", settings.data)
        _place(settings, Path((mould / "made-in").read_text()), Settings.load(mould))
    except FileNotFoundError:  # there is none, or another one is just taking its place
        return False
    for name in ("fernet", "credential"):
        _make_keys(settings.data / name)
    # last: a cast that is cut off counts for nothing
    for said in _MARKS:
        for mark in (mould / "data").glob(said):
            shutil.copy2(mark, settings.data)
    return True


def _make_keys(folder: Path) -> None:
    """As fernet_setup does: 1 is the key in use, 0 the next one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in ("0", "1"):
        key = os.open(folder / number, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(key, "wb") as file:
            file.write(Fernet.generate_key())


def _place(settings: Settings, old_data: Path, old: Settings) -> None:
    """Put this cloud's paths and addresses in the place of those the copy was made with."""
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
        # in two steps: a port that one service leaves may be another's new one
        connection.execute("UPDATE endpoint SET url = substr(url, 5) WHERE url LIKE 'new %'")


def _copy(source: Path, target: Path) -> None:
    """A folder of data; databases through SQLite, which gives the state of one moment."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        here = Path(folder) == source
        apart = (*_NOT_COPIED, "*.db*", *_MARKS)
        return [name for name in names if here and any(fnmatch(name, one) for one in apart)]

    shutil.copytree(source, target, ignore=left_out, dirs_exist_ok=True)
    for database in source.glob("*.db"):
        with (
            closing(sqlite3.connect(database)) as taken,
            closing(sqlite3.connect(target / database.name)) as made,
        ):
            taken.backup(made)
            made.execute("PRAGMA journal_mode = WAL").fetchone()


def _folder(settings: Settings) -> Path:
    """Where the copy for such a cloud is: by all that has a say in what the databases hold."""
    said = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        said.update(file.read_bytes())
    versions = {name: metadata.version(name) for name in _PACKAGES}
    said.update(json.dumps(versions).encode())
    return MOULDS / f"{_kind(settings)}-{said.hexdigest()[:20]}"


def _kind(settings: Settings) -> str:
    return "lean" if settings.lean else "full"
