# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The add-ons of a cluster that a label turns on or off, and what each driver makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.catalogue import CATALOGUE, LabelCatalogue
from ldc_k8s_dashboard.domain.labels.label import ValueKind, read_flag
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict, not_allowed

_ON_OFF = (("true", message("On")), ("false", message("Off")))
_NEVER = message(
    "Clusters of this template come without it: %(driver)s has no switch for it. Install it in the "
    "cluster once it is there."
)


@dataclass(frozen=True)
class AddOn:
    """Something that a cluster can come with."""

    key: str
    title: Message
    meaning: Message
    label: str
    choices: tuple[tuple[str, Message], ...]
    """Values of the label, each with its words."""
    word: Message
    """In a list of what a cluster has: "monitoring"."""
    always: Mapping[Driver, Message] = field(default_factory=dict)
    """The drivers with which every cluster has it, label or not, each with the reason."""


ADD_ONS: tuple[AddOn, ...] = (
    AddOn(
        "keystone_auth",
        message("Sign-in through Keystone"),
        message("People sign in to the cluster with their account and roles of this cloud."),
        "keystone_auth_enabled",
        _ON_OFF,
        message("sign-in through Keystone"),
    ),
    AddOn(
        "cinder_csi",
        message("Persistent volumes"),
        message("Pods can claim volumes, which are made in the cloud's block storage (Cinder)."),
        "cinder_csi_enabled",
        _ON_OFF,
        message("Cinder volumes"),
        # magnum-capi-helm driver.py `_storageclass_definitions`: no label turns it off.
        {Driver.HELM: message("Every cluster of this driver has it, so it cannot be turned off.")},
    ),
    AddOn(
        "ingress",
        message("Ingress controller"),
        message("Brings web addresses to the services in the cluster."),
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
        message("Measurements and graphs of the cluster (Prometheus and Grafana)."),
        "monitoring_enabled",
        _ON_OFF,
        message("monitoring"),
    ),
    AddOn(
        "dashboard",
        message("Kubernetes dashboard"),
        message("A web page in the cluster that shows what runs there."),
        "kube_dashboard_enabled",
        _ON_OFF,
        message("Kubernetes dashboard"),
    ),
    AddOn(
        "auto_healing",
        message("Auto-healing"),
        message("Machines that have stopped working are replaced or repaired."),
        "auto_healing_enabled",
        _ON_OFF,
        message("auto-healing"),
    ),
    AddOn(
        "metrics",
        message("Metrics"),
        message("CPU and memory of pods and nodes (kubectl top), also for scaling pods."),
        "metrics_server_enabled",
        _ON_OFF,
        message("metrics"),
        # capi-helm-charts, charts/cluster-addons/values.yaml: metricsServer.enabled.
        {Driver.HELM: message("Every cluster of this driver has it, so it cannot be turned off.")},
    ),
)


@dataclass(frozen=True)
class OfferedAddOn:
    """An add-on as one template under one driver has it."""

    add_on: AddOn
    own: str | None
    """The value where nothing is chosen; None where the driver has none or it is not known."""
    verdict: Verdict
    """Why it cannot be chosen under this driver."""
    always: bool = False
    """Whether the driver puts it into every cluster."""

    @property
    def options(self) -> tuple[tuple[str, Message, Verdict], ...]:
        """Each value with its words and whether it can be chosen."""
        return tuple((value, words, self.verdict) for value, words in self.add_on.choices)


def offered_add_ons(
    template_labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue = CATALOGUE
) -> tuple[OfferedAddOn, ...]:
    """Every add-on, but those whose label the operator hides."""
    return tuple(
        _offer(one, template_labels, driver, catalogue)
        for one in ADD_ONS
        if one.label in catalogue.labels
    )


def included_add_ons(
    labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue = CATALOGUE
) -> tuple[Message, ...]:
    """What a cluster of these labels comes with, in a word or two each.

    The driver's default counts where no label says.
    """
    found = []
    for offer in offered_add_ons(labels, driver, catalogue):
        if offer.add_on.label == "ingress_controller":
            if offer.own:
                found.append(Message(offer.add_on.word.text, {"controller": offer.own}))
        elif offer.always or read_flag(offer.own):
            found.append(offer.add_on.word)
    if read_flag(labels.get("auto_scaling_enabled")):
        found.append(message("autoscaling"))
    return tuple(found)


def keystone_auth_enabled(
    labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue = CATALOGUE
) -> bool:
    """Whether a cluster of these labels lets people sign in through Keystone."""
    return bool(read_flag(_own("keystone_auth_enabled", labels, driver, catalogue)))


def _offer(
    one: AddOn, labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue
) -> OfferedAddOn:
    why = one.always.get(driver)
    if why is not None:
        return OfferedAddOn(one, "true", not_allowed(why), always=True)
    if not catalogue.labels[one.label].supported_by(driver):
        return OfferedAddOn(
            one, None, not_allowed(Message(_NEVER.text, {"driver": driver.display_name}))
        )
    return OfferedAddOn(one, _own(one.label, labels, driver, catalogue), ALLOWED)


def _own(
    name: str, labels: Mapping[str, str], driver: Driver, catalogue: LabelCatalogue
) -> str | None:
    """The value that counts: the template's, in the words of the choices, or the driver's."""
    label = catalogue.labels.get(name) or CATALOGUE.labels[name]
    if not label.supported_by(driver):
        return None
    given = labels.get(name)
    if given is None:
        return label.default(driver)
    if label.kind is ValueKind.FLAG:
        flag = read_flag(given)
        # A driver takes what it cannot read as its default, or fails on it.
        return label.default(driver) if flag is None else ("true" if flag else "false")
    return given.strip().lower()
