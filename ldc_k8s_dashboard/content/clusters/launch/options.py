# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The choices of the launch form for one template, each with the reason where it cannot be made.

The empty value leaves the choice to the template; it is what remains where a
service did not answer.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.content.clusters.launch.fields import MASTERS
from ldc_k8s_dashboard.content.clusters.launch.template_cards import TemplateCard
from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver, load_balancer_choice, needs_load_balancer
from ldc_k8s_dashboard.domain.labels.add_ons import OfferedAddOn
from ldc_k8s_dashboard.domain.labels.label import read_flag
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.message import message
from ldc_k8s_dashboard.domain.quotas.sizing import flavor_suits
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed
from ldc_k8s_dashboard.ui.i18n import flavor_text, render_message
from ldc_k8s_dashboard.ui.options import Option

YES_VALUE = "true"
NO_VALUE = "false"
EMPTY = "-"
"""The form's value for an empty label: "" leaves the choice to the template."""


def flavor_options(
    facts: LaunchFacts, chosen: TemplateCard | None, own: str, *, boot_volume_size: int
) -> tuple[Option, ...]:
    """The template's `own` flavor (its name or id, or empty), then every flavor there is.

    The values are flavor names: Magnum takes both, and the Cluster API drivers
    hand them on to a provider that knows names only.
    """
    if facts.flavors is None:
        return (_own_flavor_unseen(own),)

    def verdict(flavor: Flavor) -> Verdict:
        if chosen is None:
            return ALLOWED
        return flavor_suits(
            flavor, chosen.image, chosen.image_finding, boot_volume_size=boot_volume_size
        )

    found = facts.flavor(own)
    if not own:
        first = Option(
            "", _("Choose a flavor"), not_allowed(message("The template names none. Choose one."))
        )
    elif found is None:
        first = Option(
            "",
            _("The template's own (%(name)s)") % {"name": own},
            not_allowed(message("There is no such flavor any more. Choose another.")),
        )
    else:
        first = Option(
            "",
            _("The template's own: %(flavor)s") % {"flavor": flavor_text(found)},
            verdict(found),
        )
    others = [Option(flavor.name, flavor_text(flavor), verdict(flavor)) for flavor in facts.flavors]
    return (first, *sorted(others, key=lambda offer: not offer.verdict.allowed))


def _own_flavor_unseen(own: str) -> Option:
    if own:
        return Option("", _("The template's own (%(name)s)") % {"name": own})
    return Option(
        "",
        _("None"),
        not_allowed(
            message(
                "The template names no flavor, and the flavors could not be listed. "
                "Try again, or choose a template that names one."
            )
        ),
    )


def keypair_options(facts: LaunchFacts, chosen: TemplateCard | None) -> tuple[Option, ...]:
    """The template's own key pair or none, then the user's."""
    own = chosen.template.keypair_id if chosen else ""
    keypairs = facts.keypairs
    if own:
        known = keypairs is None or any(own == keypair.name for keypair in keypairs)
        first = Option(
            "",
            _("The template's own (%(name)s)") % {"name": own},
            ALLOWED
            if known
            else not_allowed(
                message("You have no key pair of this name. Choose one of yours, or import it.")
            ),
        )
    else:
        first = Option("", _("None: nobody can sign in to the machines"))
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


def network_options(facts: LaunchFacts, chosen: TemplateCard | None) -> tuple[Option, ...]:
    """The template's network or a new one, then every subnet under its network.

    The value is "network id/subnet id".
    """
    first = Option("", own_network_words(facts, chosen))
    if facts.networks is None or facts.subnets is None:
        return (first,)
    others = []
    for network in facts.networks:
        name = network.name or network.id
        subnets = [one for one in facts.subnets if one.network_id == network.id]
        if network.external:
            reason = message("It leads outside; machines get floating IPs there, not their own.")
            others.append(Option(f"{network.id}/", name, not_allowed(reason)))
        elif not subnets:
            reason = message("It has no subnet.")
            others.append(Option(f"{network.id}/", name, not_allowed(reason)))
        for subnet in subnets if not network.external else ():
            words = _("%(network)s / %(subnet)s (%(cidr)s)") % {
                "network": name,
                "subnet": subnet.name or subnet.id,
                "cidr": subnet.cidr,
            }
            others.append(Option(f"{network.id}/{subnet.id}", words))
    return (first, *sorted(others, key=lambda offer: not offer.verdict.allowed))


