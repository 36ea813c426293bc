# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""All that will be made, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ldc_k8s_dashboard.domain.cloud import Flavor
from ldc_k8s_dashboard.domain.sizing import totals
from ldc_k8s_dashboard.ui.wording import flavor_words

from .plan import Plan


@dataclass(frozen=True)
class Line:
    """One line of the review: what it is about, and what will be."""

    term: str
    says: str
    details: tuple[str, ...] = ()


def review(plan: Plan) -> tuple[Line, ...]:
    """All that will be made, in words."""
    template = plan.chosen.template
    version = plan.chosen.version
    return (
        Line(_("Cluster"), plan.name),
        Line(
            _("Template"),
            _("%(name)s, Kubernetes %(version)s")
            % {
                "name": template.name,
                "version": version or _("of a version it does not tell"),
            },
        ),
        Line(
            _("Masters"),
            _machines(plan.master_count, plan.master_flavor, template.master_flavor_id),
        ),
        Line(_("Workers"), _machines(plan.node_count, plan.flavor, template.flavor_id)),
        Line(_("In all"), _in_all(plan)),
        Line(_("Key pair"), plan.keypair or template.keypair_id or _("none")),
        Line(_("Network"), _network(plan)),
        Line(
            _("Floating IPs"),
            _("The cluster gets floating IPs, so that it can be reached from outside.")
            if plan.effective_floating_ip
            else _("None: the cluster can be reached from its own network only."),
        ),
        Line(
            _("API load balancer"),
            _("A load balancer stands before the Kubernetes API.")
            if plan.effective_load_balancer
            else _("None: the address of the API is the master's own."),
        ),
        Line(_("Labels"), *_labels(plan)),
        Line(_("Time limit"), _time_limit(plan)),
    )


def _machines(count: int, flavor: Flavor | None, own: str) -> str:
    if count == 0:
        return _("none")
    words = flavor_words(flavor) if flavor else own or _("a flavor that is not known")
    return _("%(count)d of %(flavor)s") % {"count": count, "flavor": words}


def _in_all(plan: Plan) -> str:
    sums = totals(((plan.master_count, plan.master_flavor), (plan.node_count, plan.flavor)))
    if sums.vcpus is None or sums.ram is None:
        return ngettext(
            "%(count)d machine; its processors and memory are not known.",
            "%(count)d machines; their processors and memory are not known.",
            sums.instances,
        ) % {"count": sums.instances}
    return ngettext(
        "%(count)d machine with %(vcpus)d vCPUs and %(ram)s GB of memory.",
        "%(count)d machines with %(vcpus)d vCPUs and %(ram)s GB of memory.",
        sums.instances,
    ) % {"count": sums.instances, "vcpus": sums.vcpus, "ram": f"{sums.ram / 1024:.4g}"}


def _network(plan: Plan) -> str:
    template = plan.chosen.template
    if plan.network is None and not template.fixed_network:
        return _("A new network, subnet and router are made for it, and deleted with it.")
    network = plan.network.name if plan.network else template.fixed_network
    subnet = plan.subnet.name if plan.subnet else template.fixed_subnet
    if not subnet:
        return network
    return _("%(network)s, subnet %(subnet)s") % {"network": network, "subnet": subnet}


def _labels(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """How many labels come on top of the template's, and which of those they change."""
    if not plan.labels:
        return _("The template's own."), ()
    own = plan.chosen.template.labels
    details = tuple(
        _("%(name)s=%(value)s instead of the template's %(before)s")
        % {
            "name": name,
            "value": value,
            "before": own[name] or "“”",
        }
        if name in own and own[name] != value
        else f"{name}={value}"
        for name, value in plan.labels.items()
    )
    return _("The template's own, and on top of them:"), details


def _time_limit(plan: Plan) -> str:
    if plan.create_timeout is None:
        return _("Magnum's own.")
    if plan.create_timeout == 0:
        return _("None: Magnum waits for ever.")
    return ngettext(
        "After %(count)d minute the launch counts as failed.",
        "After %(count)d minutes the launch counts as failed.",
        plan.create_timeout,
    ) % {"count": plan.create_timeout}
