# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What templates look up: never a method of a dictionary, whose keys may come from outside.

Django takes `labels.items` for the key "items" before it takes it for the method, so a label of
that name would be unpacked in place of the labels.  A view hands its template pairs instead.
"""

from __future__ import annotations

import re
from pathlib import Path

import ldc_k8s_dashboard

TEMPLATES = Path(ldc_k8s_dashboard.__file__).parent / "templates"
_MARKED = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_METHOD = re.compile(r"\.(items|keys|values|get|copy|pop)\b(?!/|\.html)")


def test_no_template_calls_a_method_of_a_dictionary():
    templates = sorted(TEMPLATES.rglob("*.html"))
    assert templates
    found = [
        f"{path.relative_to(TEMPLATES)}: {marked}"
        for path in templates
        for marked in _MARKED.findall(path.read_text())
        if _METHOD.search(marked)
    ]
    assert not found
