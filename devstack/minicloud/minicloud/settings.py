# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The settings of one cloud: its state folder, its ports, and whether it is lean.

Everything that the processes of one cloud must agree on is here. It is saved in ``settings.json``
of the state folder, so the folder is all that a process needs as an argument.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

REGION = "RegionOne"
PASSWORD = "secret"  # every user's: this cloud listens on loopback only
HOST = "127.0.0.1"
DEFAULT_PORT_BASE = 16100
# Linux hands out ports from 32768 upwards to outgoing connections; a fixed port up there
# would be taken at random.
HIGHEST_PORT = 32767


@dataclass(frozen=True)
class Service:
    """One process of the cloud.

    ``catalog_type`` and ``catalog_path`` stand in Keystone's catalog; a service without a type is
    not in the catalog. ``lean`` is true if the lean cloud has it.
    """

    name: str
    port_offset: int
    catalog_type: str
    catalog_path: str
    lean: bool = True
    scheme: str = "http"


# In the order in which they start: first those that the others wait for.
SERVICES = (
    Service("keystone", 0, "identity", "/v3"),
    Service("nova", 2, "compute", "/v2.1"),
    Service("neutron", 3, "network", ""),
    Service("placement", 5, "placement", "", lean=False),
    Service("glance", 4, "image", ""),
    Service("magnum", 1, "container-infra", "/v1"),
    Service("cinder", 6, "block-storage", "/v3", lean=False),
    Service("octavia", 7, "load-balancer", "", lean=False),
    # The API of every cluster, each at an address of its own (kubernetes/addresses.py).
    Service("kubernetes", 8, "", "", scheme="https"),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one cloud.

    ``magnum_prefix`` is a path such as ``/container-infra`` under which Magnum is served, as in
    DevStack; empty for the root.
    """

    state: Path
    port_base: int = DEFAULT_PORT_BASE
    lean: bool = False
    magnum_prefix: str = ""

    @property
    def services(self) -> list[Service]:
        return [s for s in SERVICES if s.lean or not self.lean]

    def port(self, service: str) -> int:
        return self.port_base + by_name(service).port_offset

    def root_url(self, service: str) -> str:
        """Return the address of the service without the path that the catalog adds."""
        return f"{by_name(service).scheme}://{HOST}:{self.port(service)}"

    def url(self, service: str) -> str:
        """Return the service's address in Keystone's catalog."""
        prefix = self.magnum_prefix if service == "magnum" else ""
        return self.root_url(service) + prefix + by_name(service).catalog_path

    @property
    def auth_url(self) -> str:
        return self.url("keystone")

    @property
    def etc(self) -> Path:
        return self.state / "etc"

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def log(self) -> Path:
        return self.state / "log"

    @property
    def run(self) -> Path:
        return self.state / "run"

    def make_folders(self) -> None:
        for folder in (self.etc, self.data, self.log, self.run, self.data / "lock"):
            folder.mkdir(parents=True, exist_ok=True)

    def save(self) -> None:
        values = dataclasses.asdict(self) | {"state": str(self.state)}
        (self.state / "settings.json").write_text(json.dumps(values, indent=2) + "\n")

    @classmethod
    def load(cls, state: Path) -> Settings:
        """Read the settings. Raises FileNotFoundError when there is no cloud in this folder."""
        values = json.loads((state / "settings.json").read_text())
        return cls(**values | {"state": state})


def by_name(service: str) -> Service:
    return next(s for s in SERVICES if s.name == service)
