# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What a browser sends of the forms of a page."""

from __future__ import annotations

from typing import Any

from lxml import html


def form_fields(page: Any, action: str) -> dict[str, str]:
    """Return the fields of the POST form with this in its address, if nothing is changed."""
    for form in page.xpath("//form"):
        is_post = (form.get("method") or "").lower() == "post"
        if is_post and action in (form.get("action") or action):
            return {name: value.strip("\n") for name, value in form.form_values()}
    return {}


def all_fields(part: str) -> dict[str, str]:
    """Return the fields in a part of a form."""
    (form,) = html.fragments_fromstring(f"<form>{part}</form>")
    return {name: value.strip("\n") for name, value in form.form_values()}
