# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Horizon loads the plugin's panels, alone and beside magnum-ui."""

import os
import subprocess
import sys
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
from tests.panels import PANELS, RegisteredPanel

PANEL_FILES = sorted(Path(ldc_k8s_dashboard.content.__file__).parent.glob("*/panel.py"))
EACH_PANEL = [pytest.param(panel, id=panel.package) for panel in PANELS]


@pytest.mark.usefixtures("whole_frame")
def test_login_page_loads_htmx_and_the_plugins_scripts() -> None:
    page = Client().get("/auth/login/")

    assert page.status_code == 200
    html = page.content.decode()
    assert "django_htmx/htmx" in html
    assert "ldc_k8s_dashboard/js/live.js" in html


@pytest.mark.parametrize("panel", EACH_PANEL)
def test_panel_has_its_address(panel: RegisteredPanel) -> None:
    assert reverse(f"{panel.namespace}:index") == f"/{panel.path}"


def test_each_panel_is_enabled_once() -> None:
    assert sorted(panel.package for panel in PANELS) == [path.parent.name for path in PANEL_FILES]


def test_panel_paths_are_those_of_the_registered_panels() -> None:
    reverse("horizon:project:kubernetes.clusters:index")  # Horizon registers panels at first use
    assert set(panel_paths()) == {f"/{panel.path}" for panel in PANELS}


@pytest.mark.parametrize("dashboard", ["project", "admin"])
def test_panels_are_in_a_group_of_their_own(dashboard: str) -> None:
    reverse("horizon:project:kubernetes.clusters:index")  # Horizon registers panels at first use
    group = horizon.get_dashboard(dashboard).get_panel_group("kubernetes")

    assert str(group.name) == "Kubernetes"
    ours = [panel.slug for panel in PANELS if panel.dashboard == dashboard]
    assert list(group.panels) == ours


@pytest.mark.parametrize("panel", EACH_PANEL)
def test_panel_requires_a_login(panel: RegisteredPanel) -> None:
    page = Client().get(f"/{panel.path}")

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

    theirs = ["/project/clusters/", "/project/cluster_templates/", "/admin/container_infra/quotas/"]
    ours = [f"/{panel.path}" for panel in PANELS]
    assert both.stdout.splitlines() == [*ours, *theirs], both.stderr
    assert "Could not process panel" not in both.stderr
