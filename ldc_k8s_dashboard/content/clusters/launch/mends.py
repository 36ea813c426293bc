# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The buttons that set a label, so that it no longer conflicts with others."""

from __future__ import annotations

from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.domain.labels.text import LabelError, format_labels, parse_labels


def mended_fields(form: LaunchForm, mend: str, labels: str) -> dict[str, str]:
    """Return the fields that set a label, with their values.

    `mend` is the button's value, "name=value"; `labels` is the text of the field.  The label
    is set in its own field, if the form has one, and else in that text.  Both are left as
    they are where they cannot be read.
    """
    name, equals, value = mend.partition("=")
    try:
        typed = parse_labels(labels)
    except LabelError:
        return {}
    if not name or not equals:
        return {}
    field = form.field_of_label(name)
    if field == "labels":
        return {"labels": format_labels({**typed, name: value})}
    if name in typed:
        return {field: "", "labels": format_labels({**typed, name: value})}
    return {field: value}
