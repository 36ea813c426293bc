# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Filling a running cloud, each part once, and again when what it is made from has changed.

Every part makes what is missing and leaves what is there: a cloud made by an older version gets
what is new at its next start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from keystoneauth1.exceptions import ClientException
from openstack.exceptions import SDKException

from minicloud.errors import CloudError
from minicloud.mould import SAMPLES_DONE
from minicloud.progress import Progress
from minicloud.seed import choices, hardware, identity, resources, samples, templates
from minicloud.seed.source import digest
from minicloud.settings import Settings

_PEOPLE = "users, projects, roles, catalog"


def people(settings: Settings, progress: Progress) -> None:
    """Needs Keystone alone. The catalog holds the ports, so it is written again when they
    change."""
    _once(settings, progress, _PEOPLE, identity.seed, *_addresses(settings))


def note_people(settings: Settings) -> None:
    """They are there, and the catalog has this cloud's ports: the cloud was cast with them."""
    _mark(settings, _PEOPLE).write_text(json.dumps(_addresses(settings)))


def _addresses(settings: Settings) -> tuple[object, ...]:
    return settings.port_base, settings.magnum_prefix


def ask_each_service_once(settings: Settings, progress: Progress) -> None:
    """Needs all services that have just been started."""
    with progress.step("first requests"):
        resources.ask_each_service_once(settings)


def wait_for_hosts(settings: Settings, progress: Progress) -> None:
    """What the databases say of the hosts is as old as they are: until it is said anew."""
    if not settings.lean:
        with progress.step("hosts"):
            resources.wait_for_hosts(settings)


def everything_else(settings: Settings, progress: Progress) -> None:
    title = "flavors, images, networks, hosts"
    _once(settings, progress, title, resources.seed, digest(hardware.__file__))
    _once(settings, progress, "cluster templates", templates.seed, digest(templates.__file__))


def many(settings: Settings, progress: Progress, counts: Mapping[str, int]) -> None:
    """Brings the number of each kind, as choices.KINDS names it, up to its count."""
    for kind, seed in choices.KINDS.items():
        if count := counts.get(kind, 0):
            with progress.step(f"{count} {kind}"):
                seed(settings, count)


def samples_are_wanted(settings: Settings) -> bool:
    """Whether the sample clusters have not all been made yet. What says that they have is then
    gone."""
    mark, wanted = settings.data / SAMPLES_DONE, digest(samples.__file__)
    if mark.exists() and mark.read_text() == wanted:
        return False
    mark.unlink(missing_ok=True)
    return True


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
    mark = _mark(settings, title)
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


def _mark(settings: Settings, title: str) -> Path:
    """The file that says with which values a part was made."""
    return settings.data / f"{title.split(maxsplit=1)[0].strip(',')}.seeded"
