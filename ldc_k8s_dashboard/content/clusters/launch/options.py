# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The options of the launch form for one template, each with the reason where it is disabled.

The empty value leaves the choice to the template.  It is the only option where
a service did not answer.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch.fields import MASTERS
from ldc_k8s_dashboard.content.clusters.launch.template_cards import TemplateCard
from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import (
    Driver,
    always_has_load_balancer,
    load_balancer_choice,
    needs_load_balancer,
)
from ldc_k8s_dashboard.domain.labels.add_ons import OfferedAddOn
from ldc_k8s_dashboard.domain.labels.label import read_flag
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.launch.subnet_routes import subnet_caution
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.quotas.sizing import flavor_caution, flavor_suits
from ldc_k8s_dashboard.domain.templates.template import NO_TEMPLATE
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed
from ldc_k8s_dashboard.ui.i18n import flavor_text, render_message
from ldc_k8s_dashboard.ui.options import Option, flavor_options

YES_VALUE = "true"
NO_VALUE = "false"
EMPTY = "-"
"""The form's value for an empty label, since "" leaves the choice to the template."""


def launch_flavor_options(
    facts: LaunchFacts, card: TemplateCard | None, template_flavor: str, *, boot_volume_size: int
) -> tuple[Option, ...]:
    """Return the template's flavor (a name, an id or ""), then every flavor."""

    def verdict_of(flavor: Flavor) -> Verdict:
        if card is None:
            return ALLOWED
        return flavor_suits(
            flavor,
            card.image,
            card.image_finding,
            boot_volume_size=boot_volume_size,
            minimum=conf.flavor_minimum(card.driver),
        )

    def caution_of(flavor: Flavor) -> Message | None:
        return flavor_caution(flavor, conf.flavor_minimum(card.driver)) if card else None

    if facts.flavors is None:
        return (_unread_flavor_option(template_flavor, late="flavors" in facts.late),)
    flavor = facts.flavor(template_flavor)
    if not template_flavor:
        first = Option(
            "",
            _("Choose a flavor"),
            not_allowed(message("The template has no flavor. Choose one.")),
        )
    elif flavor is None:
        first = Option(
            "",
            _("The template's own (%(name)s)") % {"name": template_flavor},
            not_allowed(message("This flavor no longer exists. Choose another.")),
        )
    else:
        first = Option(
            "",
            _("The template's own: %(flavor)s") % {"flavor": flavor_text(flavor)},
            verdict_of(flavor),
            caution=caution_of(flavor),
        )
    return (first, *flavor_options(facts.flavors, verdict_of, caution_of))


def _unread_flavor_option(template_flavor: str, *, late: bool) -> Option:
    if template_flavor:
        return Option("", _("The template's own (%(name)s)") % {"name": template_flavor})
    if late:
        return Option("", _("None"), not_allowed(message("The flavors are still being read.")))
    return Option(
        "",
        _("None"),
        not_allowed(
            message(
                "The template has no flavor, and the flavors could not be listed. "
                "Try again, or choose a template that has one."
            )
        ),
    )


def keypair_options(facts: LaunchFacts, card: TemplateCard | None) -> tuple[Option, ...]:
    """Return the template's key pair or none, then the user's."""
    template_keypair = card.template.keypair_id if card else ""
    keypairs = facts.keypairs
    if template_keypair:
        is_own = keypairs is None or any(template_keypair == keypair.name for keypair in keypairs)
        first = Option(
            "",
            _("The template's own (%(name)s)") % {"name": template_keypair},
            ALLOWED
            if is_own
            else not_allowed(
                message("You have no key pair of this name. Choose one of yours, or import it.")
            ),
        )
    else:
        first = Option("", _("None: no SSH access to the nodes"))
    others = [
        Option(
            keypair.name,
            keypair.name,
            ALLOWED
            if keypair.type == "ssh"
            else not_allowed(
                message("It is a certificate (%(type)s), not an SSH key.", type=keypair.type)
            ),
        )
        for keypair in keypairs or ()
    ]
    return (first, *others)


def network_options(facts: LaunchFacts, card: TemplateCard | None) -> tuple[Option, ...]:
    """Return the template's network or a new one, then every subnet of every network.

    The value is "network id/subnet id".
    """
    first = Option(
        "", default_network_text(facts, card), caution=_default_network_caution(facts, card)
    )
    if facts.networks is None or facts.subnets is None:
        return (first,)
    others = []
    for network in facts.networks:
        name = network.name or network.id
        subnets = [subnet for subnet in facts.subnets if subnet.network_id == network.id]
        if network.external:
            reason = message("It is an external network: nodes only get floating IPs from it.")
            others.append(Option(f"{network.id}/", name, not_allowed(reason)))
        elif not subnets:
            reason = message("It has no subnet.")
            others.append(Option(f"{network.id}/", name, not_allowed(reason)))
        for subnet in subnets if not network.external else ():
            label = _("%(network)s / %(subnet)s (%(cidr)s)") % {
                "network": name,
                "subnet": subnet.name or subnet.id,
                "cidr": subnet.cidr,
            }
            caution = subnet_caution(network, subnet, facts.routers, facts.project_id)
            others.append(Option(f"{network.id}/{subnet.id}", label, caution=caution))
    return (first, *sorted(others, key=lambda option: not option.verdict.allowed))


