# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What is asked for before a kubeconfig is made: one small form for each form of access."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.access.credentials import (
    LONGEST_TOKEN_HOURS,
    check_lifetime,
    check_namespace,
)
from ldc_k8s_dashboard.domain.access.methods import AccessMethod
from ldc_k8s_dashboard.ui.forms import reject


class FileForm(forms.Form):
    """What every kubeconfig has."""

    namespace = forms.CharField(
        label=gettext_lazy("Namespace"),
        max_length=63,
        required=False,
        initial="default",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Where kubectl works unless told otherwise."),
    )

    def clean_namespace(self) -> str:
        name: str = self.cleaned_data["namespace"]
        reject(check_namespace(name))
        return name


class CredentialForm(FileForm):
    """A file with an application credential of its own: its roles and its life."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles in the file"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one role.")},
    )
    days = forms.IntegerField(label=gettext_lazy("Valid for (days)"), min_value=1)
    field_order = ("roles", "days", "namespace")

    def __init__(
        self, *args: Any, offered: Sequence[str], ticked: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role, role) for role in offered]
        self.fields["roles"].initial = list(ticked)
        self.cap = conf.number("kubeconfig_cap_days")
        if "days" in self.fields:
            days = self.fields["days"]
            days.initial = min(conf.number("kubeconfig_default_days"), self.cap)
            days.widget.attrs["max"] = self.cap
            days.help_text = _("At most %(cap)d days.") % {"cap": self.cap}

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        reject(check_lifetime(days, self.cap))
        return days


class TokenForm(CredentialForm):
    """The same for a token, in hours."""

    days = None
    hours = forms.IntegerField(
        label=gettext_lazy("Valid for (hours)"),
        min_value=1,
        max_value=LONGEST_TOKEN_HOURS,
        initial=8,
        help_text=gettext_lazy("Keystone may end it sooner; the file says when."),
    )
    field_order = ("roles", "hours", "namespace")


class CommandLineForm(FileForm):
    """Which login the OpenStack command line takes."""

    cloud = forms.CharField(
        label=gettext_lazy("Cloud in clouds.yaml"),
        max_length=255,
        required=False,
        initial="openstack",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Empty takes the login of the shell (an openrc file)."),
    )
    field_order = ("cloud", "namespace")


def form_for(
    form: AccessMethod, data: Any = None, *, offered: Sequence[str], ticked: Sequence[str]
) -> FileForm:
    """The fields of one form of access, with ids of their own on the page that has them all."""
    same: dict[str, Any] = {"data": data, "auto_id": f"id_{form.key}_%s"}
    if form.key in ("script", "client"):
        return CredentialForm(**same, offered=offered, ticked=ticked)
    if form.key == "token":
        return TokenForm(**same, offered=offered, ticked=ticked)
    if form.key == "cli":
        return CommandLineForm(**same)
    return FileForm(**same)
