# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that a launch creates, in words, and the commands that create the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ldc_k8s_dashboard.domain.cloud_resources import Flavor
from ldc_k8s_dashboard.domain.drivers import Driver, etcd_labels
from ldc_k8s_dashboard.domain.launch.commands.cli import openstack_command
from ldc_k8s_dashboard.domain.launch.commands.curl import curl_command
from ldc_k8s_dashboard.domain.launch.commands.python import python_program
from ldc_k8s_dashboard.domain.launch.commands.terraform import terraform_resource
from ldc_k8s_dashboard.domain.launch.plan import Plan
from ldc_k8s_dashboard.domain.quotas.demand import demand_of_cluster
from ldc_k8s_dashboard.domain.quotas.resources import Resource
from ldc_k8s_dashboard.domain.quotas.sizing import totals, volumes
from ldc_k8s_dashboard.ui.i18n import flavor_text, render_message


@dataclass(frozen=True)
class ReviewLine:
    """A line of the review: a term and its text."""

    term: str
    text: str
    details: tuple[str, ...] = ()


def review_lines(plan: Plan) -> tuple[ReviewLine, ...]:
    """Return everything that the launch creates, line by line."""
    template = plan.template
    version = plan.version
    return (
        ReviewLine(_("Cluster"), plan.name),
        ReviewLine(
            _("Template"),
            _("%(name)s, Kubernetes %(version)s")
            % {
                "name": template.name,
                "version": version or _("of unknown version"),
            },
        ),
        ReviewLine(
            _("Masters"),
            _machines(plan.master_count, plan.master_flavor, template.master_flavor_id),
        ),
        ReviewLine(_("Workers"), _machines(plan.node_count, plan.flavor, template.flavor_id)),
        ReviewLine(_("Total"), _total(plan)),
        *_autoscaling(plan),
        ReviewLine(_("Volumes"), *_volumes(plan)),
        ReviewLine(_("Key pair"), plan.keypair or template.keypair_id or _("none")),
        ReviewLine(_("Network"), _network(plan)),
        ReviewLine(_("Floating IPs"), _floating_ips(plan)),
        ReviewLine(_("API load balancer"), _load_balancer(plan)),
        ReviewLine(_("Labels"), *_labels(plan)),
        ReviewLine(_("Time limit"), _time_limit(plan)),
        ReviewLine(
            _("More node groups"),
            _(
                "Create further node groups on the cluster's page, once the cluster has an API "
                "address."
            ),
        ),
    )


def _machines(count: int, flavor: Flavor | None, template_flavor: str) -> str:
    if count == 0:
        return _("none")
    text = flavor_text(flavor) if flavor else template_flavor or _("an unknown flavor")
    return _("%(count)d of %(flavor)s") % {"count": count, "flavor": text}


def _total(plan: Plan) -> str:
    sums = totals(((plan.master_count, plan.master_flavor), (plan.node_count, plan.flavor)))
    if sums.vcpus is None or sums.ram is None:
        return ngettext(
            "%(count)d node; its vCPUs and memory are unknown.",
            "%(count)d nodes; their vCPUs and memory are unknown.",
            sums.instances,
        ) % {"count": sums.instances}
    return ngettext(
        "%(count)d node with %(vcpus)d vCPUs and %(ram)s GB of memory.",
        "%(count)d nodes with %(vcpus)d vCPUs and %(ram)s GB of memory.",
        sums.instances,
    ) % {"count": sums.instances, "vcpus": sums.vcpus, "ram": f"{sums.ram / 1024:.4g}"}


def _autoscaling(plan: Plan) -> tuple[ReviewLine, ...]:
    workers = plan.shape().worker_groups[0]
    if workers.maximum is None:
        return ()
    least = plan.effective_labels.get("min_node_count") or "1"
    text = _("Between %(least)s and %(most)s workers, as pods need them.")
    return (ReviewLine(_("Autoscaling"), text % {"least": least, "most": workers.maximum}),)


