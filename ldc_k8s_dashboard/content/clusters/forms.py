# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The forms of the dialogs about a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ldc_k8s_dashboard.domain.clusters import names
from ldc_k8s_dashboard.domain.labels.text import LONGEST_LABELS_TEXT
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.ui.forms import labels_from_text, reject
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import Option, OptionField
from ldc_k8s_dashboard.ui.shown_text import same_name


class TypedNameForm(forms.Form):
    """A confirmation: the user types a name, or how many clusters are to be deleted."""

    confirm = forms.CharField(
        max_length=255,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["confirm"].label = _("Type “%(expected)s” to confirm") % {"expected": expected}

    def clean_confirm(self) -> str:
        typed = self.cleaned_data["confirm"]
        if not same_name(typed, self.expected):
            raise ValidationError(
                _("This is not “%(expected)s”. Nothing was changed.") % {"expected": self.expected}
            )
        return typed


class DeleteClusterForm(TypedNameForm):
    """The typed name, and whether the user's credentials for the cluster(s) are revoked too.

    `credentials` is their number; without any, the form does not ask.
    """

    revoke = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, credentials: int, several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if credentials:
            label = (
                ngettext(
                    "Revoke my application credential for these clusters as well",
                    "Revoke my %(count)d application credentials for these clusters as well",
                    credentials,
                )
                if several
                else ngettext(
                    "Revoke my application credential for this cluster as well",
                    "Revoke my %(count)d application credentials for this cluster as well",
                    credentials,
                )
            )
            self.fields["revoke"].label = label % {"count": credentials}
            self.fields["revoke"].help_text = _(
                "They were made for kubeconfigs, have roles in the project, and stay valid "
                "after the cluster is deleted."
            )
        else:
            del self.fields["revoke"]


class NodeCountForm(forms.Form):
    """The new number of nodes.

    `check_count` returns why Magnum or the driver does not take a number, `reason_against`
    why it does not fit into the quotas; both return None where nothing is wrong.
    `checked_count` is the number that the quotas were asked about, None before; it stays
    where they reject the number, unlike the cleaned data.
    """

    node_count = forms.IntegerField(label=gettext_lazy("Workers"), min_value=0, max_value=100000)

    def __init__(
        self,
        *args: Any,
        check_count: Callable[[int], Message | None],
        reason_against: Callable[[int], Message | None],
        attributes: Mapping[str, int],
        masters: bool = False,
        note: Message | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.check_count, self.reason_against = check_count, reason_against
        self.checked_count: int | None = None
        field = self.fields["node_count"]
        field.widget.attrs.update(attributes)
        if masters:
            field.label = _("Masters")
        if note is not None:
            field.help_text = render_message(note)

    def clean_node_count(self) -> int:
        count: int = self.cleaned_data["node_count"]
        reject(self.check_count(count))
        self.checked_count = count
        reject(self.reason_against(count))
        return count


class UpgradeForm(forms.Form):
    """The template to upgrade to, and how many nodes are changed at once.

    `targets` are the ids and names of the templates.  Without `in_batches` the driver
    decides about the number of nodes.
    """

    template = forms.ChoiceField(
        label=gettext_lazy("Upgrade to"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a template."),
            "invalid_choice": gettext_lazy(
                "The cluster cannot be upgraded to this template now. Choose one of those below."
            ),
        },
    )
    batch = forms.IntegerField(
        label=gettext_lazy("Nodes changed at once"),
        min_value=1,
        max_value=1000,
        initial=1,
        help_text=gettext_lazy("One at a time is safest. More is faster."),
    )

    def __init__(
        self, *args: Any, targets: list[tuple[str, str]], in_batches: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = targets
        if not in_batches:
            del self.fields["batch"]


class NodeGroupForm(forms.Form):
    """A new group of workers.

    `fewest` is the smallest group and the smallest minimum, `fewest_note` why it is not 0.
    `reason_against` returns why the values do not fit into the quotas, or None.
    `checked_values` are the values that it was asked about, empty before.
    """

    name = forms.CharField(label=gettext_lazy("Name"), max_length=242)
    node_count = forms.IntegerField(
        label=gettext_lazy("Nodes"), min_value=0, max_value=100000, initial=1
    )
    flavor = OptionField(label=gettext_lazy("Flavor"), required=False)
    min_node_count = forms.IntegerField(
        label=gettext_lazy("Minimum"),
        min_value=0,
        max_value=100000,
        required=False,
        help_text=gettext_lazy("The autoscaler does not go below this number of nodes."),
    )
    max_node_count = forms.IntegerField(
        label=gettext_lazy("Maximum"),
        min_value=1,
        max_value=100000,
        required=False,
        help_text=gettext_lazy(
            "The autoscaler does not go above this number of nodes. Leave it empty for no limit."
        ),
    )
    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        required=False,
        max_length=LONGEST_LABELS_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("One key=value a line. They are added to the cluster's labels."),
    )

    def __init__(
        self,
        *args: Any,
        flavors: tuple[Option, ...],
        fewest: int,
        fewest_note: Message | None,
        reason_against: Callable[[Mapping[str, Any]], Message | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fewest = fewest
        for name in ("node_count", "min_node_count"):
            self.fields[name].widget.attrs["min"] = fewest
        if fewest_note is not None:
            self.fields["node_count"].help_text = render_message(fewest_note)
        self.fields["flavor"].set_options(flavors)
        self.reason_against = reason_against
        self.checked_values: Mapping[str, Any] = {}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        reject(names.check_node_group_name(name))
        return name

    def clean_node_count(self) -> int:
        count: int = self.cleaned_data["node_count"]
        reject(names.check_node_count(count, minimum=self.fewest))
        return count

    def clean_min_node_count(self) -> int | None:
        minimum: int | None = self.cleaned_data["min_node_count"]
        if minimum is not None:
            reject(names.check_node_count(minimum, minimum=self.fewest))
        return minimum

    def clean_labels(self) -> dict[str, str]:
        return labels_from_text(self.cleaned_data["labels"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        minimum, maximum = cleaned.get("min_node_count"), cleaned.get("max_node_count")
        count = cleaned.get("node_count")
        if minimum is not None and maximum is not None and minimum > maximum:
            self.add_error("max_node_count", _("The maximum is below the minimum."))
        elif count is not None and maximum is not None and count > maximum:
            self.add_error("node_count", _("The number of nodes is above the maximum."))
        elif count is not None and minimum is not None and count < minimum:
            self.add_error("node_count", _("The number of nodes is below the minimum."))
        if not self.errors:
            self.checked_values = cleaned
            reject(self.reason_against(cleaned))
        return cleaned
