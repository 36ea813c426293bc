# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Lets many threads of a service write to one SQLite file through oslo.db.

Importing this module changes oslo.db and SQLAlchemy in this process.

oslo.db opens every transaction with a plain BEGIN. In WAL mode, a transaction that has read and
then writes after another connection has written gets "database is locked" at once; SQLite's busy
timeout does not apply. So a writer's transaction takes the lock at BEGIN and waits for it there.
Readers must not: Magnum leaks some reader sessions (get_stats for one), which would hold the lock
for good.
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
    """Whether this thread is inside a writer, and the connection on which it holds the lock."""

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
    # A second connection of a thread that has the lock (Placement's retries make one) would wait
    # for the first one for ever, so only the first takes it.
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
        # After a power cut the last changes can be missing, which does not matter here.
        dbapi_connection.execute("PRAGMA synchronous = OFF")


@engines._init_connection_args.dispatch_for("sqlite")  # type: ignore[untyped-decorator]
def _keep_connections(url: Any, engine_args: dict[str, Any], options: Any) -> None:
    """Keep connections, while oslo.db opens a new SQLite connection for every transaction.

    Opening one and reading the schema again is a tenth of Neutron's work. The number of connections
    is unlimited, because some sessions are never closed (see above); only the kept ones have a
    limit.
    """
    engine_args |= {
        "poolclass": QueuePool,
        "pool_size": KEPT_CONNECTIONS,
        "max_overflow": -1,
    }


@event.listens_for(Engine, "checkin")  # type: ignore[untyped-decorator]
def _no_transaction_is_open(dbapi_connection: Any, record: Any) -> None:
    # oslo.db marks a connection when it sends BEGIN and clears the mark at commit and rollback. A
    # session that is only thrown away does neither.
    record.info.pop("in_transaction", None)


def allow_statement_caching(column_type: type[TypeDecorator[Any]]) -> None:
    """Allow SQLAlchemy to cache statements with columns of this type.

    The service's type does not declare that. Every statement would be compiled again, which is two
    fifths of an idle Magnum's work.
    """
    column_type.cache_ok = True
