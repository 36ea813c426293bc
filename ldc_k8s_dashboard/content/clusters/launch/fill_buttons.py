# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Buttons that fill in fields and launch nothing; all that was entered stays in the form.

With JavaScript only the steps are shown again, without it the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from openstack_auth.utils import get_client_ip

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.launch_facts import forget_launch_facts, gather_launch_facts
from ldc_k8s_dashboard.api.openstack.client import Cloud
from ldc_k8s_dashboard.content.clusters.launch.form import LaunchForm
from ldc_k8s_dashboard.content.clusters.launch.mends import mended_fields
from ldc_k8s_dashboard.content.clusters.launch.presets import filled_by
from ldc_k8s_dashboard.content.clusters.launch.smaller_choice import SmallerChange
from ldc_k8s_dashboard.domain import cidrs
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.ui.i18n import render_message

_ABOUT_NAME = re.compile(r"(?i)key ?pair name|field/attribute name\b")
"""In Nova's rejections: nova/compute/api.py KeypairAPI, nova/api/validation/validators.py."""

KEY_FIELDS = {"new_key", "new_key_name"}


@dataclass(frozen=True)
class FilledForm:
    """The form with fields filled in, a notice about it, and what went wrong."""

    form: LaunchForm
    notice: str = ""
    failure: ServiceError | None = None


def is_fill_button(data: Mapping[str, str]) -> bool:
    """Check whether a button was pressed that fills in fields."""
    buttons = ("preset", "smaller", "mend")
    return any(name in data for name in buttons) or data.get("intent") in _BY_INTENT


def filled_form(
    request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts
) -> FilledForm | None:
    """Return the form that a button fills in; None where no such button was pressed."""
    if "preset" in data:
        return _preset(data, facts)
    if "smaller" in data:
        return _smaller(data, facts)
    if "mend" in data:
        return _mend(data, facts)
    fill = _BY_INTENT.get(data.get("intent", ""))
    return fill(request, data, facts) if fill else None


def unvalidated_form(data: Mapping[str, str], facts: LaunchFacts, **changes: str) -> LaunchForm:
    """Return the form with these values, without errors: the person has not finished yet."""
    return LaunchForm(facts=facts, catalogue=conf.label_catalogue(), initial={**data, **changes})


def _preset(data: Mapping[str, str], facts: LaunchFacts) -> FilledForm | None:
    preset = next((each for each in conf.presets() if each.key == data["preset"]), None)
    if preset is None:
        return None
    values = filled_by(preset, unvalidated_form(data, facts), data.get("labels", ""))
    notice = _("“%(preset)s” was filled in. You can change every field.")
    return FilledForm(
        unvalidated_form(data, facts, **values),
        notice % {"preset": render_message(preset.title)},
    )


def _smaller(data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    changes = SmallerChange.parse(data["smaller"]).fields
    return FilledForm(
        unvalidated_form(data, facts, **changes), _("The smaller choice was filled in.")
    )


def _mend(data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    form = unvalidated_form(data, facts)
    fields = mended_fields(form, data["mend"], data.get("labels", ""))
    notice = _("%(label)s was set.") % {"label": data["mend"]} if fields else ""
    return FilledForm(unvalidated_form(data, facts, **fields), notice)


def _my_address(request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    """Add the address of this request to the networks allowed to reach the API."""
    network = my_network(request)
    if not network:
        return FilledForm(unvalidated_form(data, facts), _("Your address could not be determined."))
    allowed = [piece.strip() for piece in data.get("allowed_cidrs", "").split(",") if piece.strip()]
    return FilledForm(
        unvalidated_form(data, facts, allowed_cidrs=", ".join(dict.fromkeys([*allowed, network]))),
        _("Your address, as this dashboard sees it, was added: %(network)s.")
        % {"network": network},
    )


def my_network(request: HttpRequest) -> str:
    """Return the request's own address as a network; behind a proxy by SECURE_PROXY_ADDR_HEADER."""
    # A row of proxies writes a list, the client first.
    return cidrs.network_of_address((get_client_ip(request) or "").partition(",")[0])


def _import_key(request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    form = LaunchForm(data, facts=facts, catalogue=conf.label_catalogue())
    name, key = (form.valid_values.get(field, "") for field in ("new_key_name", "new_key"))
    if not form.errors.keys() & KEY_FIELDS and not (name and key):
        form.add_error("new_key", _("Paste the public key and give it a name."))
    form.keep_errors_of(KEY_FIELDS)
    if form.errors:
        return FilledForm(form)
    failure = import_key(request, form, name, key)
    if failure is not None:
        return FilledForm(form, failure=failure)
    notice = _("The key pair %(name)s was imported and is chosen.") % {"name": name}
    chosen = {"keypair": name, "new_key_name": "", "new_key": ""}
    return FilledForm(unvalidated_form(data, gather_launch_facts(request), **chosen), notice)


def import_key(request: HttpRequest, form: LaunchForm, name: str, key: str) -> ServiceError | None:
    """Import the key into Nova; a rejection is shown at its field, and returned."""
    try:
        Cloud.of(request).compute.import_keypair(name, key)
    except ServiceError as error:
        about_name = error.kind is FailureKind.CONFLICT or _ABOUT_NAME.search(error.raw)
        form.add_error("new_key_name" if about_name else "new_key", render_message(error.sentence))
        return error
    forget_launch_facts(request)
    return None


def _restore(_request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    notice = _("Your session had ended. What you had entered is filled in again.")
    if "left_out" in data:
        left_out = _(
            "What could have been a secret was not kept. Write it again: of such a label the "
            "name alone is filled in."
        )
        notice = f"{notice} {left_out}"
    return FilledForm(unvalidated_form(data, facts), notice)


def _find(_request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    return FilledForm(unvalidated_form(data, facts))


_BY_INTENT = {
    "find": _find,
    "import_key": _import_key,
    "my_address": _my_address,
    "restore": _restore,
}
