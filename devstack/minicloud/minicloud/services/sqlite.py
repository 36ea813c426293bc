# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Letting many threads of a service write to one SQLite file through oslo.db.

Importing this module changes oslo.db and SQLAlchemy in this process.

oslo.db opens every transaction with a plain BEGIN. In WAL mode, a transaction that has read and
then wants to write after another connection has written gets "database is locked" at once;
SQLite's busy timeout does not apply. So transactions that are meant to write take the lock at
BEGIN, and wait for it there. Readers must not: Magnum leaks some reader sessions (get_stats for
one), and those would hold the lock for good.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from oslo_db.sqlalchemy import enginefacade, engines
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 30000
KEPT_CONNECTIONS = 10


class _Thread(threading.local):
    """What this thread is doing: inside a writer, and on which connection it holds the lock."""

    writes = False
    holder: int | None = None


_thread = _Thread()
_open_session = enginefacade._TransactionContext._session


@contextlib.contextmanager
def _noting_writers(transaction: Any, /, *args: Any, **kwargs: Any) -> Iterator[Any]:
    outer = _thread.writes
    _thread.writes = outer or transaction.mode is enginefacade._WRITER
    try:
        with _open_session(transaction, *args, **kwargs) as session:
            yield session
    finally:
        _thread.writes = outer
        if not outer:
            _thread.holder = None


enginefacade._TransactionContext._session = _noting_writers


@event.listens_for(Engine, "before_cursor_execute", retval=True)  # type: ignore[untyped-decorator]
def _lock_at_begin(
    connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> tuple[str, Any]:
    # A second connection of a thread that has the lock (Placement's retries make one) would
    # wait for itself, so only the first takes it.
    if (
        statement == "BEGIN"
        and connection.dialect.name == "sqlite"
        and _thread.writes
        and _thread.holder is None
    ):
        _thread.holder = _identity(connection)
        return "BEGIN IMMEDIATE", parameters
    return statement, parameters


def _identity(connection: Any) -> int:
    return id(connection.connection.dbapi_connection)


def _release(connection: Any) -> None:
    if connection.dialect.name == "sqlite" and _thread.holder == _identity(connection):
        _thread.holder = None


event.listen(Engine, "commit", _release)
event.listen(Engine, "rollback", _release)


@event.listens_for(Engine, "connect")  # type: ignore[untyped-decorator]
def _tune(dbapi_connection: Any, record: Any) -> None:
    if type(dbapi_connection).__module__ == "sqlite3":
        dbapi_connection.execute("PRAGMA journal_mode = WAL").fetchone()
        dbapi_connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        # A power cut may lose what was last done here; that is no loss.
        dbapi_connection.execute("PRAGMA synchronous = OFF")


@engines._init_connection_args.dispatch_for("sqlite")  # type: ignore[untyped-decorator]
def _keep_connections(url: Any, engine_args: dict[str, Any], options: Any) -> None:
    """Not a new connection for every transaction, as oslo.db wants of SQLite.

    Opening one and reading the schema anew is a tenth of Neutron's work. There is no limit to how
    many there are, only to how many are kept: see above for sessions that are never closed.
    """
    engine_args |= {
        "poolclass": QueuePool,
        "pool_size": KEPT_CONNECTIONS,
        "max_overflow": -1,
    }


@event.listens_for(Engine, "checkin")  # type: ignore[untyped-decorator]
def _no_transaction_is_open(dbapi_connection: Any, record: Any) -> None:
    # oslo.db notes on the connection that it sent BEGIN, and forgets that at commit and rollback;
    # a session that is only thrown away has neither.
    record.info.pop("in_transaction", None)


def allow_statement_caching(column_type: type[TypeDecorator[Any]]) -> None:
    """Tell SQLAlchemy what this type of a service's does not tell it: that statements with columns
    of it may be kept. Otherwise each is compiled anew, two fifths of what an idle Magnum does.
    """
    column_type.cache_ok = True
