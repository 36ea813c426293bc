# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of the launch form, in the order of its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.domain.clusters.progress import MAGNUM_TIMEOUT
from ldc_k8s_dashboard.domain.field_limits import CLUSTER_NAME_LENGTH, LARGEST_INTEGER, NAME_LENGTH
from ldc_k8s_dashboard.domain.labels.label import LARGEST_LABEL_NUMBER
from ldc_k8s_dashboard.domain.labels.text import LONGEST_LABELS_TEXT
from ldc_k8s_dashboard.domain.private_keys import is_private_key
from ldc_k8s_dashboard.ui.options import OptionField

MASTERS = (1, 3, 5)
NAME_PATTERN = r"[a-zA-Z][a-zA-Z0-9_.\-]*"
"""The part of domain.clusters.names.check_cluster_name that a browser can check."""
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


def integer_field(label: Any, **kwargs: Any) -> forms.IntegerField:
    """Make a field for a whole number; a touch screen shows its digits for it."""
    return forms.IntegerField(
        label=label,
        error_messages={"invalid": _("Enter a whole number.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **kwargs,
    )


def gigabyte_field(label: Any, help_text: Any, *, least: int = 0) -> forms.IntegerField:
    """Make a field for the size of a volume; empty leaves it to the template."""
    return integer_field(
        label, required=False, min_value=least, max_value=LARGEST_LABEL_NUMBER, help_text=help_text
    )


class YesNoField(OptionField):
    """Yes, no, or what the template has; the form sets its options."""


class VolumeTypeField(OptionField):
    """Cinder's volume types, or the template's own; the form sets its options."""


class PublicKeyInput(forms.Textarea):
    """A text area that never shows a private key again, as PasswordInput does with passwords."""

    def format_value(self, value: Any) -> str | None:
        return "" if is_private_key(value or "") else super().format_value(value)


class LaunchFields(forms.Form):
    """The fields as a person sees them; where each is sent is in domain.launch.fields.

    An empty field leaves the choice to the template.
    """

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
                "maxlength": str(CLUSTER_NAME_LENGTH),
                "pattern": NAME_PATTERN,
                "data-missing": _("Enter a name."),
                "data-wrong": _(
                    "Start with a letter from a to z, then use letters, digits, “.”, “_” and “-”."
                ),
            }
        ),
        help_text=_("Start with a letter, then use letters, digits, “.”, “_” and “-”."),
    )

    # --- size ---

    master_count = forms.TypedChoiceField(
        label=_("Masters"),
        coerce=int,
        choices=[(count, str(count)) for count in MASTERS],
        initial=1,
        error_messages={"invalid_choice": _("Choose 1, 3 or 5 masters.")},
        help_text=_(
            "Three masters keep working when one fails, five when two fail. More than one master "
            "needs an API load balancer."
        ),
    )
    master_flavor = OptionField(label=_("Flavor of the masters"), required=False)
    node_count = integer_field(_("Workers"), initial=1)
    flavor = OptionField(label=_("Flavor of the workers"), required=False)
    auto_scaling = YesNoField(
        label=_("Autoscaling"),
        required=False,
        help_text=_("Adds and removes workers as pods need them."),
    )
    min_nodes = integer_field(
        _("Minimum workers"), required=False, min_value=0, max_value=LARGEST_LABEL_NUMBER
    )
    max_nodes = integer_field(
        _("Maximum workers"),
        required=False,
        min_value=1,
        max_value=LARGEST_LABEL_NUMBER,
        help_text=_("The quotas are checked for this number of workers."),
    )
    boot_volume_size = gigabyte_field(
        _("Boot volume of each node (GB)"), _("0: nodes boot from the flavor's own disk.")
    )
    boot_volume_type = VolumeTypeField(label=_("Boot volume type"), required=False)
    etcd_volume_size = gigabyte_field(
        _("etcd volume of each master (GB)"), _("0: etcd uses the master's own disk.")
    )
    etcd_volume_type = VolumeTypeField(label=_("etcd volume type"), required=False)
    docker_volume_size = gigabyte_field(
        _("Container volume of each node (GB)"),
        _(
            "Empty: the template's size. A container volume of the template can be made larger "
            "or smaller, but not switched off."
        ),
        least=1,
    )
    docker_volume_type = VolumeTypeField(label=_("Container volume type"), required=False)

    # --- network and access ---

    keypair = OptionField(label=_("Key pair"), required=False)
    new_key_name = forms.CharField(
        label=_("Name of the new key pair"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs=PLAIN),
    )
    new_key = forms.CharField(
        label=_("Public key"),
        required=False,
        max_length=16_384,
        widget=PublicKeyInput(
            attrs={
                **PLAIN,
                "rows": 3,
                "data-private-key": _(
                    "This was a private key. It was taken out of the field and sent nowhere. "
                    "Paste the public key, from the file that ends in .pub."
                ),
            }
        ),
        help_text=_(
            "The content of a file such as id_ed25519.pub. Do not paste the private key, the file "
            "without .pub."
        ),
    )
    network = OptionField(label=_("Network"), required=False)
    floating_ip = YesNoField(
        label=_("Floating IPs"),
        required=False,
        help_text=_(
            "Whether the nodes can be reached from outside. The Cluster API drivers give a "
            "floating IP to the API only."
        ),
    )
    load_balancer = YesNoField(label=_("API load balancer"), required=False)
    balancer_floating_ip = YesNoField(
        label=_("Floating IP of the API load balancer"), required=False
    )
    allowed_cidrs = forms.CharField(
        label=_("Networks allowed to reach the API"),
        required=False,
        max_length=4096,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=_("CIDRs separated by commas, such as 192.0.2.0/24. Empty: from anywhere."),
    )
    create_timeout = integer_field(
        _("Time limit (minutes)"),
        required=False,
        min_value=0,
        max_value=LARGEST_INTEGER,
        initial=MAGNUM_TIMEOUT,
        help_text=_("A launch that takes longer counts as failed. 0: no limit."),
    )

    # --- add-ons: the form adds a field for each ---

    labels = forms.CharField(
        label=_("Labels"),
        required=False,
        max_length=LONGEST_LABELS_TEXT,
        # A line break at the end means that the commas of a single label belong to its value.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "One name=value per line. They are added to the template's labels and override them."
        ),
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)