def _volumes(plan: Plan) -> tuple[str, tuple[str, ...]]:
    shape, labels = plan.shape(), plan.effective_labels
    uses = {
        "boot": _("boot"),
        "etcd": "etcd",
        "containers": _("containers"),
        "monitoring": _("monitoring"),
    }
    type_labels = {
        "boot": ("boot_volume_type",),
        "etcd": etcd_labels(plan.driver).volume_type,
        "containers": ("docker_volume_type",),
    }
    kinds = volumes(
        plan.driver,
        masters=plan.master_count,
        machines=plan.master_count + plan.node_count,
        boot_gb=shape.boot_gb,
        etcd_gb=shape.etcd_gb,
        docker_gb=shape.docker_gb,
        monitoring=shape.monitoring,
    )
    lines = []
    for kind in kinds:
        names = type_labels.get(kind.use, ())
        values = {"count": kind.count, "use": uses[kind.use], "size": kind.size}
        volume_type = next((labels[name] for name in names if labels.get(name)), "")
        if volume_type:
            line = _("%(count)d for %(use)s, %(size)d GB each, of type %(type)s")
            lines.append(line % {**values, "type": volume_type})
        else:
            lines.append(_("%(count)d for %(use)s, %(size)d GB each") % values)
    if not lines:
        return _("None: the nodes use their flavors' disks."), ()
    return _("In Cinder:"), tuple(lines)


def _floating_ips(plan: Plan) -> str:
    """With the Cluster API drivers only the API has one, whatever floating_ip_enabled is."""
    shape = plan.shape()
    if plan.driver is Driver.HEAT and shape.floating_ips:
        return _("The nodes get floating IPs and can be reached from outside.")
    if demand_of_cluster(shape)[Resource.FLOATING_IPS]:
        return _("One, for the Kubernetes API. The nodes have none.")
    return _("None: the cluster can only be reached from its own network.")


def _load_balancer(plan: Plan) -> str:
    if not plan.has_load_balancer:
        return _("None: the API uses the master's own address.")
    labels = plan.effective_labels
    allowed = labels.get("master_lb_allowed_cidrs") or labels.get("api_master_lb_allowed_cidrs")
    if not allowed:
        return _("A load balancer in front of the Kubernetes API.")
    text = _("A load balancer in front of the Kubernetes API, which only lets in %(allowed)s.")
    return text % {"allowed": allowed.replace(",", ", ")}


def _network(plan: Plan) -> str:
    template = plan.template
    if plan.network is None and not template.fixed_network:
        return _("A new network, subnet and router are created for it, and deleted with it.")
    network = plan.network.name if plan.network else template.fixed_network
    subnet = plan.subnet.name if plan.subnet else template.fixed_subnet
    if not subnet:
        return network
    return _("%(network)s, subnet %(subnet)s") % {"network": network, "subnet": subnet}


def _labels(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """Return the labels that the launch adds, and which of the template's they replace."""
    if not plan.labels:
        return _("Those of the template."), ()
    template_labels = plan.template.labels
    details = tuple(
        _("%(name)s=%(value)s instead of the template's %(before)s")
        % {
            "name": name,
            "value": value,
            "before": template_labels[name] or "“”",
        }
        if name in template_labels and template_labels[name] != value
        else f"{name}={value}"
        for name, value in plan.labels.items()
    )
    return _("Those of the template, and in addition:"), details


def _time_limit(plan: Plan) -> str:
    if plan.create_timeout is None:
        return _("Magnum's default.")
    if plan.create_timeout == 0:
        return _("None: Magnum waits without limit.")
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
    """Return the launch as a command of each client; `endpoint` is Magnum's public one."""
    return (
        Command(_("OpenStack command line"), render_message(openstack_command(plan))),
        Command(_("REST call (curl)"), curl_command(plan, endpoint)),
        Command("Terraform", render_message(terraform_resource(plan))),
        Command(_("Python (openstacksdk)"), python_program(plan)),
    )
