# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""devstack/plugin.sh, sourced phase by phase as DevStack does, with stand-ins for its functions."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from demo.state import CHECKOUT

# What DevStack defines before it sources a plugin. Calls are written down.
DEVSTACK = """
set -o errexit
function is_service_enabled { [[ " $ENABLED " == *" $1 "* ]]; }
function setup_develop { echo "setup_develop $1" >> "$CALLS"; }
function echo_summary { echo "summary $*" >> "$CALLS"; }
function define_plugin { echo "define_plugin $1" >> "$CALLS"; }
function plugin_requires { echo "plugin_requires $*" >> "$CALLS"; }
function enable_service { echo "enable_service $1" >> "$CALLS"; }
source "$PLUGIN/settings"
source "$PLUGIN/plugin.sh" "$@"
"""
# Horizon's manage.py. Magnum's rules can be dumped where MAGNUM is set.
PYTHON = """#!/bin/bash
echo "manage ${*:2}" >> "$CALLS"
[[ $2 != dump_default_policies ]] && exit 0
[[ -n $MAGNUM ]] && echo "rules of Magnum" > "${@: -1}"
"""
EVERYTHING = "horizon magnum-api ldc-k8s-dashboard"


class DevStack:
    """A Horizon checkout to be changed, and what was called so far."""

    def __init__(self, folder: Path) -> None:
        self.horizon = folder / "horizon"
        for below in ("local/enabled", "local/local_settings.d", "conf/default_policies"):
            place = self.horizon / "openstack_dashboard" / below
            place.mkdir(parents=True)
            (place / "already_there").write_text("of somebody else")
        self.calls_file = folder / "calls"
        self.calls_file.touch()
        self.python = folder / "python"
        self.python.write_text(PYTHON)
        self.python.chmod(0o755)
        self.plugin = folder / "plugin"
        skip = shutil.ignore_patterns("__pycache__", "minicloud", "demo")
        for name in ("devstack", "ldc_k8s_dashboard"):
            shutil.copytree(CHECKOUT / name, self.plugin / name, symlinks=True, ignore=skip)

    def phase(self, *words: str, enabled: str = EVERYTHING, magnum: bool = True) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "ENABLED": enabled,
            "CALLS": str(self.calls_file),
            "HORIZON_DIR": str(self.horizon),
            "PLUGIN": str(self.plugin / "devstack"),
            "PYTHON": str(self.python),
            "MAGNUM": "yes" if magnum else "",
        }
        subprocess.run(["bash", "-c", DEVSTACK, "stack.sh", *words], env=environment, check=True)

    def stack(self, enabled: str = EVERYTHING, magnum: bool = True) -> None:
        for phase in ("pre-install", "install", "post-config", "extra", "test-config"):
            self.phase("stack", phase, enabled=enabled, magnum=magnum)

    @property
    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines()

    @property
    def files(self) -> dict[str, str]:
        inside = self.horizon / "openstack_dashboard"
        return {
            str(path.relative_to(inside)): path.read_text()
            for path in inside.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def devstack(tmp_path: Path) -> DevStack:
    return DevStack(tmp_path)


def test_devstack_settings_declare_the_plugin_and_what_it_needs(devstack: DevStack) -> None:
    devstack.phase("unstack")

    assert "define_plugin ldc-k8s-dashboard" in devstack.calls
    assert "plugin_requires ldc-k8s-dashboard magnum" in devstack.calls
    assert "enable_service ldc-k8s-dashboard" in devstack.calls


def test_devstack_install_puts_the_checkout_into_horizons_environment(devstack: DevStack) -> None:
    devstack.phase("stack", "install")

    assert f"setup_develop {devstack.plugin}" in devstack.calls


def test_devstack_configure_copies_the_enabled_files_and_the_settings(devstack: DevStack) -> None:
    before = devstack.files
    devstack.phase("stack", "post-config")

    package = devstack.plugin / "ldc_k8s_dashboard"
    expected = {
        f"local/{folder}/{path.name}": path.read_text()
        for folder in ("enabled", "local_settings.d")
        for path in (package / folder).glob("_[0-9]*.py")
    }
    rules = {"conf/default_policies/container_infra.yaml": "rules of Magnum\n"}
    assert devstack.files == before | expected | rules
    assert len(expected) >= 8


def test_devstack_without_magnum_uses_the_packages_policies(devstack: DevStack) -> None:
    devstack.phase("stack", "post-config", magnum=False)

    shipped = devstack.plugin / "ldc_k8s_dashboard/policies/default_policies/container_infra.yaml"
    name = "conf/default_policies/container_infra.yaml"
    assert devstack.files[name] == shipped.read_text()
    assert f"{name}.new" not in devstack.files


def test_devstack_compiles_existing_translations(devstack: DevStack) -> None:
    messages = devstack.plugin / "ldc_k8s_dashboard/locale/de/LC_MESSAGES"
    messages.mkdir(parents=True, exist_ok=True)
    (messages / "django.po").touch()

    devstack.phase("stack", "post-config")

    assert "manage compilemessages" in devstack.calls


def test_devstack_clean_removes_exactly_what_stack_copied(devstack: DevStack) -> None:
    before = devstack.files
    devstack.stack()
    assert devstack.files != before

    devstack.phase("unstack")
    assert devstack.files != before
    devstack.phase("clean")

    assert devstack.files == before


def test_devstack_stack_twice_equals_once(devstack: DevStack) -> None:
    devstack.stack()
    once = devstack.files
    devstack.stack()

    assert devstack.files == once


@pytest.mark.parametrize("enabled", ["magnum-api ldc-k8s-dashboard", "horizon magnum-api"])
def test_devstack_does_nothing_without_horizon_or_when_disabled(
    devstack: DevStack, enabled: str
) -> None:
    before = devstack.files
    devstack.stack(enabled=enabled)

    assert devstack.files == before
    assert not [call for call in devstack.calls if call.startswith(("setup_", "manage"))]


def test_devstack_restarts_no_web_server() -> None:
    script = (CHECKOUT / "devstack/plugin.sh").read_text()

    assert not any(word in script for word in ("restart_", "systemctl", "start_horizon"))
