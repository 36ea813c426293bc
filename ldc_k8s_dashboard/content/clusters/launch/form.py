# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The one form of the launch wizard, checked against the facts that were gathered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ldc_k8s_dashboard.domain import names
from ldc_k8s_dashboard.domain.labels import LONGEST as LONGEST_LABELS
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.sizing import volume_size
from ldc_k8s_dashboard.domain.verdict import no
from ldc_k8s_dashboard.ui.choices import Offer, OfferField, offered
from ldc_k8s_dashboard.ui.forms import parsed_labels, refuse
from ldc_k8s_dashboard.ui.wording import translate

from . import offers as choices
from .facts import Facts
from .fields import whole_number
from .offers import NO_VALUE, YES_VALUE
from .plan import Plan
from .steps import step_of
from .templates import TemplateOffer, template_offers

MASTERS = (1, 3, 5)
MAGNUM_TIMEOUT = 60
"""Minutes; what Magnum takes where nothing is said."""
LARGEST = 2**31 - 1
NAME_PATTERN = r"[a-zA-Z][a-zA-Z0-9_.\-]*"
"""domain.names.check_cluster_name, as far as a browser can look."""


class LaunchForm(forms.Form):
    """`facts` decide what can be chosen; `chosen` is the template that the rest depends on."""

    template = OfferField(
        label=gettext_lazy("Cluster template"),
        error_messages={"required": gettext_lazy("Choose a template.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Cluster name"),
        error_messages={"required": gettext_lazy("Enter a name.")},
        strip=True,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": str(names.CLUSTER_NAME_LENGTH),
                "pattern": NAME_PATTERN,
                "data-missing": gettext_lazy("Enter a name."),
                "data-wrong": gettext_lazy(
                    "Begin with a letter from a to z; go on with letters, digits, “.”, “_” and “-”."
                ),
            }
        ),
        help_text=gettext_lazy("A letter first, then letters, digits, “.”, “_” and “-”."),
    )
    master_count = forms.TypedChoiceField(
        label=gettext_lazy("Masters"),
        coerce=int,
        choices=[(count, str(count)) for count in MASTERS],
        initial=1,
        error_messages={"invalid_choice": gettext_lazy("Choose 1, 3 or 5 masters.")},
        help_text=gettext_lazy(
            "Three or five go on working when one or two are lost, which is why the number is "
            "odd. More than one needs a load balancer before the API."
        ),
    )
    master_flavor = OfferField(label=gettext_lazy("Flavor of the masters"), required=False)
    node_count = whole_number(gettext_lazy("Workers"), initial=1)
    flavor = OfferField(label=gettext_lazy("Flavor of the workers"), required=False)
    keypair = OfferField(label=gettext_lazy("Key pair"), required=False)
    network = OfferField(label=gettext_lazy("Network"), required=False)
    floating_ip = OfferField(
        label=gettext_lazy("Floating IPs"),
        required=False,
        help_text=gettext_lazy("Whether the cluster can be reached from outside."),
    )
    load_balancer = OfferField(label=gettext_lazy("API load balancer"), required=False)
    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        required=False,
        max_length=LONGEST_LABELS,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One name=value a line. They are added to the template's labels, and win over them."
        ),
    )
    create_timeout = whole_number(
        gettext_lazy("Time limit (minutes)"),
        required=False,
        min_value=0,
        max_value=LARGEST,
        initial=MAGNUM_TIMEOUT,
        help_text=gettext_lazy("A launch that takes longer counts as failed. 0 waits for ever."),
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        facts: Facts,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.facts = facts
        self.templates = template_offers(facts)
        self.refused_link: TemplateOffer | None = None
        """The template that a link asked for, where it cannot be used."""
        self.chosen = self._chosen()
        self._set_offers()
        self.fields["node_count"].widget.attrs["min"] = facts.least_workers

    def _now(self, name: str) -> str:
        """What a field holds now: as sent, else as it is first shown."""
        value = (
            self.data.get(name)
            if self.is_bound
            else self.get_initial_for_field(self.fields[name], name)
        )
        return "" if value is None else str(value)

    def _chosen(self) -> TemplateOffer | None:
        """The template that was chosen; where none was yet, the first that can be."""
        wanted = self._now("template")
        found = next((offer for offer in self.templates if offer.value == wanted), None)
        if self.is_bound or (found is not None and found.verdict):
            return found
        if found is not None:
            self.refused_link = found
        first = next((offer for offer in self.templates if offer.verdict), None)
        if first is not None:
            self.initial["template"] = first.value
        return first

    def _set_offers(self) -> None:
        chosen, facts = self.chosen, self.facts
        own = chosen.template if chosen else None
        volume = choices.boot_volume_size(chosen, self._now("labels"))
        masters = self._now("master_count")
        self._offer("template", self._template_choices())
        self._offer(
            "master_flavor",
            choices.flavor_offers(
                facts, chosen, own.master_flavor_id if own else "", boot_volume_size=volume
            ),
        )
        self._offer(
            "flavor",
            choices.flavor_offers(
                facts, chosen, own.flavor_id if own else "", boot_volume_size=volume
            ),
        )
        self._offer("keypair", choices.keypair_offers(facts, chosen))
        self._offer("network", choices.network_offers(facts, chosen))
        self._offer("floating_ip", choices.floating_ip_offers(chosen))
        self._offer(
            "load_balancer",
            choices.load_balancer_offers(
                chosen, int(masters) if masters in map(str, MASTERS) else 1
            ),
        )

    def _template_choices(self) -> tuple[Offer, ...]:
        unread = self.facts.errors.get("templates")
        if unread is not None:
            # What was chosen stays chosen, and cannot be launched before it can be looked at.
            self.fields["template"].required = False
            return (Offer(self._now("template"), "", no(unread.sentence)),)
        return tuple(
            Offer(offer.value, offer.template.name, offer.verdict) for offer in self.templates
        )

    def _offer(self, name: str, offers: tuple[Offer, ...]) -> None:
        field = self.fields[name]
        assert isinstance(field, OfferField)  # noqa: S101 - for the type checker
        field.set_offers(offers)

    @property
    def no_flavor_suits(self) -> bool:
        """Whether the flavors are known and none of them can be chosen."""
        return bool(self.facts.flavors) and not any(
            offer.verdict for offer in self.fields["flavor"].offers
        )

    @property
    def has_networks(self) -> bool:
        """Whether there is a network to choose, beside leaving it to the template."""
        return any(offer.value and offer.verdict for offer in self.fields["network"].offers)

    # --- checks ---

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        refuse(names.check_cluster_name(name))
        return name

    def clean_node_count(self) -> int:
        count: int = self.cleaned_data["node_count"]
        refuse(names.check_node_count(count, minimum=self.facts.least_workers))
        return count

    def clean_labels(self) -> dict[str, str]:
        labels = parsed_labels(self.cleaned_data["labels"])
        size = labels.get("boot_volume_size", "0")
        if volume_size(size) is None:
            raise ValidationError(
                _("boot_volume_size is a whole number of GB from 0 to 999999999, not “%(size)s”.")
                % {"size": Truncator(size).chars(40)}
            )
        return labels

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        room = self.facts.quota.room()
        if room is not None and room < 1:
            refuse(self.facts.quota.fits().reason)
        return cleaned

    def refuse_field(self, name: str, reason: Message | str) -> None:
        """Put a reason that is learnt later at its field; "" stands for the whole form."""
        self.add_error(name or None, translate(reason))

    def first_bad_step(self) -> str:
        """The step that holds the first field with an error; "" where nothing is wrong."""
        return step_of(set(self.errors)) if self.errors else ""

    # --- what comes of it ---

    def plan(self) -> Plan:
        """The launch as it was filled in; only for a form that is valid."""
        given = self.cleaned_data
        if self.chosen is None:
            raise ValueError("a form without a template makes no plan")
        own = self.chosen.template
        network_id, _slash, subnet_id = given["network"].partition("/")
        return Plan(
            name=given["name"],
            chosen=self.chosen,
            master_count=given["master_count"],
            node_count=given["node_count"],
            master_flavor_name=given["master_flavor"],
            flavor_name=given["flavor"],
            master_flavor=self.facts.flavor(given["master_flavor"] or own.master_flavor_id),
            flavor=self.facts.flavor(given["flavor"] or own.flavor_id),
            keypair=given["keypair"],
            network=self.facts.network(network_id),
            subnet=self.facts.subnet(subnet_id),
            floating_ip=_yes_no(given["floating_ip"]),
            load_balancer=_yes_no(given["load_balancer"]),
            labels=given["labels"],
            create_timeout=given["create_timeout"],
        )


def with_load_balancer(data: Any, facts: Facts) -> Any:
    """The form's data, with the API load balancer on where the masters need it.

    For showing the form again on the way; what is launched is what was chosen.
    """
    form = LaunchForm(data, facts=facts)
    offer = offered(form.fields["load_balancer"].offers, data.get("load_balancer", ""))
    if offer is None or offer.verdict:
        return data
    changed = data.copy()
    changed["load_balancer"] = YES_VALUE
    return changed


def _yes_no(value: str) -> bool | None:
    return {YES_VALUE: True, NO_VALUE: False}.get(value)
