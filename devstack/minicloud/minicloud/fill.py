# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Filling a running cloud, each part once."""

from __future__ import annotations

import json
from collections.abc import Callable

from keystoneauth1.exceptions import ClientException
from openstack.exceptions import SDKException

from minicloud.errors import CloudError
from minicloud.progress import Progress
from minicloud.seed import identity, many, resources, templates
from minicloud.settings import Settings


def people(settings: Settings, progress: Progress) -> None:
    """Needs Keystone alone. The catalog holds the ports, so it is written again when they
    change."""
    values = (settings.port_base, settings.magnum_prefix)
    _once(settings, progress, "users, projects, roles, catalog", identity.seed, *values)


def everything_else(settings: Settings, progress: Progress) -> None:
    _once(settings, progress, "flavors, images, networks, hosts", resources.seed)
    _once(settings, progress, "cluster templates", templates.seed)


def fleet(settings: Settings, progress: Progress, count: int) -> None:
    with progress.step(f"{count} clusters"):
        many.seed(settings, count)


def _once(
    settings: Settings,
    progress: Progress,
    title: str,
    seed: Callable[[Settings], None],
    *values: object,
) -> None:
    """Runs ``seed`` unless it has ended well before, with these values.

    Raises CloudError with the service's words when one refuses or cannot be reached.
    """
    mark = settings.data / f"{title.split(maxsplit=1)[0].strip(',')}.seeded"
    wanted = json.dumps(values)
    if mark.exists() and mark.read_text() == wanted:
        return
    with progress.step(title):
        try:
            seed(settings)
        except (SDKException, ClientException) as error:
            raise CloudError(
                f"The services are up, but {title} could not be made: {error}. "
                f"Their logs are in {settings.log}."
            ) from error
    mark.write_text(wanted)
