# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The README describes what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.conf.table import SETTINGS

CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text()


def test_readme_lists_every_setting_with_its_default() -> None:
    table = README.split("<!-- settings -->")[1].split("<!-- end of settings -->")[0]
    assert table.strip().splitlines()[2:] == [
        f"| `{setting.name}` | {setting.default} | {setting.kind.__name__} | {setting.meaning} |"
        for setting in SETTINGS
    ]


def test_readme_shows_valid_settings(settings: Any) -> None:
    blocks = re.findall(r"```python\n(LDC_K8S_DASHBOARD = .*?)```", README, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        settings.LDC_K8S_DASHBOARD = ast.literal_eval(block.partition(" = ")[2])
        assert conf.mistakes() == ()


def test_readme_names_existing_files() -> None:
    named = re.findall(r"\]\(((?:docs|devstack)/[^)#]+)\)", README)
    assert named
    assert [name for name in named if not (CHECKOUT / name).is_file()] == []
