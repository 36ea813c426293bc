# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of the launch form, each declared once for all code that goes by field.

The wizard's steps, the labels, links, "launch one like this", rejections, the
preview and the commands read LAUNCH_FIELDS.  docs/contributing/launch-field.md
lists the files to change for a new field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from ldc_k8s_dashboard.domain.drivers import Driver, etcd_labels

_ETCD = etcd_labels(Driver.HELM)
"""Helm reads the other drivers' labels too, so these are the labels of all drivers."""


class LinkValue(Enum):
    """The kinds of values that a link can hold (domain.launch.prefill reads each)."""

    TEXT = auto()
    NUMBER = auto()
    YES_NO = auto()
    TEMPLATE = auto()
    FLAVOR = auto()
    KEYPAIR = auto()
    NETWORK = auto()


@dataclass(frozen=True)
class MagnumField:
    """A field of POST /v1/clusters; a cluster has it under the same name."""

    name: str
    option: str = ""
    """Option of `openstack coe cluster create`, for a yes or no without its end "-enabled" or
    "-disabled" (python-magnumclient 4.7 to 5.0, osc/v1/clusters.py `CreateCluster`)."""
    argument: str = ""
    """Terraform's argument, where its name differs from Magnum's."""
    template: str = ""
    """The cluster template's field that applies where this one is left out; "" for none."""
    minimum: int = 0
    """The smallest number that Magnum accepts."""


@dataclass(frozen=True)
class LaunchField:
    """A field of the launch form, sent to Magnum as fields of its own or as a label."""

    name: str
    """The name in the form and in a link (?name=...)."""
    step: str
    """The slug of its step in the wizard."""
    magnum: tuple[MagnumField, ...] = ()
    labels: tuple[str, ...] = ()
    """The labels by which drivers know it, the preferred one first."""
    link: LinkValue | None = None
    """None where a link cannot fill it in; a link holds labels as text in the field `labels`."""
    counts: bool = False
    """Whether the cluster's demand on the project's quotas depends on it."""


LAUNCH_FIELDS = (
    # --- name and template ---
    LaunchField("name", "template", (MagnumField("name"),), link=LinkValue.TEXT),
    LaunchField(
        "template",
        "template",
        (MagnumField("cluster_template_id", "--cluster-template"),),
        link=LinkValue.TEMPLATE,
        counts=True,
    ),
    # --- size ---
    LaunchField(
        "master_count",
        "size",
        (MagnumField("master_count", "--master-count"),),
        link=LinkValue.NUMBER,
        counts=True,
    ),
    LaunchField(
        "master_flavor",
        "size",
        (MagnumField("master_flavor_id", "--master-flavor", "master_flavor", "master_flavor_id"),),
        link=LinkValue.FLAVOR,
        counts=True,
    ),
    LaunchField(
        "node_count",
        "size",
        (MagnumField("node_count", "--node-count"),),
        link=LinkValue.NUMBER,
        counts=True,
    ),
    LaunchField(
        "flavor",
        "size",
        (MagnumField("flavor_id", "--flavor", "flavor", "flavor_id"),),
        link=LinkValue.FLAVOR,
        counts=True,
    ),
    LaunchField("auto_scaling", "size", labels=("auto_scaling_enabled",), counts=True),
    LaunchField("min_nodes", "size", labels=("min_node_count",), counts=True),
    LaunchField("max_nodes", "size", labels=("max_node_count",), counts=True),
    LaunchField("boot_volume_size", "size", labels=("boot_volume_size",), counts=True),
    LaunchField("boot_volume_type", "size", labels=("boot_volume_type",)),
    LaunchField(
        "etcd_volume_size",
        "size",
        labels=_ETCD.size,
        counts=True,
    ),
    LaunchField("etcd_volume_type", "size", labels=_ETCD.volume_type),
    LaunchField(
        "docker_volume_size",
        "size",
        (
            MagnumField(
                "docker_volume_size",
                "--docker-volume-size",
                template="docker_volume_size",
                minimum=1,
            ),
        ),
        link=LinkValue.NUMBER,
        counts=True,
    ),
    LaunchField("docker_volume_type", "size", labels=("docker_volume_type",)),
    # --- network and access ---
    LaunchField(
        "keypair",
        "network",
        (MagnumField("keypair", "--keypair", template="keypair_id"),),
        link=LinkValue.KEYPAIR,
    ),
    # Nova imports the key before the launch; the form then has it as `keypair`.
    LaunchField("new_key_name", "network"),
    LaunchField("new_key", "network"),
    LaunchField(
        "network",
        "network",
        (
            MagnumField("fixed_network", "--fixed-network", template="fixed_network"),
            MagnumField("fixed_subnet", "--fixed-subnet", template="fixed_subnet"),
        ),
        link=LinkValue.NETWORK,
        counts=True,
    ),
    LaunchField(
        "floating_ip",
        "network",
        (MagnumField("floating_ip_enabled", "--floating-ip", template="floating_ip_enabled"),),
        link=LinkValue.YES_NO,
        counts=True,
    ),
    LaunchField(
        "load_balancer",
        "network",
        (MagnumField("master_lb_enabled", "--master-lb", template="master_lb_enabled"),),
        link=LinkValue.YES_NO,
        counts=True,
    ),
    LaunchField(
        "balancer_floating_ip", "network", labels=("master_lb_floating_ip_enabled",), counts=True
    ),
    LaunchField(
        "allowed_cidrs",
        "network",
        labels=("master_lb_allowed_cidrs", "api_master_lb_allowed_cidrs"),
    ),
    LaunchField(
        "create_timeout",
        "network",
        (MagnumField("create_timeout", "--timeout"),),
        link=LinkValue.NUMBER,
    ),
    # --- add-ons ---
    # Each add-on has a field too (domain.labels.add_ons.ADD_ONS).
    LaunchField("labels", "add_ons", (MagnumField("labels"),), link=LinkValue.TEXT, counts=True),
)

LABEL_FIELDS = tuple(field for field in LAUNCH_FIELDS if field.labels)
"""The fields that go to Magnum as labels."""

COUNTED_FIELDS = frozenset(field.name for field in LAUNCH_FIELDS if field.counts)
"""Names of the fields on which the cluster's demand on the project's quotas depends."""

FIELD_OF_LABEL = {label: field.name for field in LABEL_FIELDS for label in field.labels}
"""Names of the form's fields by the labels that carry them."""


def magnum_fields() -> Iterator[tuple[LaunchField, MagnumField]]:
    """List Magnum's fields, each with the field of the form that fills it in."""
    for field in LAUNCH_FIELDS:
        for magnum_field in field.magnum:
            yield field, magnum_field
