# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Words and places that no file of the project has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.docs.checkout import files, shown

BANNED = {
    f"{word}{ending}" for word in ("tenant", "util", "helper", "manager") for ending in ("", "s")
}
"""Words that say nothing about what is in a module, or that OpenStack has given up."""

PACKAGE_REGISTRIES = [
    ".".join(host)
    for host in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
]
"""Put together here, so that this file does not name them either."""

_MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work)/[\w.-]")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def words_of(name: str) -> set[str]:
    """Split a name such as ClusterTemplate or cluster_template into words."""
    return {word.lower() for word in _WORD.findall(name)}


def names_of_ours() -> Iterator[tuple[str, str]]:
    """List the names of modules, classes and functions, each with where it stands."""
    for path in files(".py"):
        yield path.stem, shown(path)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, f"{shown(path)}:{node.lineno}"
    for path in files(".js"):
        yield path.stem, shown(path)
        for name in re.findall(r"\bfunction (\w+)", path.read_text()):
            yield name, shown(path)


def test_banned_words_are_in_no_name() -> None:
    assert [f"{where} {name}" for name, where in names_of_ours() if words_of(name) & BANNED] == []


def test_package_registries_are_named_nowhere() -> None:
    assert [
        f"{shown(path)} {host}"
        for path in files()
        for host in PACKAGE_REGISTRIES
        if host in path.read_text().lower()
    ] == []


def test_paths_of_one_machine_are_named_nowhere() -> None:
    assert [
        f"{shown(path)} {found[0]}"
        for path in files()
        if (found := _MACHINE_PATH.search(path.read_text()))
    ] == []
