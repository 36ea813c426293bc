# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A test that denies a sentence can fail: the sentence stands in the code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.docs.checkout import CHECKOUT, files, shown

_SENTENCE = re.compile(r"\w[\w'.,:-]* \w.*")
"""Words with a space between them; selectors, marks and single words are not looked for."""

OF_OTHERS = {"Could not process panel"}
"""Sentences of Horizon's own."""


def texts_in(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield " ".join(part.value.split())


def denied_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """List the sentences of `assert "..." not in ...`, each with its line."""
    asserted = (node.test for node in ast.walk(tree) if isinstance(node, ast.Assert))
    for node in (part for test in asserted for part in ast.walk(test)):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.NotIn):
            for text in texts_in(node.left):
                if _SENTENCE.fullmatch(text):
                    yield node.lineno, text


def visible_text() -> str:
    """Return what pages and scripts can show: templates, scripts, and strings but docstrings."""
    texts_shown = [path.read_text() for path in files(".html", ".js")]
    for path in files(".py"):
        if not path.is_relative_to(CHECKOUT / "tests"):
            tree = ast.parse(path.read_text())
            docstrings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
            texts = Counter(texts_in(tree))
            for docstring in docstrings:
                if isinstance(docstring, ast.Constant):
                    texts.subtract(texts_in(docstring))
            texts_shown += list(texts.elements())
    return " ".join(" ".join(texts_shown).split())


def test_sentences_that_tests_deny_are_in_the_code() -> None:
    trees = {path: ast.parse(path.read_text()) for path in files(".py") if is_test(path)}
    denied = [
        (f"{shown(path)}:{line}", text)
        for path, tree in trees.items()
        for line, text in denied_in(tree)
    ]
    in_tests = Counter(text for tree in trees.values() for text in texts_in(tree))
    in_tests.subtract(text for _where, text in denied)  # what is left is asserted, or given as data
    visible = " ".join((visible_text(), *OF_OTHERS))
    assert len(denied) > 30
    assert [
        f"{where}: {text}"
        for where, text in denied
        if text not in visible and not in_tests[text] > 0
    ] == []


def is_test(path: Path) -> bool:
    return path.is_relative_to(CHECKOUT / "tests")
