# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Text in the reader's language: of the domain's messages, and of flavors."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.message import Message


def render_message(text: Message | str | None) -> str:
    """Return a message in the active language; a string unchanged, "" for None.

    A translation with a broken placeholder must not break a page: the English
    sentence is used instead.
    """
    if not isinstance(text, Message):
        return str(text) if text is not None else ""
    if text.many is not None and text.count is not None:
        translation = ngettext(text.text, text.many, text.count)
    else:
        translation = gettext(text.text)
    params = {
        name: render_message(value) if isinstance(value, Message) else value
        for name, value in text.params.items()
    }
    if not params:
        return translation
    try:
        return translation % params
    except (KeyError, ValueError, TypeError):
        return str(text)


def flavor_size(flavor: Flavor) -> str:
    """Return what a machine of a flavor has: "2 vCPU, 4 GB memory, 20 GB disk"."""
    ram = f"{flavor.ram / 1024:g}" if flavor.ram % 512 == 0 else f"{flavor.ram / 1024:.1f}"
    return gettext("%(vcpus)d vCPU, %(ram)s GB memory, %(disk)d GB disk") % {
        "vcpus": flavor.vcpus,
        "ram": ram,
        "disk": flavor.disk,
    }


def flavor_text(flavor: Flavor) -> str:
    """Return a flavor in one line, its name and its size."""
    return f"{flavor.name} ({flavor_size(flavor)})"
