# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The launch form for one template: its values and the plan it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch.fields import (
    LaunchFields,
)
from ldc_k8s_dashboard.content.clusters.launch.label_fields import (
    label_uses,
    labels_of,
)
from ldc_k8s_dashboard.content.clusters.launch.options import EMPTY, flag_of
from ldc_k8s_dashboard.content.clusters.launch.steps import ADD_ON, step_of
from ldc_k8s_dashboard.content.clusters.launch.template_cards import (
    TemplateCard,
    template_card,
    template_cards,
)
from ldc_k8s_dashboard.content.clusters.launch.template_fields import set_fields
from ldc_k8s_dashboard.content.clusters.launch.validation import check_rules
from ldc_k8s_dashboard.domain.drivers import (
    always_has_load_balancer,
    fewest_workers,
    load_balancer_choice,
)
from ldc_k8s_dashboard.domain.labels.add_ons import offered_add_ons
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue, MergedLabels, merge_labels
from ldc_k8s_dashboard.domain.labels.combinations import label_conflicts
from ldc_k8s_dashboard.domain.labels.rule import Conflict
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.fields import COUNTED_FIELDS
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.private_keys import PRIVATE_KEY_SENT, is_private_key
from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape
from ldc_k8s_dashboard.domain.templates.template import NO_TEMPLATE
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import OptionField, option_with_value


