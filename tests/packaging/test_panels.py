# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Horizon loads the plugin's panels, alone and beside magnum-ui."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import horizon
import pytest
from demo.state import CHECKOUT
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import reverse

import ldc_k8s_dashboard.content
from ldc_k8s_dashboard.ui.urls import panel_paths

PANEL_FILES = sorted(Path(ldc_k8s_dashboard.content.__file__).parent.glob("*/panel.py"))

PANELS = {
    "project:kubernetes.clusters": "/project/kubernetes/clusters/",
    "project:kubernetes.cluster_templates": "/project/kubernetes/cluster_templates/",
    "project:kubernetes.quota": "/project/kubernetes/quota/",
    "admin:kubernetes.clusters": "/admin/kubernetes/clusters/",
    "admin:kubernetes.quotas": "/admin/kubernetes/quotas/",
}


@pytest.mark.usefixtures("whole_frame")
def test_login_page_loads_htmx_and_the_plugins_scripts() -> None:
    page = Client().get("/auth/login/")

    assert page.status_code == 200
    html = page.content.decode()
    assert "django_htmx/htmx" in html
    assert "ldc_k8s_dashboard/js/live.js" in html


@pytest.mark.parametrize("name", PANELS)
def test_panel_has_its_address(name: str) -> None:
    assert reverse(f"horizon:{name}:index") == PANELS[name]


@pytest.mark.parametrize("path", PANEL_FILES, ids=lambda path: path.parent.name)
def test_panel_is_in_every_list_of_panels(path: Path) -> None:
    """Each list names the panel of each content/*/panel.py."""
    package = f"ldc_k8s_dashboard.content.{path.parent.name}"
    assert package in independent_modules(), f"pyproject.toml: no independence for {path}"
    reverse("horizon:project:kubernetes.clusters:index")  # Horizon registers panels at first use
    names = [
        f"{dashboard.slug}:{panel.slug}"
        for dashboard in horizon.get_dashboards()
        for panel in dashboard.get_panels()
        if type(panel).__module__ == f"{package}.panel"
    ]
    assert len(names) == 1, f"ldc_k8s_dashboard/enabled: nothing enables {path}"
    name = names[0]
    assert name in PANELS, f"{Path(__file__).name}: no address for {path}"
    beside = Path(__file__).with_name("look_beside_magnum_ui.py")
    assert f'"{name}",' in beside.read_text(), f"{beside.name}: no {name}, of {path}"


def independent_modules() -> list[str]:
    """Return the modules of the contract that keeps panels apart."""
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return [
        module
        for contract in contracts["contracts"]
        if contract["type"] == "independence"
        for module in contract["modules"]
    ]


def test_panel_paths_are_those_of_the_registered_panels() -> None:
    reverse("horizon:project:kubernetes.clusters:index")  # Horizon registers panels at first use
    assert set(panel_paths()) == set(PANELS.values())


@pytest.mark.parametrize("dashboard", ["project", "admin"])
def test_panels_are_in_a_group_of_their_own(dashboard: str) -> None:
    reverse("horizon:project:kubernetes.clusters:index")  # Horizon registers panels at first use
    group = horizon.get_dashboard(dashboard).get_panel_group("kubernetes")

    assert str(group.name) == "Kubernetes"
    ours = [name.removeprefix(f"{dashboard}:") for name in PANELS if name.startswith(dashboard)]
    assert list(group.panels) == ours


@pytest.mark.parametrize("path", list(PANELS.values()))
def test_panels_require_a_login(path: str) -> None:
    page = Client().get(path)

    assert page.status_code == 302
    assert "/auth/login/" in page["Location"]


def test_enabled_scripts_and_stylesheets_exist() -> None:
    config = settings.HORIZON_CONFIG
    ours = [
        path
        for path in (*config["js_files"], *config["scss_files"])
        if path.startswith(("ldc_k8s_dashboard/", "django_htmx/"))
    ]

    assert len(ours) >= 3
    assert [path for path in ours if not find(path)] == []


def test_scripts_of_the_plugin_are_enabled() -> None:
    scripts = (CHECKOUT / "static").rglob("*.js")
    ours = {str(path.relative_to(CHECKOUT / "static")) for path in scripts}

    assert ours <= set(settings.HORIZON_CONFIG["js_files"])


def test_panels_work_beside_magnum_ui() -> None:
    pytest.importorskip("magnum_ui")

    both = subprocess.run(
        [sys.executable, "-W", "ignore", Path(__file__).with_name("look_beside_magnum_ui.py")],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    addresses = [*PANELS.values(), "/project/clusters/", "/project/cluster_templates/"]
    assert both.stdout.splitlines() == [*addresses, "/admin/container_infra/quotas/"], both.stderr
    assert "Could not process panel" not in both.stderr
