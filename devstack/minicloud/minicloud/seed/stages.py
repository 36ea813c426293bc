# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The stages of seeding a running cloud. Each runs once, and again when its tables have changed.

Every stage makes what is missing and leaves what exists: a cloud made by an older version gets
what is new at its next start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from keystoneauth1.exceptions import ClientException
from openstack.exceptions import SDKException

from minicloud.errors import CloudError
from minicloud.progress import Progress
from minicloud.seed import bulk, hardware, identity, resources, samples, templates
from minicloud.seed.fingerprint import fingerprint_of
from minicloud.settings import Settings
from minicloud.snapshot import SAMPLES_DONE

_PEOPLE = "users, projects, roles, catalog"


def seed_people(settings: Settings, progress: Progress) -> None:
    """Seed Keystone, which is the only service this needs.

    The catalog holds the ports, so it is written again when they change.
    """
    _seed_once(settings, progress, _PEOPLE, identity.seed, *_addresses(settings))


def mark_people_seeded(settings: Settings) -> None:
    """Record that users exist and the catalog has this cloud's ports: a snapshot brought them."""
    _mark(settings, _PEOPLE).write_text(json.dumps(_addresses(settings)))


def _addresses(settings: Settings) -> tuple[object, ...]:
    return settings.port_base, settings.magnum_prefix


def send_first_requests(settings: Settings, progress: Progress) -> None:
    """Send each service its first request. All services that were just started must answer."""
    with progress.step("first requests"):
        resources.send_first_requests(settings)


def wait_for_hosts(settings: Settings, progress: Progress) -> None:
    """Wait until the hosts have reported again: a snapshot's reports are as old as it is."""
    if not settings.lean:
        with progress.step("hosts"):
            resources.wait_for_hosts(settings)


def seed_the_rest(settings: Settings, progress: Progress) -> None:
    """Seed everything but Keystone and the sample clusters."""
    title = "flavors, images, networks, hosts"
    _seed_once(settings, progress, title, resources.seed, fingerprint_of(hardware.__file__))
    _seed_once(
        settings,
        progress,
        "cluster templates",
        templates.seed,
        fingerprint_of(templates.__file__),
    )


def seed_bulk(settings: Settings, progress: Progress, counts: Mapping[str, int]) -> None:
    """Bring the number of each kind (named as in bulk.KINDS) up to its count."""
    for kind, seed in bulk.KINDS.items():
        if count := counts.get(kind, 0):
            with progress.step(f"{count} {kind}"):
                seed(settings, count)


def samples_are_missing(settings: Settings) -> bool:
    """Return whether sample clusters are still to be made, and then remove the mark of the end."""
    mark, wanted = settings.data / SAMPLES_DONE, fingerprint_of(samples.__file__)
    if mark.exists() and mark.read_text() == wanted:
        return False
    mark.unlink(missing_ok=True)
    return True


def _seed_once(
    settings: Settings,
    progress: Progress,
    title: str,
    seed: Callable[[Settings], None],
    *values: object,
) -> None:
    """Run ``seed`` unless it has succeeded before with these values.

    Raises CloudError with the service's message when one refuses or cannot be reached.
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
    """Return the file that holds the values with which a stage last succeeded."""
    return settings.data / f"{title.split(maxsplit=1)[0].strip(',')}.seeded"
