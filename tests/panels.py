# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin's panels, as its files in `enabled` register them: the one list that tests read."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from pathlib import Path

ENABLED = Path(__file__).resolve().parents[1] / "ldc_k8s_dashboard" / "enabled"


@dataclass(frozen=True)
class RegisteredPanel:
    """A panel of Horizon's: `package` is its folder in content, such as "admin_quotas"."""

    package: str
    dashboard: str
    slug: str

    @property
    def namespace(self) -> str:
        """The namespace of its URL names: "horizon:admin:kubernetes.quotas"."""
        return f"horizon:{self.dashboard}:{self.slug}"

    @property
    def path(self) -> str:
        """Its address below Horizon's root: "admin/kubernetes/quotas/"."""
        return f"{self.dashboard}/{self.slug.replace('.', '/')}/"


def _registered_in(path: Path) -> RegisteredPanel:
    settings = runpy.run_path(str(path))
    package = settings["ADD_PANEL"].split(".")[2]
    return RegisteredPanel(package, settings["PANEL_DASHBOARD"], settings["PANEL"])


PANELS = tuple(_registered_in(path) for path in sorted(ENABLED.glob("_*_panel.py")))
"""All panels, in the order of Horizon's menu."""
