# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""From the domain's Message to the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.message import Message


def render_message(said: Message | str | None) -> str:
    """The sentence in the active language; a plain string passes as it is, None is empty.

    A translation with a broken placeholder must not break a page: the English
    sentence is used instead.
    """
    if not isinstance(said, Message):
        return str(said) if said is not None else ""
    if said.many is not None and said.count is not None:
        text = ngettext(said.text, said.many, said.count)
    else:
        text = gettext(said.text)
    params = {
        name: render_message(value) if isinstance(value, Message) else value
        for name, value in said.params.items()
    }
    if not params:
        return text
    try:
        return text % params
    except (KeyError, ValueError, TypeError):
        return str(said)


def flavor_size(flavor: Flavor) -> str:
    """What a machine of a flavor has: "2 vCPU, 4 GB memory, 20 GB disk"."""
    ram = f"{flavor.ram / 1024:g}" if flavor.ram % 512 == 0 else f"{flavor.ram / 1024:.1f}"
    return gettext("%(vcpus)d vCPU, %(ram)s GB memory, %(disk)d GB disk") % {
        "vcpus": flavor.vcpus,
        "ram": ram,
        "disk": flavor.disk,
    }


def flavor_text(flavor: Flavor) -> str:
    """A flavor in one line: its name and what a machine of it has."""
    return f"{flavor.name} ({flavor_size(flavor)})"
