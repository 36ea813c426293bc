# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (Magnum must have read its configuration first)
"""Thousands of clusters, hundreds of templates at once, through Magnum's own database models.

Making them one by one through the API would take hours. What is written of clusters is what the
driver writes at the end of an operation (see fleet.py); their APIs' addresses follow from the rows'
numbers. Templates are copies of the public ones.

It takes Magnum's configuration, so it runs in a process of its own
(``python -m minicloud.seed.many``).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from minicloud.errors import CloudError
from minicloud.kubernetes import addresses
from minicloud.seed.fleet import PREFIX, VERSIONS, Owner, Row, Rows, missing_numbers
from minicloud.settings import Settings

CHUNK = 500  # clusters per INSERT
CERTIFICATES = ("ca_cert_ref", "magnum_cert_ref", "etcd_ca_cert_ref", "front_proxy_ca_cert_ref")
PAIR = ("certificate", "private_key", "private_key_passphrase", "intermediates")


def clusters(settings: Settings, count: int) -> None:
    """Brings the number of such clusters in project demo up to ``count``.

    Raises CloudError with what the process said when it fails.
    """
    _in_a_process(settings, "clusters", count)


def templates(settings: Settings, count: int) -> None:
    """The same for templates ``many-*``, which everybody sees."""
    _in_a_process(settings, "templates", count)


def _in_a_process(settings: Settings, kind: str, count: int) -> None:
    from minicloud.seed.connect import connect

    session = connect(settings, "demo", "demo").session
    command = [
        *(sys.executable, "-m", "minicloud.seed.many", kind),
        *("--state", str(settings.state), "--count", str(count)),
        *("--project", str(session.get_project_id()), "--user", str(session.get_user_id())),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise CloudError(f"The {kind} could not be made:\n{ended.stderr.strip()[-2000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="minicloud.seed.many")
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
        insert(Owner(arguments.project, arguments.user), arguments.count)
        addresses.assign(settings.data / "magnum.db", settings.port("kubernetes"))
    else:
        insert_templates(arguments.count)


def insert_templates(count: int) -> None:
    """Adds what is missing, in turn of each public template, each of a version of its own."""
    import sqlalchemy
    from magnum.common import context
    from magnum.db.sqlalchemy import models
    from oslo_db.sqlalchemy import enginefacade

    from minicloud.seed.choices import PREFIX as MANY
    from minicloud.seed.choices import missing

    table = models.ClusterTemplate.__table__
    everyone = context.make_admin_context(all_tenants=True)
    with enginefacade.writer.using(everyone) as session:
        existing = [row._asdict() for row in session.execute(sqlalchemy.select(table))]
        originals = [
            row
            for row in existing
            if row["public"] and not row["hidden"] and not row["name"].startswith(MANY)
        ]
        rows = []
        for number, name in missing({row["name"] for row in existing}, count):
            original = originals[number % len(originals)]
            version = f"v1.{28 + number % 7}.{number // 7}"
            rows.append(
                {column: value for column, value in original.items() if column != "id"}
                | {"uuid": str(uuid.uuid4()), "name": name}
                | {"labels": {**(original["labels"] or {}), "kube_tag": version}}
            )
        if rows:
            session.execute(sqlalchemy.insert(models.ClusterTemplate), rows)


def insert(owner: Owner, count: int) -> None:
    """Adds what is missing, in one transaction: all or nothing."""
    import sqlalchemy
    from magnum.common import context
    from magnum.db.sqlalchemy import models
    from magnum.objects import ClusterTemplate
    from oslo_db.sqlalchemy import enginefacade

    everyone = context.make_admin_context(all_tenants=True)
    templates = {
        version: ClusterTemplate.get_by_name(everyone, f"k8s-{version}-arm64")
        for version in VERSIONS
    }
    pairs = make_certificates(owner)
    with enginefacade.writer.using(everyone) as session:
        names = session.scalars(
            sqlalchemy.select(models.Cluster.name).where(models.Cluster.name.startswith(PREFIX))
        )
        missing = missing_numbers(list(names), count)
        for start in range(0, len(missing), CHUNK):
            rows = Rows(owner, templates, pairs)
            for number in missing[start : start + CHUNK]:
                rows.add(number)
            session.execute(sqlalchemy.insert(models.X509KeyPair), rows.certificates)
            session.execute(sqlalchemy.insert(models.Cluster), rows.clusters)
            session.execute(sqlalchemy.insert(models.NodeGroup), rows.groups)


def make_certificates(owner: Owner) -> dict[str, Row]:
    """One set by Magnum's own code, for all: a CA takes as long as a thousand rows."""
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
