# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The form of a cluster template.  Its fields have the names of Magnum's REST body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.cluster_templates.options import TemplateOptions, image_finding
from ldc_k8s_dashboard.domain.cidrs import CidrError, read_addresses
from ldc_k8s_dashboard.domain.clusters import names
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.field_limits import LARGEST_INTEGER
from ldc_k8s_dashboard.domain.labels.label import check_volume_size, volume_size
from ldc_k8s_dashboard.domain.labels.rule import Severity
from ldc_k8s_dashboard.domain.labels.text import LONGEST_LABELS_TEXT
from ldc_k8s_dashboard.domain.launch.template_labels import template_label_conflicts
from ldc_k8s_dashboard.domain.quotas.sizing import flavor_suits
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.ui.forms import labels_from_text, reject
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import Option, OptionField, option_with_value
from ldc_k8s_dashboard.ui.shown_text import with_plain_line_breaks

_READ_BY_LABEL_RULES = (
    *("image_id", "labels", "network_driver", "volume_driver", "docker_volume_size"),
    *("master_lb_enabled", "floating_ip_enabled", "fixed_network"),
)
"""The fields that rules over several labels read; the image decides the driver."""


class TemplateForm(forms.Form):
    """A template; publish=False removes the fields that need Magnum's publish policy.

    With editing=True the initial values are the template's own.  Those that are left as they
    are need no check: Magnum has accepted them before, and they are not sent.
    """

    name = forms.CharField(label=gettext_lazy("Name"), strip=True)
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=255,
        help_text=gettext_lazy(
            "Separated by commas. The tag arch=arm64 declares the architecture where the image "
            "has no property for it."
        ),
    )
    public = forms.BooleanField(
        label=gettext_lazy("Public: every project can use it"), required=False
    )
    hidden = forms.BooleanField(
        label=gettext_lazy("Hidden: no other project sees or uses it"), required=False
    )

    image_id = OptionField(label=gettext_lazy("Image"))
    flavor_id = OptionField(label=gettext_lazy("Flavor of the workers"), required=False)
    master_flavor_id = OptionField(label=gettext_lazy("Flavor of the masters"), required=False)
    keypair_id = OptionField(
        label=gettext_lazy("Key pair"),
        required=False,
        help_text=gettext_lazy(
            "A key pair belongs to one user. Leave it empty where others use the template."
        ),
    )

    external_network_id = OptionField(
        label=gettext_lazy("External network"),
        required=False,
        help_text=gettext_lazy("The source of floating IPs."),
    )
    fixed_network = OptionField(label=gettext_lazy("Network"), required=False)
    fixed_subnet = OptionField(label=gettext_lazy("Subnet"), required=False)
    network_driver = forms.ChoiceField(
        label=gettext_lazy("Network driver"),
        choices=[("calico", "Calico"), ("cilium", "Cilium"), ("flannel", "Flannel")],
        initial="calico",
        help_text=gettext_lazy("The cloud's Magnum driver decides which of them work."),
    )
    dns_nameserver = forms.CharField(
        label=gettext_lazy("DNS servers"),
        required=False,
        help_text=gettext_lazy("IP addresses separated by commas; empty for Magnum's default."),
    )
    master_lb_enabled = forms.BooleanField(
        label=gettext_lazy("Load balancer for the Kubernetes API"),
        required=False,
        help_text=gettext_lazy("Required for more than one master."),
    )
    floating_ip_enabled = forms.BooleanField(
        label=gettext_lazy("Floating IPs for the machines"), required=False
    )

    volume_driver = forms.ChoiceField(
        label=gettext_lazy("Persistent volumes"),
        required=False,
        choices=[("cinder", "Cinder"), ("", gettext_lazy("None"))],
        initial="cinder",
    )
    docker_volume_size = forms.IntegerField(
        label=gettext_lazy("Container volume of each machine (GB)"),
        required=False,
        min_value=1,
        max_value=LARGEST_INTEGER,
        help_text=gettext_lazy(
            "Empty for none: containers are then stored on the machine's own disk."
        ),
    )

    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        required=False,
        max_length=LONGEST_LABELS_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("One name=value per line. Case matters, and a value can contain =."),
    )

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    """The key by which a form that is sent twice is recognised (ui/resubmission.py)."""

    def __init__(
        self,
        *args: Any,
        offered: TemplateOptions,
        publish: bool,
        editing: bool = False,
        driver_name: str = "",
        **kwargs: Any,
    ) -> None:
        """Fit the form to the cloud.

        driver_name  Magnum's name of the driver of the template that the form starts from
        """
        super().__init__(*args, **kwargs)
        self.editing = editing
        self.driver_name = driver_name
        if "once" not in self.initial:
            del self.fields["once"]
        self.offered = offered
        if not publish:
            del self.fields["public"], self.fields["hidden"]
        later = _("Chosen at launch")
        self._set_options("image_id", offered.images, _("Choose an image"))
        self._set_options("flavor_id", offered.flavors, later)
        self._set_options("master_flavor_id", offered.flavors, later)
        self._set_options("keypair_id", offered.keypairs, later)
        self._set_options("external_network_id", offered.external_networks, _("Not set"))
        self._set_options("fixed_network", offered.networks, _("A new one for each cluster"))
        self._set_options("fixed_subnet", offered.subnets, _("Chosen by Magnum"))
        self._keep("network_driver")
        self._keep("volume_driver")

    def _keep(self, name: str) -> None:
        """Add the template's present value to the choices where it is not one of them."""
        value = self.initial.get(name)
        field: Any = self.fields[name]
        if value and value not in dict(field.choices):
            field.choices = [*field.choices, (value, value)]

    def _set_options(self, name: str, options: Sequence[Option] | None, empty: str) -> None:
        """Set the options of a field; None makes it a text field.

        `empty` is the label of the option without a value.
        """
        present = str(self.initial.get(name) or "")
        field: Any = self.fields[name]
        if options is None:
            self.fields[name] = forms.CharField(
                label=field.label,
                required=field.required,
                max_length=255,
                help_text=_("The options could not be read. Enter an id or a name."),
            )
            return
        if present and option_with_value(options, present) is None:
            label = _("%(name)s (not visible to you)") % {"name": present}
            options = [*options, Option(present, label)]
        field.set_options((Option("", empty), *options))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        reject(names.check_template_name(name))
        return name

    def clean_tags(self) -> str:
        tags = [tag.strip() for tag in self.cleaned_data["tags"].split(",")]
        return ",".join(tag for tag in tags if tag)

    def clean_dns_nameserver(self) -> str:
        try:
            return ",".join(read_addresses(self.cleaned_data["dns_nameserver"]))
        except CidrError as error:
            raise ValidationError(render_message(error.message)) from error

    def clean_labels(self) -> dict[str, str]:
        labels = labels_from_text(self.cleaned_data["labels"])
        for name in ("boot_volume_size", "etcd_volume_size"):
            reject(check_volume_size(name, labels.get(name, "0")))
        return labels

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.editing:
            self._accept_unchanged(cleaned)
        if self._may_differ("fixed_network", "fixed_subnet"):
            self._check_subnet(cleaned)
        if self._may_differ("image_id", "flavor_id", "master_flavor_id", "labels"):
            self._check_flavors(cleaned)
        if self._may_differ(*_READ_BY_LABEL_RULES):
            self._check_labels(cleaned)
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:
        """The names of the fields that the person changed.

        Django compares what it has cleaned, and would take blanks at the ends for a change.
        """
        changed: list[str] = super().changed_data
        return [name for name in changed if not self._is_as_first_shown(name)]

    def _is_as_first_shown(self, name: str) -> bool:
        sent, initial = self[name].data, self.initial.get(name)
        first = "" if initial is None else str(initial)
        return isinstance(sent, str) and with_plain_line_breaks(sent) == with_plain_line_breaks(
            first
        )

    def _may_differ(self, *names: str) -> bool:
        """Return whether fields together can be other than what Magnum accepted before."""
        return not self.editing or any(name in self.changed_data for name in names)

    def _accept_unchanged(self, cleaned: dict[str, Any]) -> None:
        for name in set(self.errors) - set(self.changed_data):
            del self.errors[name]
            cleaned[name] = self.initial.get(name)

    def _check_subnet(self, cleaned: Mapping[str, Any]) -> None:
        subnet, network = cleaned.get("fixed_subnet"), cleaned.get("fixed_network")
        if not subnet or "fixed_network" in self.errors:
            return
        subnets_network = self.offered.network_of_subnet.get(subnet)
        if not network:
            self.add_error("fixed_subnet", _("Choose its network above too."))
        elif subnets_network is not None and subnets_network != network:
            self.add_error("fixed_subnet", _("It does not belong to the network chosen above."))

    def _driver(self, image_id: str) -> Driver:
        """Return the driver: the template's, or for another image the one that it names.

        Magnum 23 takes the image's property magnum_driver (magnum/api/validation.py
        enforce_driver_supported).
        """
        if image_id == self.initial.get("image_id"):
            return conf.driver_of(self.driver_name)
        image = self.offered.image_by_id.get(image_id)
        return conf.driver_of(image.properties.get("magnum_driver", "") if image else "")

    def _check_labels(self, cleaned: Mapping[str, Any]) -> None:
        """Reject labels with which no cluster of the template could be created."""
        template = ClusterTemplate(
            uuid="",
            name="",
            labels=_labels(cleaned),
            network_driver=cleaned.get("network_driver", ""),
            volume_driver=cleaned.get("volume_driver", ""),
            master_lb_enabled=bool(cleaned.get("master_lb_enabled")),
            floating_ip_enabled=bool(cleaned.get("floating_ip_enabled")),
            docker_volume_size=cleaned.get("docker_volume_size"),
            fixed_network=cleaned.get("fixed_network", ""),
        )
        conflicts = template_label_conflicts(
            template,
            self._driver(cleaned.get("image_id", "")),
            default_boot_volume_size=conf.number("default_boot_volume_size"),
        )
        for conflict in conflicts:
            if conflict.severity is Severity.REFUSE:
                self.add_error("labels", render_message(conflict.sentence))

    def _check_flavors(self, cleaned: Mapping[str, Any]) -> None:
        """Reject flavors that cannot start the image: too small, or of another processor."""
        image = self.offered.image_by_id.get(cleaned.get("image_id", ""))
        if image is None:
            return
        boot_volume = volume_size(_labels(cleaned).get("boot_volume_size", "0"))
        for name in ("flavor_id", "master_flavor_id"):
            flavor = self.offered.flavor_by_name.get(cleaned.get(name) or "")
            if flavor is None:
                continue
            verdict = flavor_suits(
                flavor,
                image,
                image_finding(image),
                boot_volume_size=boot_volume or 0,
                minimum=conf.flavor_minimum(self._driver(image.id)),
            )
            if not verdict:
                self.add_error(name, render_message(verdict.reason))


def _labels(cleaned: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the labels; none where they are wrong, or are left as text that cannot be read."""
    labels = cleaned.get("labels")
    return labels if isinstance(labels, Mapping) else {}