class LaunchForm(LaunchFields):
    """The form of the wizard.  `facts` and the chosen template decide what can be chosen."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        facts: LaunchFacts,
        catalogue: LabelCatalogue,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.facts = facts
        self.catalogue = catalogue
        self.unusable_link: TemplateCard | None = None
        """The template that a link named, where it cannot be used."""
        self.card = self._chosen_card()
        self.cluster_template = self.card.template if self.card else NO_TEMPLATE
        self.driver = self.card.driver if self.card else conf.driver_of("")
        template_labels = self.cluster_template.labels
        self.uses = label_uses(template_labels, self.driver, catalogue)
        self.add_ons = offered_add_ons(template_labels, self.driver, catalogue)
        set_fields(self)

    @cached_property
    def templates(self) -> tuple[TemplateCard, ...]:
        """Every template; worked out only where the page shows them."""
        return template_cards(self.facts)

    def current(self, name: str) -> str:
        """Return what a field holds now: as sent, else as it is first shown."""
        value = (
            self.data.get(name)
            if self.is_bound
            else self.get_initial_for_field(self.fields[name], name)
        )
        return "" if value is None else str(value)

    def _chosen_card(self) -> TemplateCard | None:
        """Return the chosen template; a new form begins with the first that can be used."""
        card = template_card(self.facts, self.current("template"))
        if self.is_bound or (card is not None and card.verdict):
            return card
        self.unusable_link = card
        first = next((usable for usable in self.templates if usable.verdict), None)
        if first is not None:
            self.initial["template"] = first.value
        return first

    def clean(self) -> None:
        """Apply the rules; what they reject leaves `cleaned_data`."""
        super().clean()
        check_rules(self)

    # --- what can be chosen ---

    def can_choose(self, name: str, value: str) -> bool:
        """Check whether a field has this option and it can be chosen."""
        return any(option.value == value and option.verdict for option in self.fields[name].options)

    @property
    def fewest_workers(self) -> int:
        """The smallest number of workers that this Magnum and the template's driver take."""
        return fewest_workers(self.driver, zero_nodes=self.facts.minimum_workers == 0)

    def keep_errors_of(self, names: set[str]) -> None:
        """Forget the errors of all other fields, which the person has not finished yet."""
        for name in set(self.errors) - names:
            del self.errors[name]

    @property
    def no_flavor_suits(self) -> bool:
        """Whether the flavors are known and none of them can be chosen."""
        return bool(self.facts.flavors) and not any(
            option.verdict for option in self.fields["flavor"].options
        )

    @property
    def has_networks(self) -> bool:
        """Whether there is a network to choose, besides leaving it to the template."""
        return any(option.value and option.verdict for option in self.fields["network"].options)

    @property
    def has_new_key(self) -> bool:
        """Whether a key to import is filled in, or was rejected."""
        return any(
            self.current(name) or self.errors.get(name) for name in ("new_key", "new_key_name")
        )

    @property
    def emptied_of(self) -> Message | None:
        """What was in the field of the public key, where the form shows it empty without an error.

        A form that checks says so as the field's error.
        """
        was_private = not self.is_bound and is_private_key(self.current("new_key"))
        return PRIVATE_KEY_SENT if was_private else None

    @property
    def add_on_fields(self) -> list[Any]:
        """The fields of the add-ons, as the page shows them."""
        return [self[ADD_ON + add_on.add_on.key] for add_on in self.add_ons]

    def place_of(self, name: str) -> str:
        """Return where to show an error of a field: at the labels, if it was typed there."""
        use, values = self.uses.get(name), self.valid_values
        is_typed = use is not None and use.label in (values.get("labels") or {})
        return "labels" if is_typed and not values.get(name) else name

    def field_of_label(self, label: str) -> str:
        """Return the name of the field that sets a label; "labels" where none does."""
        for use in self.uses.values():
            if use.label == label:
                return use.field
        for add_on in self.add_ons:
            if add_on.add_on.label == label:
                return ADD_ON + add_on.add_on.key
        return "labels"

    def label_conflicts(self) -> tuple[Conflict, ...]:
        """Return the labels that do not go together, those of the template included."""
        if self.card is None:
            return ()
        cluster = self.plan().labelled_cluster(
            default_boot_volume_size=conf.number("default_boot_volume_size")
        )
        return label_conflicts(cluster)

    def chosen_cautions(self) -> list[str]:
        """Return what to know of the options that are chosen, each with its field's label."""
        cautions = []
        for name, field in self.fields.items():
            options_of_field = field.options if isinstance(field, OptionField) else ()
            option = option_with_value(options_of_field, self.current(name))
            if option is not None and option.verdict and option.caution:
                cautions.append(f"{field.label}: {render_message(option.caution)}.")
        return cautions

    def reject_field(self, name: str, reason: Message | str) -> None:
        """Show a reason that was learnt after validation; "" stands for the whole form."""
        self.add_error(name or None, render_message(reason))

    def first_bad_step(self) -> str:
        """Return the step that holds the first field with an error; "" where there is none."""
        return step_of(set(self.errors)) if self.errors else ""

    # --- what comes of it ---

    @property
    def valid_values(self) -> dict[str, Any]:
        """The values of the fields without errors (Django's `cleaned_data`)."""
        if not self.is_bound:
            return {}
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        return self.cleaned_data

    def has_load_balancer(self) -> bool:
        """Check whether the cluster gets a load balancer in front of the API."""
        chosen = flag_of(self.valid_values.get("load_balancer", ""))
        return always_has_load_balancer(self.driver) or (
            self.cluster_template.master_lb_enabled if chosen is None else chosen
        )

    def sent_labels(self) -> dict[str, str]:
        """Return every label that the form sends: its fields', the add-ons' and the typed ones."""
        values = self.valid_values
        add_ons = {
            add_on.add_on.label: _label_value(values[ADD_ON + add_on.add_on.key])
            for add_on in self.add_ons
            if values.get(ADD_ON + add_on.add_on.key)
        }
        return {**labels_of(values, self.uses), **add_ons, **(values.get("labels") or {})}

    def merged_labels(self) -> MergedLabels:
        """Return the template's labels with those of the form on top."""
        return merge_labels(self.cluster_template.labels, self.sent_labels())

    def plan(self) -> Plan:
        """Return the launch as it is filled in; fields with errors count as left empty."""
        values = self.valid_values
        network_id, _slash, subnet_id = values.get("network", "").partition("/")
        template, masters = self.cluster_template, values.get("master_count", 1)
        return Plan(
            name=values.get("name", ""),
            template=template,
            version=self.card.version if self.card else None,
            driver=self.driver,
            master_count=masters,
            node_count=values.get("node_count", 1),
            master_flavor_name=values.get("master_flavor", ""),
            flavor_name=values.get("flavor", ""),
            master_flavor=self.facts.flavor(
                values.get("master_flavor") or template.master_flavor_id
            ),
            flavor=self.facts.flavor(values.get("flavor") or template.flavor_id),
            keypair=values.get("new_key_name") or values.get("keypair", ""),
            network=self.facts.network(network_id),
            subnet=self.facts.subnet(subnet_id),
            floating_ip=flag_of(values.get("floating_ip", "")),
            # Magnum has to be told even where the driver always makes a load balancer.
            load_balancer=load_balancer_choice(
                flag_of(values.get("load_balancer", "")),
                template.master_lb_enabled,
                masters,
                self.driver,
            ),
            labels=self.sent_labels(),
            docker_volume_size=values.get("docker_volume_size"),
            create_timeout=values.get("create_timeout"),
        )

    def shape(self) -> ClusterShape | None:
        """Return what decides the cluster's demand; None while a field that counts is wrong."""
        if self.card is None or self.errors.keys() & COUNTED_FIELDS:
            return None
        return replace(self.plan().shape(), default_volume_type=self.facts.default_volume_type)


def _label_value(chosen: str) -> str:
    return "" if chosen == EMPTY else chosen
