# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the documents name exists."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from pkgutil import resolve_name

import pytest
import yaml

from tests.docs.checkout import CHECKOUT, documents, shown

DOCUMENTS = [pytest.param(path, id=shown(path)) for path in documents()]

TOPS = (CHECKOUT, CHECKOUT / "ldc_k8s_dashboard")
"""What a path begins at: the checkout, or the package where the text is about its rooms."""

NOT_OURS = {
    # in every panel
    "panel.py",
    "urls.py",
    "views/index.py",
    # of the Horizon that the plugin is installed in
    "local_settings.py",
    "openstack_dashboard/conf/container_infra_policy.yaml",
    "openstack_dashboard/local/enabled/",
    "_9100_remove_volume_groups.py",
}
"""Paths in backticks that are no files of this checkout."""

_IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.][\w./-]*")
_FILE = re.compile(r".+\.(py|md|html|js|scss|sh|toml|ini|cfg|yaml|txt|in)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def without_blocks(text: str) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def named_paths(text: str) -> list[str]:
    """List what stands in backticks and reads like a path."""
    spans = _IN_BACKTICKS.findall(without_blocks(text))
    return [
        span
        for span in spans
        if _PATH.fullmatch(span) and ("/" in span or _FILE.fullmatch(span)) and span not in NOT_OURS
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_in_backticks_exist(document: Path) -> None:
    named = named_paths(document.read_text())
    assert [path for path in named if not any((top / path).exists() for top in TOPS)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files(document: Path) -> None:
    links = _LINK.findall(without_blocks(document.read_text()))
    targets = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in targets if link and not (document.parent / link).exists()] == []


def test_contributing_and_security_name_files() -> None:
    for name in ("CONTRIBUTING.md", "SECURITY.md"):
        assert len(named_paths((CHECKOUT / name).read_text())) > 10


def test_names_are_in_the_modules_that_contributing_says() -> None:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()
    pairs = re.findall(r"`([A-Za-z_.]+)` in `(ldc_k8s_dashboard/[\w/]+\.py)`", text)
    assert len(pairs) > 3
    for name, path in pairs:
        word = name.rpartition(".")[2]
        assert re.search(rf"\b(class|def) {word}\b", (CHECKOUT / path).read_text()), (name, path)


def house_words() -> list[tuple[str, str, str]]:
    """List the glossary's rows: word, meaning, and what it is called in the code, or ""."""
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()
    table = text.split("<!-- house words -->")[1].split("<!-- end of house words -->")[0]
    rows = [line.strip("|").split("|") for line in table.strip().splitlines()[2:]]
    return [(word.strip(), meaning.strip(), code.strip(" `")) for word, meaning, code in rows]


NAMED_WORDS = [
    pytest.param(code, id=word.replace(" ", "-")) for word, _meaning, code in house_words() if code
]


@pytest.mark.parametrize("name", NAMED_WORDS)
def test_house_words_are_names_in_the_code(name: str) -> None:
    resolve_name(f"ldc_k8s_dashboard.{name}")  # raises where a module or a name is missing


def test_house_words_stand_once_each_in_order() -> None:
    words = [word for word, _meaning, _code in house_words()]
    assert words == sorted(set(words))
    assert all(meaning for _word, meaning, _code in house_words())


def test_readme_map_names_every_package() -> None:
    text = (CHECKOUT / "README.md").read_text()
    table = text.split("## How the code is laid out")[1].split("\n## ")[0]
    packages = [path.parent for path in (CHECKOUT / "ldc_k8s_dashboard").glob("*/__init__.py")]
    assert packages
    assert [shown(path) for path in packages if f"`{shown(path)}/`" not in table] == []


def test_contributing_map_names_every_package_of_domain_and_api() -> None:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()
    inits = [
        path
        for layer in ("domain", "api")
        for path in (CHECKOUT / "ldc_k8s_dashboard" / layer).glob("*/__init__.py")
    ]
    assert inits
    assert [shown(path.parent) for path in inits if f"`{shown(path.parent)}/`" not in text] == []


def test_changelog_begins_with_the_present_version() -> None:
    setup = configparser.ConfigParser()
    setup.read(CHECKOUT / "setup.cfg")
    newest = (CHECKOUT / "CHANGELOG.md").read_text().split("\n## ")[1]
    assert re.match(r"\[Unreleased\]\n|\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d\n", newest)
    assert setup["metadata"]["version"] in newest


def test_pre_commit_runs_what_the_lint_part_runs() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(CHECKOUT / "tox.ini")
    checks = [
        command.removesuffix(" .").replace(" --check", "").partition(" {")[0]
        for command in tox["testenv:lint"]["commands"].strip().splitlines()
        if not command.startswith("bash ")
    ]
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())["repos"]
    entries = [hook["entry"].removeprefix(".tox/lint/bin/") for hook in hooks[0]["hooks"]]
    assert [entry.removesuffix(" --force-exclude") for entry in entries] == checks
    assert [source["repo"] for source in hooks] == ["local"]
