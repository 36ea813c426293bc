# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin is whole however it is installed: from a wheel, or editable from a checkout."""

import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from demo.state import CHECKOUT

import ldc_k8s_dashboard

# What Horizon, Django and the operator look for in an installed package, besides its modules.
KINDS = {
    "static files": ("static", "*.scss"),
    "scripts": ("static", "*.js"),
    "templates": ("templates", "*.html"),
    "enabled files": ("ldc_k8s_dashboard/enabled", "_*.py"),
    "settings": ("ldc_k8s_dashboard/local_settings.d", "*.py"),
    "policies": ("ldc_k8s_dashboard/policies", "*.yaml"),
}


def files_of(folder: Path) -> set[str]:
    """Everything in the package folder, links followed, as paths relative to it."""
    found: set[str] = set()
    for path in folder.iterdir():
        if path.name == "__pycache__":
            continue
        if path.is_dir():
            found |= {f"{path.name}/{below}" for below in files_of(path)}
        else:
            found.add(path.name)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_checkout_has_each_kind_of_file(kind: str) -> None:
    folder, pattern = KINDS[kind]
    assert list((CHECKOUT / folder).rglob(pattern))


def test_wheel_contains_every_file_of_the_package(source: Path, wheel: Path) -> None:
    carried = {
        name.removeprefix("ldc_k8s_dashboard/")
        for name in zipfile.ZipFile(wheel).namelist()
        if name.startswith("ldc_k8s_dashboard/")
    }
    assert carried == files_of(source / "ldc_k8s_dashboard")


def test_wheel_installs_nothing_outside_its_package(wheel: Path) -> None:
    top = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"ldc_k8s_dashboard"}


@pytest.mark.parametrize("how", ["wheel", "editable"])
def test_installed_plugin_has_its_panels_and_files(
    how: str, source: Path, wheel: Path, tmp_path: Path
) -> None:
    python = environment_beside_this_one(tmp_path)
    what = [str(wheel)] if how == "wheel" else ["--no-build-isolation", "-e", str(source)]
    command = [python, "-m", "pip", "install", "--quiet", "--no-deps", *what]
    subprocess.run(command, check=True, cwd=tmp_path)
    shutil.copytree(CHECKOUT / "tests" / "local", tmp_path / "site" / "local")

    looked = subprocess.run(
        [python, "-W", "ignore", Path(__file__).with_name("look_at_horizon.py")],
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert looked.returncode == 0, looked.stderr
    home = tmp_path if how == "wheel" else source
    assert looked.stdout.splitlines() == [
        f"package in {home}: True",
        "/project/kubernetes/clusters/",
        "static files found: True",
        "templates found: True",
        "policies loaded: True",
    ], looked.stderr


def environment_beside_this_one(tmp_path: Path) -> str:
    """A virtual environment that sees this one's packages, all but the plugin."""
    folder = tmp_path / "venv"
    venv.create(folder, symlinks=True)
    purelib = next(folder.glob("lib/python*/site-packages"))
    for place in (path for path in sys.path if path.endswith("-packages")):
        for name in Path(place).iterdir():
            if "ldc_k8s_dashboard" not in name.name and not (purelib / name.name).exists():
                (purelib / name.name).symlink_to(name)
    return str(folder / "bin" / "python")


def test_tests_run_on_this_checkout() -> None:
    assert Path(ldc_k8s_dashboard.__file__).parent == CHECKOUT / "ldc_k8s_dashboard"
