# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""All that will be made, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.launch.commands.cli import openstack_command
from ldc_k8s_dashboard.domain.launch.commands.curl import curl_command
from ldc_k8s_dashboard.domain.launch.commands.python import python_program
from ldc_k8s_dashboard.domain.launch.commands.terraform import terraform_resource
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.quotas.demand import demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.domain.quotas.sizing import totals, volumes
from ldc_k8s_dashboard.ui.i18n import flavor_text


@dataclass(frozen=True)
class ReviewLine:
    """One line of the review: what it is about, and what will be."""

    term: str
    says: str
    details: tuple[str, ...] = ()


def review_lines(plan: Plan) -> tuple[ReviewLine, ...]:
    """All that will be made, in words."""
    template = plan.template
    version = plan.version
    return (
        ReviewLine(_("Cluster"), plan.name),
        ReviewLine(
            _("Template"),
            _("%(name)s, Kubernetes %(version)s")
            % {
                "name": template.name,
                "version": version or _("of a version it does not tell"),
            },
        ),
        ReviewLine(
            _("Masters"),
            _machines(plan.master_count, plan.master_flavor, template.master_flavor_id),
        ),
        ReviewLine(_("Workers"), _machines(plan.node_count, plan.flavor, template.flavor_id)),
        ReviewLine(_("In all"), _in_all(plan)),
        *_autoscaling(plan),
        ReviewLine(_("Volumes"), *_volumes(plan)),
        ReviewLine(_("Key pair"), plan.keypair or template.keypair_id or _("none")),
        ReviewLine(_("Network"), _network(plan)),
        ReviewLine(_("Floating IPs"), _floating_ips(plan)),
        ReviewLine(_("API load balancer"), _load_balancer(plan)),
        ReviewLine(_("Labels"), *_labels(plan)),
        ReviewLine(_("Time limit"), _time_limit(plan)),
        ReviewLine(
            _("More groups"),
            _(
                "Further groups of workers are made on the cluster's page, as soon as it has "
                "an address: Magnum takes them no earlier."
            ),
        ),
    )


def _machines(count: int, flavor: Flavor | None, own: str) -> str:
    if count == 0:
        return _("none")
    words = flavor_text(flavor) if flavor else own or _("a flavor that is not known")
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


def _autoscaling(plan: Plan) -> tuple[ReviewLine, ...]:
    workers = plan.shape().workers[0]
    if workers.most is None:
        return ()
    least = plan.effective_labels.get("min_node_count") or "1"
    says = _("Between %(least)s and %(most)s workers, as pods need them.")
    return (ReviewLine(_("Autoscaling"), says % {"least": least, "most": workers.most}),)


#: the labels that name the type of each use's volumes, the one that wins first
_TYPES = {
    "boot": ("boot_volume_type",),
    "etcd": ("etcd_blockdevice_volume_type", "etcd_volume_type"),
    "containers": ("docker_volume_type",),
}


def _volumes(plan: Plan) -> tuple[str, tuple[str, ...]]:
    shape, labels = plan.shape(), plan.effective_labels
    uses = {
        "boot": _("booting"),
        "etcd": "etcd",
        "containers": _("containers"),
        "monitoring": _("monitoring"),
    }
    made = volumes(
        plan.driver,
        masters=plan.master_count,
        machines=plan.master_count + plan.node_count,
        boot_gb=shape.boot_gb,
        etcd_gb=shape.etcd_gb,
        docker_gb=shape.docker_gb,
        monitoring=shape.monitoring,
    )
    found = []
    for kind in made:
        named = (labels[name] for name in _TYPES.get(kind.use, ()) if labels.get(name))
        words = {"count": kind.count, "use": uses[kind.use], "size": kind.size}
        volume_type = next(named, "")
        if volume_type:
            says = _("%(count)d for %(use)s, %(size)d GB each, of type %(type)s")
            found.append(says % {**words, "type": volume_type})
        else:
            found.append(_("%(count)d for %(use)s, %(size)d GB each") % words)
    if not found:
        return _("None: the machines use their flavors' disks."), ()
    return _("In Cinder:"), tuple(found)


def _floating_ips(plan: Plan) -> str:
    """The Cluster API drivers give one to the API alone, whatever floating_ip_enabled says."""
    shape = plan.shape()
    if plan.driver is Driver.HEAT and shape.floating_ips:
        return _("The cluster gets floating IPs, so that it can be reached from outside.")
    if demand_of_cluster(shape)[Resource.FLOATING_IPS]:
        return _("One, for the address of the Kubernetes API; the machines have none.")
    return _("None: the cluster can be reached from its own network only.")


def _load_balancer(plan: Plan) -> str:
    if not (plan.effective_load_balancer or plan.driver is Driver.HELM):
        return _("None: the address of the API is the master's own.")
    labels = plan.effective_labels
    allowed = labels.get("master_lb_allowed_cidrs") or labels.get("api_master_lb_allowed_cidrs")
    if not allowed:
        return _("A load balancer stands before the Kubernetes API.")
    says = _("A load balancer stands before the Kubernetes API and lets in %(allowed)s only.")
    return says % {"allowed": allowed.replace(",", ", ")}


def _network(plan: Plan) -> str:
    template = plan.template
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
    own = plan.template.labels
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


@dataclass(frozen=True)
class Command:
    """The same launch for another client."""

    title: str
    text: str


def review_commands(plan: Plan, endpoint: str) -> tuple[Command, ...]:
    """The launch as each client would be told to make it; `endpoint` is Magnum's public one."""
    return (
        Command(_("OpenStack command line"), openstack_command(plan)),
        Command(_("REST call (curl)"), curl_command(plan, endpoint)),
        Command("Terraform", terraform_resource(plan)),
        Command(_("Python (openstacksdk)"), python_program(plan)),
    )