def _default_network_caution(facts: LaunchFacts, card: TemplateCard | None) -> Message | None:
    """Return the caution about the template's own network, where it names one with a subnet."""
    template = card.template if card else NO_TEMPLATE
    network = facts.network(template.fixed_network)
    subnet = facts.subnet(template.fixed_subnet)
    if network is None or subnet is None:
        return None
    return subnet_caution(network, subnet, facts.routers, facts.project_id)


def default_network_text(facts: LaunchFacts, card: TemplateCard | None) -> str:
    """Return which network the cluster gets where the form leaves it to the template."""
    template = card.template if card else None
    if template is None or not template.fixed_network:
        return _("A new network, made with the cluster")
    network = facts.network(template.fixed_network)
    return _("The template's own (%(name)s)") % {
        "name": network.name if network else template.fixed_network
    }


def floating_ip_options(card: TemplateCard | None) -> tuple[Option, ...]:
    """Return whether the nodes get floating IPs."""
    return _yes_or_no(_template_text(card.template.floating_ip_enabled if card else None))


def load_balancer_options(
    card: TemplateCard | None, masters: int, driver: Driver
) -> tuple[Option, ...]:
    """Return whether a load balancer stands in front of the Kubernetes API."""
    template_flag = card.template.master_lb_enabled if card else None
    if always_has_load_balancer(driver):
        always = not_allowed(message("The template's driver always creates one."))
        return _yes_or_no(_("Always: the template's driver creates one"), no_verdict=always)
    needed = not_allowed(
        message(
            "%(count)s masters need an API load balancer. Choose “Yes”, or one master.",
            count=masters,
        )
    )
    off = needed if needs_load_balancer(masters) else ALLOWED
    return _yes_or_no(
        _template_text(template_flag),
        template_verdict=ALLOWED if template_flag else off,
        no_verdict=off,
    )


def with_load_balancer(data: Any, facts: LaunchFacts) -> Any:
    """Return the form's data with the API load balancer on where it cannot be off.

    For showing the form only: a launch takes the data as it was sent.
    """
    template = facts.template(data.get("template", "")) or NO_TEMPLATE
    sent, masters = data.get("load_balancer", ""), data.get("master_count", "")
    choice = load_balancer_choice(
        flag_of(sent),
        template.master_lb_enabled,
        int(masters) if masters in map(str, MASTERS) else 1,
        conf.driver_of(template.driver),
    )
    if choice == flag_of(sent) or sent not in ("", NO_VALUE):
        return data
    changed = data.copy()
    changed["load_balancer"] = YES_VALUE
    return changed


def flag_of(value: str) -> bool | None:
    """Return True or False for a yes or a no; None leaves it to the template."""
    return {YES_VALUE: True, NO_VALUE: False}.get(value)


def flag_options(template_value: str, verdict: Verdict) -> tuple[Option, ...]:
    """Return what a label of the template (or its driver) has, where it is known; yes; and no."""
    return _yes_or_no(
        _template_text(read_flag(template_value)), yes_verdict=verdict, no_verdict=verdict
    )


def add_on_options(add_on: OfferedAddOn) -> tuple[Option, ...]:
    """Return the template's setting, then what this add-on can be instead."""
    labels = {value: render_message(text) for value, text, _verdict in add_on.options}
    if add_on.always:
        default = _("Always on with the template's driver")
    elif add_on.default is None:
        default = _("The driver's default")
    else:
        default = _("As in the template: %(value)s") % {
            "value": labels.get(add_on.default, add_on.default)
        }
    return (
        Option("", default),
        *(
            Option(value or EMPTY, labels[value], verdict)
            for value, _text, verdict in add_on.options
        ),
    )


def volume_type_options(
    facts: LaunchFacts, template_type: str, verdict: Verdict
) -> tuple[Option, ...]:
    """Return the template's type or Cinder's default, then every type."""
    types = facts.volume_types or ()
    default = next((volume_type.name for volume_type in types if volume_type.is_default), "")
    if template_type:
        first = Option("", _("The template's own (%(name)s)") % {"name": template_type})
    elif default:
        first = Option("", _("Cinder's default (%(name)s)") % {"name": default})
    else:
        first = Option("", _("Cinder's default"))
    return (first, *(Option(each.name, each.name, verdict) for each in types))


def _yes_or_no(
    template_text: str,
    *,
    template_verdict: Verdict = ALLOWED,
    yes_verdict: Verdict = ALLOWED,
    no_verdict: Verdict = ALLOWED,
) -> tuple[Option, ...]:
    return (
        Option("", template_text, template_verdict),
        Option(YES_VALUE, _("Yes"), yes_verdict),
        Option(NO_VALUE, _("No"), no_verdict),
    )


def _template_text(flag: bool | None) -> str:
    if flag is None:
        return _("As in the template")
    return _("As in the template: yes") if flag else _("As in the template: no")
