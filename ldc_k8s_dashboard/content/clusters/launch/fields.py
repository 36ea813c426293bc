# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of the launch form, in the order of its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.clusters import names
from ldc_k8s_dashboard.domain.labels.label import LARGEST_NUMBER
from ldc_k8s_dashboard.domain.labels.text import LONGEST_LABELS_TEXT as LONGEST_LABELS
from ldc_k8s_dashboard.ui.options import OptionField

MASTERS = (1, 3, 5)
MAGNUM_TIMEOUT = 60
"""Minutes; what Magnum takes where nothing is said."""
LARGEST = 2**31 - 1
NAME_PATTERN = r"[a-zA-Z][a-zA-Z0-9_.\-]*"
"""domain.names.check_cluster_name, as far as a browser can look."""
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


def integer_field(label: Any, **kwargs: Any) -> forms.IntegerField:
    """A field for a count, with a keyboard of digits where there is one on the screen."""
    return forms.IntegerField(
        label=label,
        error_messages={"invalid": _("Enter a whole number.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **kwargs,
    )


def gigabyte_field(label: Any, help_text: Any) -> forms.IntegerField:
    """A field for the size of a volume; empty leaves it to the template."""
    return integer_field(
        label, required=False, min_value=0, max_value=LARGEST_NUMBER, help_text=help_text
    )


class LaunchFields(forms.Form):
    """What is asked.  Empty leaves a choice to the template."""

    # --- name and template ---

    template = OptionField(
        label=_("Cluster template"), error_messages={"required": _("Choose a template.")}
    )
    name = forms.CharField(
        label=_("Cluster name"),
        error_messages={"required": _("Enter a name.")},
        strip=True,
        widget=forms.TextInput(
            attrs={
                **PLAIN,
                "maxlength": str(names.CLUSTER_NAME_LENGTH),
                "pattern": NAME_PATTERN,
                "data-missing": _("Enter a name."),
                "data-wrong": _(
                    "Begin with a letter from a to z; go on with letters, digits, “.”, “_” and “-”."
                ),
            }
        ),
        help_text=_("A letter first, then letters, digits, “.”, “_” and “-”."),
    )

    # --- size ---

    master_count = forms.TypedChoiceField(
        label=_("Masters"),
        coerce=int,
        choices=[(count, str(count)) for count in MASTERS],
        initial=1,
        error_messages={"invalid_choice": _("Choose 1, 3 or 5 masters.")},
        help_text=_(
            "Three or five go on working when one or two are lost, which is why the number is "
            "odd. More than one needs a load balancer before the API."
        ),
    )
    master_flavor = OptionField(label=_("Flavor of the masters"), required=False)
    node_count = integer_field(_("Workers"), initial=1)
    flavor = OptionField(label=_("Flavor of the workers"), required=False)
    auto_scaling = OptionField(
        label=_("Autoscaling"),
        required=False,
        help_text=_("Whether workers are added and taken away as pods need them."),
    )
    min_nodes = integer_field(
        _("Fewest workers"), required=False, min_value=0, max_value=LARGEST_NUMBER
    )
    max_nodes = integer_field(
        _("Most workers"),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text=_("The quota is held against this number."),
    )
    boot_volume_size = gigabyte_field(
        _("Boot volume of each machine (GB)"), _("0: the flavor's own disk is used.")
    )
    boot_volume_type = OptionField(label=_("Type of the boot volumes"), required=False)
    etcd_volume_size = gigabyte_field(
        _("Volume for etcd on each master (GB)"), _("0: etcd lives on the machine's own disk.")
    )
    etcd_volume_type = OptionField(label=_("Type of the etcd volumes"), required=False)
    docker_volume_size = integer_field(
        _("Volume for containers on each machine (GB)"),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text=_(
            "Empty: as in the template. Where the template has one it can be made larger or "
            "smaller, not switched off."
        ),
    )
    docker_volume_type = OptionField(label=_("Type of the container volumes"), required=False)

    # --- network and access ---

    keypair = OptionField(label=_("Key pair"), required=False)
    new_key_name = forms.CharField(
        label=_("Name of the new key pair"),
        required=False,
        max_length=names.NAME_LENGTH,
        widget=forms.TextInput(attrs=PLAIN),
    )
    new_key = forms.CharField(
        label=_("Public key"),
        required=False,
        max_length=16_384,
        widget=forms.Textarea(attrs={**PLAIN, "rows": 3}),
        help_text=_(
            "The content of a file such as id_ed25519.pub, not of the secret one without .pub."
        ),
    )
    network = OptionField(label=_("Network"), required=False)
    floating_ip = OptionField(
        label=_("Floating IPs"),
        required=False,
        help_text=_(
            "Whether the machines can be reached from outside. The Cluster API drivers give an "
            "address to the API alone."
        ),
    )
    load_balancer = OptionField(label=_("API load balancer"), required=False)
    balancer_floating_ip = OptionField(
        label=_("Floating IP of the API load balancer"), required=False
    )
    allowed_cidrs = forms.CharField(
        label=_("Networks that may reach the API"),
        required=False,
        max_length=4096,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=_("CIDRs with commas between them, such as 192.0.2.0/24. Empty: from anywhere."),
    )
    create_timeout = integer_field(
        _("Time limit (minutes)"),
        required=False,
        min_value=0,
        max_value=LARGEST,
        initial=MAGNUM_TIMEOUT,
        help_text=_("A launch that takes longer counts as failed. 0 waits for ever."),
    )

    # --- add-ons: one field for each is added by the form ---

    labels = forms.CharField(
        label=_("Labels"),
        required=False,
        max_length=LONGEST_LABELS,
        # A line break at the end says that the commas of a lone label belong to its value.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "One name=value a line. They are added to the template's labels, and win over them."
        ),
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)
