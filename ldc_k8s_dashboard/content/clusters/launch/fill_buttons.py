# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Buttons that fill in fields and launch nothing: each gives the form anew with all that was typed.

With JavaScript only the steps are shown anew, without it the page.
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
from ldc_k8s_dashboard.content.clusters.launch.presets import filled_by
from ldc_k8s_dashboard.content.clusters.launch.smaller_choice import SmallerChange
from ldc_k8s_dashboard.domain import cidrs
from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.public_key import is_private_key
from ldc_k8s_dashboard.ui.i18n import render_message

_ABOUT_NAME = re.compile(r"(?i)key ?pair name|field/attribute name\b")
"""In Nova's refusals: nova/compute/api.py KeypairAPI, nova/api/validation/validators.py."""

KEY_FIELDS = {"new_key", "new_key_name"}


@dataclass(frozen=True)
class FilledForm:
    """The form with its fields filled in anew, what to say of it, and what went wrong."""

    form: LaunchForm
    says: str = ""
    failure: ServiceError | None = None


def is_fill_button(data: Mapping[str, str]) -> bool:
    """Whether a button was pressed that fills in fields."""
    return "preset" in data or "smaller" in data or data.get("intent") in _BY_INTENT


def filled_form(
    request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts
) -> FilledForm | None:
    """What a button of the form fills in; None where what was sent is no such button."""
    if "preset" in data:
        return _preset(data, facts)
    if "smaller" in data:
        return _smaller(data, facts)
    fill = _BY_INTENT.get(data.get("intent", ""))
    return fill(request, data, facts) if fill else None


def unvalidated_form(data: Mapping[str, str], facts: LaunchFacts, **changes: str) -> LaunchForm:
    """The form with these values, unfinished as it may be: nothing is said to be wrong.

    A private key that was pasted is the one thing that does not come back.
    """
    values = {**data, **changes}
    if is_private_key(values.get("new_key", "")):
        values["new_key"] = ""
    return LaunchForm(facts=facts, catalogue=conf.label_catalogue(), initial=values)


def _preset(data: Mapping[str, str], facts: LaunchFacts) -> FilledForm | None:
    preset = next((one for one in conf.presets() if one.key == data["preset"]), None)
    if preset is None:
        return None
    filled = filled_by(preset, unvalidated_form(data, facts), data.get("labels", ""))
    says = _("“%(preset)s” was filled in. Change what you like.")
    return FilledForm(
        unvalidated_form(data, facts, **filled), says % {"preset": render_message(preset.title)}
    )


def _smaller(data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    changes = SmallerChange.parse(data["smaller"]).fields
    return FilledForm(
        unvalidated_form(data, facts, **changes), _("The smaller choice was filled in.")
    )


def _my_address(request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    """Put the address that this request comes from among those that may reach the API."""
    mine = my_network(request)
    if not mine:
        return FilledForm(unvalidated_form(data, facts), _("Your address could not be told."))
    there = [piece.strip() for piece in data.get("allowed_cidrs", "").split(",") if piece.strip()]
    together = ", ".join(dict.fromkeys([*there, mine]))
    return FilledForm(
        unvalidated_form(data, facts, allowed_cidrs=together),
        _("Your address, as this dashboard sees it, was added: %(network)s.") % {"network": mine},
    )


def my_network(request: HttpRequest) -> str:
    """The request's own address as a network; behind a proxy by SECURE_PROXY_ADDR_HEADER."""
    # A row of proxies writes a list, the client first.
    return cidrs.network_of_address((get_client_ip(request) or "").partition(",")[0])


def _import_key(request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    form = LaunchForm(data, facts=facts, catalogue=conf.label_catalogue())
    form.is_valid()
    name, key = (form.cleaned_data.get(one, "") for one in ("new_key_name", "new_key"))
    if not form.errors.keys() & KEY_FIELDS and not (name and key):
        form.add_error("new_key", _("Paste the public key, and give it a name."))
    form.keep_errors_of(KEY_FIELDS)
    if form.errors:
        return FilledForm(form)
    failure = import_key(request, form, name, key)
    if failure is not None:
        return FilledForm(form, failure=failure)
    says = _("The key pair %(name)s was imported and is chosen.") % {"name": name}
    chosen = {"keypair": name, "new_key_name": "", "new_key": ""}
    return FilledForm(unvalidated_form(data, gather_launch_facts(request), **chosen), says)


def import_key(request: HttpRequest, form: LaunchForm, name: str, key: str) -> ServiceError | None:
    """Have Nova take the key; a refusal is put at the field it is about, and returned."""
    try:
        Cloud.of(request).compute.import_keypair(name, key)
    except ServiceError as error:
        if error.kind is FailureKind.CONFLICT:
            taken = _("You have a key pair of this name. Choose it above, or take another name.")
            form.add_error("new_key_name", taken)
        else:
            field = "new_key_name" if _ABOUT_NAME.search(error.raw) else "new_key"
            form.add_error(field, render_message(error.sentence))
        return error
    forget_launch_facts(request)
    return None


def _restore(_request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    return FilledForm(
        unvalidated_form(data, facts),
        _("Your session had ended on the way. What you had typed is filled in again."),
    )


def _find(_request: HttpRequest, data: Mapping[str, str], facts: LaunchFacts) -> FilledForm:
    return FilledForm(unvalidated_form(data, facts))


_BY_INTENT = {
    "find": _find,
    "import_key": _import_key,
    "my_address": _my_address,
    "restore": _restore,
}