def own_network_words(facts: LaunchFacts, chosen: TemplateCard | None) -> str:
    """What becomes of the network where the form leaves it to the template."""
    template = chosen.template if chosen else None
    if template is None or not template.fixed_network:
        return _("A new network, made with the cluster")
    network = facts.network(template.fixed_network)
    return _("The template's own (%(name)s)") % {
        "name": network.name if network else template.fixed_network
    }


def floating_ip_options(chosen: TemplateCard | None) -> tuple[Option, ...]:
    """Whether the machines get addresses that can be reached from outside."""
    own = chosen.template.floating_ip_enabled if chosen else None
    return _yes_or_no(_own_words(own))


def load_balancer_options(
    chosen: TemplateCard | None, masters: int, driver: Driver
) -> tuple[Option, ...]:
    """Whether a load balancer stands before the Kubernetes API."""
    own = chosen.template.master_lb_enabled if chosen else None
    if driver is Driver.HELM:
        always = not_allowed(message("The template's driver always makes one."))
        return _yes_or_no(_("Always: the template's driver makes one"), no_verdict=always)
    needed = not_allowed(
        message(
            "%(count)s masters need a load balancer before the API. Choose “Yes”, or one master.",
            count=masters,
        )
    )
    off = needed if needs_load_balancer(masters) else ALLOWED
    return _yes_or_no(_own_words(own), own_verdict=ALLOWED if own else off, no_verdict=off)


def with_load_balancer(data: Any, facts: LaunchFacts) -> Any:
    """The form's data, with the API load balancer on where it cannot be off.

    For showing the form again on the way; what is launched is what was chosen.
    """
    template = facts.template(data.get("template", "")) or ClusterTemplate("", "")
    asked, masters = data.get("load_balancer", ""), data.get("master_count", "")
    choice = load_balancer_choice(
        flag_of(asked),
        template.master_lb_enabled,
        int(masters) if masters in map(str, MASTERS) else 1,
        conf.driver_of(template.driver),
    )
    if choice == flag_of(asked) or asked not in ("", NO_VALUE):
        return data
    changed = data.copy()
    changed["load_balancer"] = YES_VALUE
    return changed


def flag_of(value: str) -> bool | None:
    """What was chosen of a yes, a no and the template's own way (None)."""
    return {YES_VALUE: True, NO_VALUE: False}.get(value)


def flag_options(own: str, verdict: Verdict) -> tuple[Option, ...]:
    """Yes, no, or what a label of the template (or its driver) says, as far as that is known."""
    return _yes_or_no(_own_words(read_flag(own)), yes_verdict=verdict, no_verdict=verdict)


def add_on_options(one: OfferedAddOn) -> tuple[Option, ...]:
    """The template's own way, then what this add-on can be instead."""
    words = {value: render_message(said) for value, said, _verdict in one.options}
    if one.always:
        own = _("Always on with the template's driver")
    elif one.own is None:
        own = _("As the template's driver does it")
    else:
        own = _("As the template says: %(what)s") % {"what": words.get(one.own, one.own)}
    return (
        Option("", own),
        *(Option(value or EMPTY, words[value], verdict) for value, _said, verdict in one.options),
    )


def volume_type_options(facts: LaunchFacts, own: str, verdict: Verdict) -> tuple[Option, ...]:
    """The template's own type or Cinder's default, then every type there is."""
    if own:
        first = Option("", _("The template's own (%(name)s)") % {"name": own})
    else:
        default = next((one.name for one in facts.volume_types or () if one.is_default), "")
        words = _("Cinder's default (%(name)s)") % {"name": default} if default else ""
        first = Option("", words or _("Cinder's default"))
    return (first, *(Option(one.name, one.name, verdict) for one in facts.volume_types or ()))


def _yes_or_no(
    own: str,
    *,
    own_verdict: Verdict = ALLOWED,
    yes_verdict: Verdict = ALLOWED,
    no_verdict: Verdict = ALLOWED,
) -> tuple[Option, ...]:
    return (
        Option("", own, own_verdict),
        Option(YES_VALUE, _("Yes"), yes_verdict),
        Option(NO_VALUE, _("No"), no_verdict),
    )


def _own_words(own: bool | None) -> str:
    if own is None:
        return _("As the template says")
    return _("As the template says: yes") if own else _("As the template says: no")
