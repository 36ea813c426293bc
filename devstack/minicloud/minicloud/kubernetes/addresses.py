# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Each cluster's own address in 127.64.0.0/10, by the number of its row in Magnum's database.

All of 127.0.0.0/8 leads to this machine and to no other. The row's number is unique, unlike a hash
of the id in so few bits, and restarts do not change it. One port serves all clusters of a cloud, so
clouds side by side differ in their ports.
"""

from __future__ import annotations

import contextlib
import ipaddress
import sqlite3
from pathlib import Path

NETWORK = ipaddress.IPv4Network("127.64.0.0/10")
LOCK_SECONDS = 30.0


def address(number: int) -> str:
    """Return the address of the cluster with this row number.

    >>> address(1), address(5000)
    ('127.64.0.1', '127.64.19.136')
    """
    return str(NETWORK[number])


def number_at(text: str) -> int | None:
    """Return the row's number; None for an address that no cluster has.

    >>> number_at("127.64.19.136"), number_at("127.0.0.1")
    (5000, None)
    """
    parsed = ipaddress.IPv4Address(text)
    return int(parsed) - int(NETWORK[0]) if parsed in NETWORK else None


def api_address(number: int, port: int) -> str:
    """Return the address as Magnum stores it.

    >>> api_address(1, 16108)
    'https://127.64.0.1:16108'
    """
    return f"https://{address(number)}:{port}"


def assign(database: Path, port: int) -> None:
    """Correct the API address of every cluster in Magnum's database that has one.

    Needed for clusters that the driver did not make, for a cloud that moved to other ports, and for
    one made by an older version. Raises sqlite3.Error.
    """
    opened = sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=LOCK_SECONDS)
    with contextlib.closing(opened) as connection, connection:
        rows = connection.execute("SELECT id, api_address FROM cluster WHERE api_address <> ''")
        moved = [
            (correct, number)
            for number, stored in rows.fetchall()
            if stored != (correct := api_address(number, port))
        ]
        if moved:
            connection.executemany("UPDATE cluster SET api_address = ? WHERE id = ?", moved)
