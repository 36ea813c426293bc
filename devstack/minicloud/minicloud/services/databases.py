# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: PLC0415  (each service is imported in a process of its own)
"""Makes each service's database, on SQLite.

A service's own migrations are used if they run on SQLite. Magnum's, Neutron's and Octavia's do not
(they alter constraints), so there the models make the tables; where the service checks, the
migration is stamped as done.

Each function needs a process of its own: the services keep their configuration in one global
object, and some of these commands work only once in a process.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from minicloud.settings import PASSWORD, REGION, Settings

Create = Callable[[Settings, Path], None]


def create_keystone(settings: Settings, conf: Path) -> None:
    from keystone.cmd import cli

    for folder in ("fernet", "credential"):
        (settings.data / folder).mkdir(mode=0o700, exist_ok=True)
    owner = ["--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid())]
    url = settings.auth_url
    cli.main(["keystone-manage", "--config-file", str(conf), "db_sync"])
    for command in (
        ["fernet_setup", *owner],
        ["credential_setup", *owner],
        [
            "bootstrap",
            "--bootstrap-password",
            PASSWORD,
            "--bootstrap-region-id",
            REGION,
            "--bootstrap-public-url",
            url,
            "--bootstrap-internal-url",
            url,
            "--bootstrap-admin-url",
            url,
        ],
    ):
        # What keystone-manage's main() does, which a process can call only once.
        cli.CONF(["--config-file", str(conf), *command], project="keystone")
        cli.CONF.command.cmd_class.main()


def create_magnum(settings: Settings, conf: Path) -> None:
    from magnum.common import service

    service.prepare_service(["magnum", "--config-file", str(conf)])
    from magnum.db.sqlalchemy import migration, models
    from oslo_db.sqlalchemy import enginefacade

    models.Base.metadata.create_all(enginefacade.writer.get_engine())
    migration.stamp("head")


def create_glance(settings: Settings, conf: Path) -> None:
    sys.argv = ["glance-manage", "--config-file", str(conf), "db_sync"]
    from glance.cmd import manage

    manage.main()


def create_placement(settings: Settings, conf: Path) -> None:
    sys.argv = ["placement-manage", "--config-file", str(conf), "db", "sync"]
    from placement.cmd import manage

    manage.main()


def create_nova(settings: Settings, conf: Path) -> None:
    argv = ["nova-manage", "--config-file", str(conf)]
    sys.argv = argv
    from nova import config
    from nova.cmd import manage

    config.parse_args(argv)
    manage.ApiDbCommands().sync()
    cells = manage.CellV2Commands()
    cells.map_cell0(f"sqlite:///{settings.data}/nova_cell0.db")
    manage.DbCommands().sync()
    cells.create_cell("cell1", f"sqlite:///{settings.data}/nova.db", "fake://")


def create_neutron(settings: Settings, conf: Path) -> None:
    from neutron.common import config

    config.register_common_config_options()
    config.init(["--config-file", str(conf)])
    from neutron.db.migration.models import head  # noqa: F401  (imports every model)
    from neutron_lib.db import api, model_base

    model_base.BASEV2.metadata.create_all(api.get_writer_session().get_bind())


def create_cinder(settings: Settings, conf: Path) -> None:
    sys.argv = ["cinder-manage", "--config-file", str(conf), "db", "sync"]
    from cinder.cmd import manage

    manage.main()


def create_octavia(settings: Settings, conf: Path) -> None:
    from octavia.common import constants, service

    # Octavia configures a connection pool, which oslo.db itself does not give to SQLite.
    from minicloud.services import sqlite  # noqa: F401

    service.prepare_service(["octavia", "--config-file", str(conf)])
    from octavia.db import api, base_models, models

    base_models.BASE.metadata.create_all(api.get_engine())
    # The rows that Octavia's migrations put into its lookup tables.
    lookups = {
        models.ProvisioningStatus: constants.SUPPORTED_PROVISIONING_STATUSES,
        models.OperatingStatus: constants.SUPPORTED_OPERATING_STATUSES,
        models.HealthMonitorType: constants.SUPPORTED_HEALTH_MONITOR_TYPES,
        models.Algorithm: constants.SUPPORTED_LB_ALGORITHMS,
        models.Protocol: constants.SUPPORTED_PROTOCOLS,
        models.SessionPersistenceType: constants.SUPPORTED_SP_TYPES,
        models.AmphoraRoles: constants.SUPPORTED_AMPHORA_ROLES,
        models.LBTopology: constants.SUPPORTED_LB_TOPOLOGIES,
        models.VRRPAuthMethod: constants.SUPPORTED_VRRP_AUTH,
        models.L7RuleType: constants.SUPPORTED_L7RULE_TYPES,
        models.L7RuleCompareType: constants.SUPPORTED_L7RULE_COMPARE_TYPES,
        models.L7PolicyAction: constants.SUPPORTED_L7POLICY_ACTIONS,
        models.ClientAuthenticationMode: constants.SUPPORTED_CLIENT_AUTH_MODES,
    }
    session = api.get_session()
    with session.begin():
        session.add_all(model(name=name) for model, names in lookups.items() for name in names)


CREATE: dict[str, Create] = {
    "keystone": create_keystone,
    "magnum": create_magnum,
    "glance": create_glance,
    "placement": create_placement,
    "nova": create_nova,
    "neutron": create_neutron,
    "cinder": create_cinder,
    "octavia": create_octavia,
}


def exists(settings: Settings, service: str) -> bool:
    return marker(settings, service).exists()


def marker(settings: Settings, service: str) -> Path:
    """Return the file that marks a database as complete; without it the database is made again."""
    return settings.data / f"{service}.ready"


def create(settings: Settings, service: str, conf: Path) -> None:
    """Make the service's database again. Call this in a process that ends afterwards.

    Raises what the service's own code raises, also SystemExit with a code other than 0.
    """
    for left_over in settings.data.glob(f"{service}*.db*"):
        left_over.unlink()
    try:
        CREATE[service](settings, conf)
    except SystemExit as finished:  # how the *-manage commands end, also when all went well
        if finished.code:
            raise
    for made in settings.data.glob(f"{service}*.db"):
        connection = sqlite3.connect(made)
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.close()
    marker(settings, service).touch()
