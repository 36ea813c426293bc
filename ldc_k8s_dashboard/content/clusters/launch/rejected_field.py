# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Which field of the launch form Magnum rejected.

A rejection that names no field of the form is shown above the form.
"""

from __future__ import annotations

from ldc_k8s_dashboard.domain.errors import ServiceError
from ldc_k8s_dashboard.domain.launch.fields import FIELD_OF_LABEL, magnum_fields
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.launch.rejected_field import rejected_field
from ldc_k8s_dashboard.domain.message import Message, message

_REJECTED = message("Magnum rejected this value. Its reason is in the details above.")

_OF_THE_TEMPLATE = {
    "coe": message("This Magnum has no driver for the template. Choose another template."),
    "image_id": message("The template's image cannot be used. Choose another template."),
    "external_network_id": message(
        "The template's external network does not exist. Choose another template, or ask the "
        "template's owner to correct it."
    ),
}

_FIELD_OF_MAGNUM = {magnum_field.name: field.name for field, magnum_field in magnum_fields()}


def field_for(error: ServiceError, plan: Plan) -> tuple[str, Message] | None:
    """Return the form's field and the sentence to show there; None where Magnum names none.

    `plan` is what was requested.
    """
    flavors = {
        "flavor_id": plan.flavor_name or plan.template.flavor_id,
        "master_flavor_id": plan.master_flavor_name or plan.template.master_flavor_id,
    }
    rejected = rejected_field(error, flavors)
    if rejected is None:
        return None
    if rejected.field in _OF_THE_TEMPLATE:
        return "template", _OF_THE_TEMPLATE[rejected.field]
    field = FIELD_OF_LABEL.get(rejected.label) or _FIELD_OF_MAGNUM.get(rejected.field)
    return None if field is None else (field, rejected.reason or _REJECTED)
