# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (Magnum must have read its configuration first)
"""Writes thousands of clusters or hundreds of templates through Magnum's own database models.

Making them one by one through the API would take hours. Clusters get what the driver writes at the
end of an operation (see fleet.py); the addresses of their APIs follow from the rows' numbers.
Templates are copies of the public ones.

It loads Magnum's configuration, so it runs in a process of its own
(``python -m minicloud.seed.bulk_rows``).
"""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Collection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from minicloud.kubernetes import addresses
from minicloud.seed.fleet import PREFIX, VERSIONS, Owner, Row, Rows, missing_numbers
from minicloud.settings import Settings

BULK_PREFIX = "many-"  # of all that is seeded by the hundred, except clusters
CLUSTERS_PER_INSERT = 500
CERTIFICATES = ("ca_cert_ref", "magnum_cert_ref", "etcd_ca_cert_ref", "front_proxy_ca_cert_ref")
PAIR = ("certificate", "private_key", "private_key_passphrase", "intermediates")


def missing_names(names: Collection[str], count: int) -> list[tuple[int, str]]:
    """Return number and name of those to add so that there are ``count``.

    >>> missing_names(["many-0000", "private"], 2)
    [(1, 'many-0001')]
    """
    wanted = ((number, f"{BULK_PREFIX}{number:04d}") for number in range(count))
    return [(number, name) for number, name in wanted if name not in names]


def main() -> None:
    parser = argparse.ArgumentParser(prog="minicloud.seed.bulk_rows")
    parser.add_argument("kind", choices=("clusters", "templates"))
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--project", required=True)
    parser.add_argument("--user", required=True)
    arguments = parser.parse_args()
    from minicloud.services import config, sqlite  # noqa: F401

    settings = Settings.load(arguments.state)
    conf = config.path(settings, "magnum")
    sys.argv = ["magnum"]
    from magnum.common import service

    service.prepare_service(["magnum", "--config-file", str(conf)])
    if arguments.kind == "clusters":
        insert_clusters(Owner(arguments.project, arguments.user), arguments.count)
        addresses.assign(settings.data / "magnum.db", settings.port("kubernetes"))
    else:
        insert_templates(arguments.count)


def insert_templates(count: int) -> None:
    """Insert what is missing: copies of the public templates in turn, each with its own version."""
    import sqlalchemy
    from magnum.common import context
    from magnum.db.sqlalchemy import models
    from oslo_db.sqlalchemy import enginefacade

    table = models.ClusterTemplate.__table__
    all_projects = context.make_admin_context(all_tenants=True)
    with enginefacade.writer.using(all_projects) as session:
        existing = [row._asdict() for row in session.execute(sqlalchemy.select(table))]
        originals = [
            row
            for row in existing
            if row["public"] and not row["hidden"] and not row["name"].startswith(BULK_PREFIX)
        ]
        rows = []
        for number, name in missing_names({row["name"] for row in existing}, count):
            original = originals[number % len(originals)]
            version = f"v1.{28 + number % 7}.{number // 7}"
            rows.append(
                {column: value for column, value in original.items() if column != "id"}
                | {"uuid": str(uuid.uuid4()), "name": name}
                | {"labels": {**(original["labels"] or {}), "kube_tag": version}}
            )
        if rows:
            session.execute(sqlalchemy.insert(models.ClusterTemplate), rows)


def insert_clusters(owner: Owner, count: int) -> None:
    """Insert what is missing, in one transaction: all or nothing."""
    import sqlalchemy
    from magnum.common import context
    from magnum.db.sqlalchemy import models
    from magnum.objects import ClusterTemplate
    from oslo_db.sqlalchemy import enginefacade

    all_projects = context.make_admin_context(all_tenants=True)
    templates = {
        version: ClusterTemplate.get_by_name(all_projects, f"k8s-{version}-arm64")
        for version in VERSIONS
    }
    pairs = make_certificates(owner)
    with enginefacade.writer.using(all_projects) as session:
        names = session.scalars(
            sqlalchemy.select(models.Cluster.name).where(models.Cluster.name.startswith(PREFIX))
        )
        missing = missing_numbers(list(names), count)
        for start in range(0, len(missing), CLUSTERS_PER_INSERT):
            rows = Rows(owner, templates, pairs)
            for number in missing[start : start + CLUSTERS_PER_INSERT]:
                rows.add(number)
            session.execute(sqlalchemy.insert(models.X509KeyPair), rows.certificates)
            session.execute(sqlalchemy.insert(models.Cluster), rows.clusters)
            session.execute(sqlalchemy.insert(models.NodeGroup), rows.groups)


def make_certificates(owner: Owner) -> dict[str, Row]:
    """Make one set for all clusters by Magnum's own code: a CA takes as long as 1000 rows."""
    from magnum.common import context
    from magnum.conductor.handlers.common import cert_manager
    from magnum.objects import X509KeyPair

    request = context.make_context(project_id=owner.project, user_id=owner.user, is_admin=True)
    cluster: Any = SimpleNamespace(name="fleet", uuid=str(uuid.uuid4()))
    cert_manager.generate_certificates_to_cluster(cluster, context=request)
    pairs = {}
    for column in CERTIFICATES:
        stored = X509KeyPair.get_by_uuid(request, getattr(cluster, column))
        pairs[column] = {name: getattr(stored, name) for name in PAIR}
        pairs[column] |= {"project_id": owner.project, "user_id": owner.user}
        stored.destroy()
    return pairs


if __name__ == "__main__":
    main()
