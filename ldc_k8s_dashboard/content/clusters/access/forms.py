# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The forms that are filled in before a kubeconfig is made: a small one for each access method."""

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
from ldc_k8s_dashboard.ui import resubmission
from ldc_k8s_dashboard.ui.forms import reject


class KubeconfigForm(forms.Form):
    """The fields of every kubeconfig."""

    namespace = forms.CharField(
        label=gettext_lazy("Namespace"),
        max_length=63,
        required=False,
        initial="default",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("kubectl uses it when a command names no namespace."),
    )

    def clean_namespace(self) -> str:
        name: str = self.cleaned_data["namespace"]
        reject(check_namespace(name))
        return name


class CredentialForm(KubeconfigForm):
    """The roles and the lifetime of the application credential in the file."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles in the file"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one role.")},
    )
    days = forms.IntegerField(label=gettext_lazy("Valid for (days)"), min_value=1)
    once = forms.CharField(widget=forms.HiddenInput, required=False, initial=resubmission.new_key)
    """The key by which a form that is sent twice is recognised (ui/resubmission.py)."""
    field_order = ("roles", "days", "namespace")

    def __init__(
        self,
        *args: Any,
        offered_roles: Sequence[str],
        ticked_roles: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role, role) for role in offered_roles]
        self.fields["roles"].initial = list(ticked_roles)
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
    """The roles and the lifetime of a token, in hours."""

    days = None
    hours = forms.IntegerField(
        label=gettext_lazy("Valid for (hours)"),
        min_value=1,
        max_value=LONGEST_TOKEN_HOURS,
        initial=8,
        help_text=gettext_lazy(
            "Keystone can set an earlier end. The file states when the token expires."
        ),
    )
    field_order = ("roles", "hours", "namespace")


class CommandLineForm(KubeconfigForm):
    """The login that the OpenStack command line uses."""

    cloud = forms.CharField(
        label=gettext_lazy("Cloud in clouds.yaml"),
        max_length=255,
        required=False,
        initial="openstack",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "For shells where OS_CLOUD is not set. Leave it empty to use the login of the shell "
            "(an openrc file)."
        ),
    )
    field_order = ("cloud", "namespace")


def kubeconfig_form(
    method: AccessMethod,
    data: Any = None,
    *,
    offered_roles: Sequence[str],
    ticked_roles: Sequence[str],
) -> KubeconfigForm:
    """Return the form of an access method.

    Its ids begin with the method's key, since one page has the forms of all methods.
    """
    common: dict[str, Any] = {"data": data, "auto_id": f"id_{method.key}_%s"}
    roles: dict[str, Any] = {"offered_roles": offered_roles, "ticked_roles": ticked_roles}
    if method.key in ("script", "client"):
        return CredentialForm(**common, **roles)
    if method.key == "token":
        return TokenForm(**common, **roles)
    if method.key == "cli":
        return CommandLineForm(**common)
    return KubeconfigForm(**common)
