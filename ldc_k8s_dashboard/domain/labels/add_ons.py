# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Add-ons of a cluster that a label turns on or off, and which of them each driver offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE, LabelCatalogue
from ldc_k8s_dashboard.domain.labels.label import ValueKind, read_flag
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

_ON_OFF = (("true", message("On")), ("false", message("Off")))
_NOT_WITH_DRIVER = message(
    "Clusters of this template come without it: %(driver)s cannot install it. Install "
    "it in the cluster after its creation."
)


@dataclass(frozen=True)
class AddOn:
    """A component that a cluster can include."""

    key: str
    title: Message
    meaning: Message
    label: str
    values: tuple[tuple[str, Message], ...]
    """Values of the label, each with its text in a drop-down."""
    short_title: Message
    """For a list of what a cluster includes: "monitoring"."""
    always: Mapping[Driver, Message] = field(default_factory=dict)
    """Why it cannot be turned off, by each driver that always installs it."""


ADD_ONS: tuple[AddOn, ...] = (
    AddOn(
        "keystone_auth",
        message("Sign-in through Keystone"),
        message("Users sign in to the cluster with their account and roles of this cloud."),
        "keystone_auth_enabled",
        _ON_OFF,
        message("sign-in through Keystone"),
    ),
    AddOn(
        "cinder_csi",
        message("Persistent volumes"),
        message("Pods can claim volumes, which are created in the cloud's block storage (Cinder)."),
        "cinder_csi_enabled",
        _ON_OFF,
        message("Cinder volumes"),
        # magnum-capi-helm driver.py `_storageclass_definitions`: no label turns it off.
        {Driver.HELM: message("Every cluster of this driver has it, so it cannot be turned off.")},
    ),
    AddOn(
        "ingress",
        message("Ingress controller"),
        message("Makes services in the cluster reachable by web address."),
        "ingress_controller",
        (
            ("", message("None")),
            ("octavia", message("Octavia: a load balancer of this cloud")),
            ("nginx", message("nginx: runs on nodes of the cluster")),
            ("traefik", message("Traefik: runs on nodes of the cluster")),
        ),
        message("ingress (%(controller)s)"),
    ),
    AddOn(
        "monitoring",
        message("Monitoring"),
        message("Metrics and graphs of the cluster (Prometheus and Grafana)."),
        "monitoring_enabled",
        _ON_OFF,
        message("monitoring"),
    ),
    AddOn(
        "dashboard",
        message("Kubernetes dashboard"),
        message("A web page in the cluster that shows what runs in it."),
        "kube_dashboard_enabled",
        _ON_OFF,
        message("Kubernetes dashboard"),
    ),
    AddOn(
        "auto_healing",
        message("Auto-healing"),
        message("Nodes that have failed are replaced or repaired."),
        "auto_healing_enabled",
        _ON_OFF,
        message("auto-healing"),
    ),
    AddOn(
        "metrics",
        message("Metrics"),
        message("CPU and memory use of pods and nodes (kubectl top), also for scaling pods."),
        "metrics_server_enabled",
        _ON_OFF,
        message("metrics"),
        # capi-helm-charts, charts/cluster-addons/values.yaml: metricsServer.enabled.
        {Driver.HELM: message("Every cluster of this driver has it, so it cannot be turned off.")},
    ),
)


@dataclass(frozen=True)
class OfferedAddOn:
    """An add-on as a template and its driver offer it."""

    add_on: AddOn
    default: str | None
    """The label's value if nothing is chosen; None if unknown or without effect."""
    verdict: Verdict
    """Whether it can be chosen with this driver."""
    always: bool = False
    """Whether the driver installs it in every cluster."""

    @property
    def options(self) -> tuple[tuple[str, Message, Verdict], ...]:
        """The label's values, each with its text and whether it can be chosen."""
        return tuple((value, text, self.verdict) for value, text in self.add_on.values)


def offered_add_ons(
    template_labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue = CATALOGUE
) -> tuple[OfferedAddOn, ...]:
    """List the add-ons, except those with a label that the operator hides."""
    return tuple(
        _offer(add_on, template_labels, driver, catalogue)
        for add_on in ADD_ONS
        if add_on.label in catalogue.labels
    )


def included_add_ons(
    labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue = CATALOGUE
) -> tuple[Message, ...]:
    """List what a cluster with these labels includes, in a word or two each.

    If a label is not set, the driver's default counts.
    """
    titles = []
    for offer in offered_add_ons(labels, driver, catalogue):
        if offer.add_on.label == "ingress_controller":
            if offer.default:
                titles.append(Message(offer.add_on.short_title.text, {"controller": offer.default}))
        elif offer.always or read_flag(offer.default):
            titles.append(offer.add_on.short_title)
    if read_flag(labels.get("auto_scaling_enabled")):
        titles.append(message("autoscaling"))
    return tuple(titles)


def keystone_auth_enabled(
    labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue = CATALOGUE
) -> bool:
    """Return whether users can sign in to a cluster with these labels through Keystone."""
    return bool(read_flag(_value_in_effect("keystone_auth_enabled", labels, driver, catalogue)))


def _offer(
    add_on: AddOn, labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue
) -> OfferedAddOn:
    reason = add_on.always.get(driver)
    if reason is not None:
        return OfferedAddOn(add_on, "true", not_allowed(reason), always=True)
    if not catalogue.labels[add_on.label].supported_by(driver):
        reason = Message(_NOT_WITH_DRIVER.text, {"driver": driver.display_name})
        return OfferedAddOn(
            add_on,
            None,
            not_allowed(Message(_NOT_WITH_DRIVER.text, {"driver": driver.display_name})),
        )
    return OfferedAddOn(add_on, _value_in_effect(add_on.label, labels, driver, catalogue), ALLOWED)


def _value_in_effect(
    name: str, labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue
) -> str | None:
    """Return the template's value, written as in AddOn.values, or else the driver's default."""
    label = catalogue.labels.get(name) or CATALOGUE.labels[name]
    if not label.supported_by(driver):
        return None
    value = labels.get(name)
    if value is None:
        return label.default(driver)
    if label.kind is ValueKind.FLAG:
        flag = read_flag(value)
        # A driver takes its default for a value that it cannot read, or fails.
        return label.default(driver) if flag is None else ("true" if flag else "false")
    return value.strip().lower()
