# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The one form of the launch wizard, checked against the facts that were gathered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch import options
from ldc_k8s_dashboard.content.clusters.launch.fields import MASTERS, LaunchFields
from ldc_k8s_dashboard.content.clusters.launch.label_fields import (
    docker_volumes,
    label_uses,
    labels_of,
)
from ldc_k8s_dashboard.content.clusters.launch.options import EMPTY, flag_of
from ldc_k8s_dashboard.content.clusters.launch.steps import ADD_ON, STEPS, step_of
from ldc_k8s_dashboard.content.clusters.launch.template_cards import (
    TemplateCard,
    template_card,
    template_cards,
)
from ldc_k8s_dashboard.content.clusters.launch.validation import LaunchValidation
from ldc_k8s_dashboard.domain.drivers import Driver, load_balancer_choice
from ldc_k8s_dashboard.domain.labels.add_ons import OfferedAddOn, offered_add_ons
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue, MergedLabels, merge_labels
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.quotas.demand import ClusterShape
from ldc_k8s_dashboard.domain.quotas.sizing import boot_volume
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import not_allowed
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.options import Option, OptionField

_NO_TEMPLATE = ClusterTemplate(uuid="", name="")


class LaunchForm(LaunchValidation, LaunchFields):
    """`facts` decide what can be chosen; `chosen` is the template that the rest depends on."""

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
        self.refused_link: TemplateCard | None = None
        """The template that a link asked for, where it cannot be used."""
        self.chosen = self._chosen()
        self.own = self.chosen.template if self.chosen else _NO_TEMPLATE
        self.driver = self.chosen.driver if self.chosen else conf.driver_of("")
        self.uses = label_uses(self.own.labels, self.driver, catalogue)
        self.add_ons = offered_add_ons(self.own.labels, self.driver, catalogue)
        self._offer("template", self._template_choices())
        self._set_size()
        self._set_network()
        for one in self.add_ons:
            self._set_add_on(one)

    @cached_property
    def templates(self) -> tuple[TemplateCard, ...]:
        """Every template; worked out where the page shows them."""
        return template_cards(self.facts)

    def _now(self, name: str) -> str:
        """What a field holds now: as sent, else as it is first shown."""
        value = (
            self.data.get(name)
            if self.is_bound
            else self.get_initial_for_field(self.fields[name], name)
        )
        return "" if value is None else str(value)

    def _chosen(self) -> TemplateCard | None:
        """The template that was chosen; where none was yet, the first that can be."""
        wanted = self._now("template")
        found = template_card(self.facts, wanted)
        if self.is_bound or (found is not None and found.verdict):
            return found
        if found is not None:
            self.refused_link = found
        first = next((offer for offer in self.templates if offer.verdict), None)
        if first is not None:
            self.initial["template"] = first.value
        return first

    # --- what can be chosen ---

    def _template_choices(self) -> tuple[Option, ...]:
        unread = self.facts.errors.get("templates")
        if unread is not None:
            # What was chosen stays chosen, and cannot be launched before it can be looked at.
            self.fields["template"].required = False
            return (Option(self._now("template"), "", not_allowed(unread.sentence)),)
        if self.chosen is None:
            return ()
        return (Option(self.chosen.value, self.own.name, self.chosen.verdict),)

    def _set_size(self) -> None:
        facts, own = self.facts, self.own
        volume = boot_volume(self.own.labels, self._now("labels"), self._now("boot_volume_size"))
        for field, flavor in (
            ("master_flavor", own.master_flavor_id),
            ("flavor", own.flavor_id),
        ):
            self._offer(
                field,
                options.flavor_options(facts, self.chosen, flavor, boot_volume_size=volume),
            )
        self.fields["node_count"].widget.attrs["min"] = facts.least_workers
        self._offer_flag("auto_scaling")
        for field in ("min_nodes", "max_nodes", "boot_volume_size", "etcd_volume_size"):
            self._show_own(field, self.uses[field].own, self.uses[field].verdict)
        self._show_own(
            "docker_volume_size", str(own.docker_volume_size or ""), docker_volumes(self.driver)
        )
        for field in ("boot_volume_type", "etcd_volume_type", "docker_volume_type"):
            use = self.uses[field]
            self._offer(field, options.volume_type_options(facts, use.own, use.verdict))
            self._show_own(field, "", use.verdict)

    def _set_network(self) -> None:
        masters = self._now("master_count")
        self._offer("keypair", options.keypair_options(self.facts, self.chosen))
        self._offer("network", options.network_options(self.facts, self.chosen))
        self._offer("floating_ip", options.floating_ip_options(self.chosen))
        self._offer(
            "load_balancer",
            options.load_balancer_options(
                self.chosen, int(masters) if masters in map(str, MASTERS) else 1, self.driver
            ),
        )
        self._offer_flag("balancer_floating_ip")
        use = self.uses["allowed_cidrs"]
        self._show_own("allowed_cidrs", use.own, use.verdict)

    def _set_add_on(self, one: OfferedAddOn) -> None:
        field = OptionField(
            label=render_message(one.add_on.title),
            required=False,
            help_text=render_message(one.add_on.meaning),
        )
        self.fields[ADD_ON + one.add_on.key] = field
        field.set_offers(options.add_on_options(one))
        if not one.verdict:
            self._show_own(ADD_ON + one.add_on.key, "", one.verdict)

    def _offer(self, name: str, choices: tuple[Option, ...]) -> None:
        field = self.fields[name]
        assert isinstance(field, OptionField)  # noqa: S101 - for the type checker
        field.set_offers(choices)

    def _offer_flag(self, name: str) -> None:
        use = self.uses[name]
        self._offer(name, options.flag_options(use.own, use.verdict))
        self._show_own(name, "", use.verdict)

    def _show_own(self, name: str, own: str, verdict: Any) -> None:
        """What the template says stands in an empty field; what cannot be, says why."""
        field = self.fields[name]
        if own:
            field.widget.attrs["placeholder"] = own
        if not verdict:
            field.help_text = render_message(verdict.reason)
            # A browser does not send a disabled field: what is filled in all the same must
            # come back, to be refused with its reason.
            if not self._now(name):
                field.widget.attrs["disabled"] = True

    def suits(self, field: str, value: str) -> bool:
        """Whether a choice of a list can be made."""
        return any(one.value == value and one.verdict for one in self.fields[field].offers)

    def keep_errors_of(self, fields: set[str]) -> None:
        """Forget what is wrong elsewhere: nobody has said that the rest is finished."""
        for name in set(self.errors) - fields:
            del self.errors[name]

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

    @property
    def has_new_key(self) -> bool:
        """Whether a key to import is filled in, or was refused."""
        return bool(self._now("new_key") or self._now("new_key_name") or self.errors.get("new_key"))

    @property
    def add_on_fields(self) -> list[Any]:
        """The fields of the add-ons, as the page shows them."""
        return [self[ADD_ON + one.add_on.key] for one in self.add_ons]

    def place_of(self, name: str) -> str:
        """The field that something is said at: a label that was typed is refused where it was."""
        use, given = self.uses.get(name), self.cleaned_data
        typed = use is not None and use.label in (given.get("labels") or {})
        return "labels" if typed and not given.get(name) else name

    def refuse_field(self, name: str, reason: Message | str) -> None:
        """Put a reason that is learnt later at its field; "" stands for the whole form."""
        self.add_error(name or None, render_message(reason))

    def first_bad_step(self) -> str:
        """The step that holds the first field with an error; "" where nothing is wrong."""
        return step_of(set(self.errors)) if self.errors else ""

    def has_load_balancer(self, given: Mapping[str, Any]) -> bool:
        """Whether a load balancer stands before the API with these choices."""
        chosen = flag_of(given.get("load_balancer", ""))
        return self.driver is Driver.HELM or (
            self.own.master_lb_enabled if chosen is None else chosen
        )

    # --- what comes of it ---

    def merged(self, given: Mapping[str, Any]) -> MergedLabels:
        """The template's labels with those of the form on top."""
        return merge_labels(self.own.labels, self.labels_given(given))

    def labels_given(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Every label that the form sends: its fields', the add-ons' and the free ones."""
        add_ons = {
            one.add_on.label: _label_value(given[ADD_ON + one.add_on.key])
            for one in self.add_ons
            if given.get(ADD_ON + one.add_on.key)
        }
        return {**labels_of(given, self.uses), **add_ons, **(given.get("labels") or {})}

    def plan(self) -> Plan:
        """The launch as it was filled in; where the form is not valid, as far as it is."""
        given = self.cleaned_data
        network_id, _slash, subnet_id = given.get("network", "").partition("/")
        own, masters = self.own, given.get("master_count", 1)
        return Plan(
            name=given.get("name", ""),
            template=own,
            version=self.chosen.version if self.chosen else None,
            driver=self.driver,
            master_count=masters,
            node_count=given.get("node_count", 1),
            master_flavor_name=given.get("master_flavor", ""),
            flavor_name=given.get("flavor", ""),
            master_flavor=self.facts.flavor(given.get("master_flavor") or own.master_flavor_id),
            flavor=self.facts.flavor(given.get("flavor") or own.flavor_id),
            keypair=given.get("new_key_name") or given.get("keypair", ""),
            network=self.facts.network(network_id),
            subnet=self.facts.subnet(subnet_id),
            floating_ip=flag_of(given.get("floating_ip", "")),
            # Left to a driver that always makes one, Magnum wants to be told all the same.
            load_balancer=load_balancer_choice(
                flag_of(given.get("load_balancer", "")), own.master_lb_enabled, masters, self.driver
            ),
            labels=self.labels_given(given),
            docker_volume_size=given.get("docker_volume_size"),
            create_timeout=given.get("create_timeout"),
        )

    def shape(self) -> ClusterShape | None:
        """What decides how much the cluster takes; None where that is not filled in rightly."""
        self.is_valid()
        if self.chosen is None or any(name in self.errors for name in _SHAPING):
            return None
        return self.plan().shape()


_SHAPING = {
    *next(step.fields for step in STEPS if step.slug == "size"),
    *("template", "network", "floating_ip", "load_balancer", "balancer_floating_ip", "labels"),
}


def _label_value(chosen: str) -> str:
    return "" if chosen == EMPTY else chosen
