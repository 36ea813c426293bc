# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Links that fill in the wizard, and links that launch a copy of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Keypair, Network, Subnet
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup, Status
from ldc_k8s_dashboard.domain.labels.text import parse_labels
from ldc_k8s_dashboard.domain.launch.like_another import differences_of_copy, launch_link_query
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.launch.prefill import PrefillOptions, fields_from_link
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate

FLAVORS = (Flavor("f-1", "a1.small", 2, 4096, 20), Flavor("f-2", "a1.large", 8, 16384, 80))
NETWORKS = (Network("n-1", "private"), Network("n-2", "other"), Network("n-3", "bare"))
SUBNETS = (
    Subnet("s-1", "private-a", "n-1"),
    Subnet("s-2", "private-b", "n-1"),
    Subnet("s-3", "other-a", "n-2"),
)
COMPLETE = Status.parse("CREATE_COMPLETE")

NAMES = st.sampled_from(["", "a1.small", "a1.large"])
KEYS = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="=,"), min_size=1)
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10).map(str.strip)
LABELS = st.dictionaries(KEYS, VALUES, max_size=3)
TEMPLATES = st.builds(
    ClusterTemplate,
    uuid=st.just("t-1"),
    name=st.just("k8s"),
    flavor_id=NAMES,
    master_flavor_id=NAMES,
    keypair_id=st.sampled_from(["", "mine", "yours"]),
    fixed_network=st.sampled_from(["", "private", "n-2"]),
    docker_volume_size=st.sampled_from([None, 5]),
    floating_ip_enabled=st.booleans(),
    master_lb_enabled=st.booleans(),
    labels=LABELS,
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    template = draw(TEMPLATES)
    subnet = draw(st.none() | st.sampled_from(SUBNETS))
    shared = draw(st.dictionaries(st.sampled_from([*template.labels, "x"]), VALUES, max_size=2))
    return Plan(
        name="alpha",
        template=template,
        master_count=draw(st.sampled_from([1, 3, 5])),
        node_count=draw(st.integers(0, 9)),
        master_flavor_name=draw(NAMES),
        flavor_name=draw(NAMES),
        keypair=draw(st.sampled_from(["", "mine", "yours"])),
        network=next((item for item in NETWORKS if subnet and item.id == subnet.network_id), None),
        subnet=subnet,
        floating_ip=draw(st.none() | st.booleans()),
        load_balancer=draw(st.none() | st.booleans()),
        labels={**draw(LABELS), **shared},
        docker_volume_size=draw(st.none() | st.integers(1, 90)),
        create_timeout=draw(st.none() | st.integers(0, 90)),
    )


def cluster_from(fields: Mapping[str, Any], template: ClusterTemplate) -> Cluster:
    """Return the cluster Magnum makes from a request (api/controllers/v1/cluster.py `_post`)."""
    request = {name: value for name, value in fields.items() if value is not None}
    labels = dict(template.labels)
    if request.get("labels"):
        labels = {**(labels if request.get("merge_labels") else {}), **request["labels"]}
    return Cluster(
        uuid="c-1",
        name=request["name"],
        status=COMPLETE,
        template_id=request["cluster_template_id"],
        master_count=request["master_count"],
        node_count=request["node_count"],
        master_flavor_id=request.get("master_flavor_id", template.master_flavor_id),
        flavor_id=request.get("flavor_id", template.flavor_id),
        keypair=request.get("keypair", template.keypair_id),
        fixed_network=request.get("fixed_network", template.fixed_network),
        fixed_subnet=request.get("fixed_subnet", template.fixed_subnet),
        floating_ip_enabled=request.get("floating_ip_enabled", template.floating_ip_enabled),
        master_lb_enabled=request.get("master_lb_enabled", template.master_lb_enabled),
        docker_volume_size=request.get("docker_volume_size", template.docker_volume_size),
        create_timeout=request.get("create_timeout", 60),
        labels=labels,
        labels_added={name: labels[name] for name in labels if name not in template.labels},
        labels_overridden={
            name: value
            for name, value in template.labels.items()
            if labels.get(name, value) != value
        },
    )


def plan_of(fields: Mapping[str, str], template: ClusterTemplate) -> Plan:
    """Return the plan of a form that was submitted without changes."""
    network_id, _slash, subnet_id = fields.get("network", "").partition("/")
    flags = {"true": True, "false": False}
    return Plan(
        name="alpha",
        template=template,
        master_count=int(fields["master_count"]),
        node_count=int(fields["node_count"]),
        master_flavor_name=fields.get("master_flavor", ""),
        flavor_name=fields.get("flavor", ""),
        keypair=fields.get("keypair", ""),
        network=next((item for item in NETWORKS if item.id == network_id), None),
        subnet=next((item for item in SUBNETS if item.id == subnet_id), None),
        floating_ip=flags.get(fields.get("floating_ip", "")),
        load_balancer=flags.get(fields.get("load_balancer", "")),
        labels=parse_labels(fields.get("labels", "")),
        docker_volume_size=int(fields.get("docker_volume_size", "0")) or None,
        create_timeout=int(fields["create_timeout"]),
    )


def options_with(template: ClusterTemplate) -> PrefillOptions:
    return PrefillOptions((template,), FLAVORS, NETWORKS, SUBNETS)


@given(plans())
def test_launch_link_gives_the_same_cluster(plan: Plan) -> None:
    template = plan.template
    cluster = cluster_from(create_fields(plan), template)
    fields = fields_from_link(launch_link_query(cluster, template), options_with(template))
    assert fields["template"] == "t-1"
    assert cluster_from(create_fields(plan_of(fields, template)), template) == cluster
    assert differences_of_copy(cluster, template) == ()


@given(plans())
def test_launch_link_without_a_template_holds_every_difference(plan: Plan) -> None:
    cluster = cluster_from(create_fields(plan), plan.template)
    fields = fields_from_link(
        launch_link_query(cluster, None), PrefillOptions((), FLAVORS, NETWORKS, SUBNETS)
    )
    assert "template" not in fields
    assert fields.get("flavor", "") == cluster.flavor_id
    assert fields.get("keypair", "") == cluster.keypair
    assert fields["floating_ip"] == ("true" if cluster.floating_ip_enabled else "false")
    defaults = plan.template.labels
    own_labels = {
        name: value for name, value in cluster.labels.items() if defaults.get(name) != value
    }
    assert parse_labels(fields.get("labels", "")) == own_labels


def cluster_of(**fields: Any) -> Cluster:
    return Cluster(**{"uuid": "c-1", "name": "a", "status": COMPLETE, **fields})


def test_launch_link_counts_only_the_workers_of_the_default_group() -> None:
    groups = (
        NodeGroup("g-1", "default-master", "master", COMPLETE, is_default=True, node_count=3),
        NodeGroup("g-2", "gpu", "worker", COMPLETE, node_count=4),
        NodeGroup("g-3", "default-worker", "worker", COMPLETE, is_default=True, node_count=2),
    )
    assert launch_link_query(cluster_of(node_count=6), None, groups)["node_count"] == "2"
    assert launch_link_query(cluster_of(node_count=6), None)["node_count"] == "6"


def test_copy_differences_name_labels_that_a_link_cannot_hold() -> None:
    template = ClusterTemplate("t-1", "k8s", labels={"selinux_mode": "permissive"})
    cluster = cluster_of(labels={"motd": "one\ntwo", "x": "1"})
    assert launch_link_query(cluster, template)["labels"] == "x=1"
    assert [str(sentence) for sentence in differences_of_copy(cluster, template)] == [
        "The label motd is left out, since it cannot be written on one line.",
        "The new cluster gets the template's label selinux_mode, which this cluster lacks.",
    ]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"flavor": "f-2", "master_flavor": "a1.small"}, True),
        ({"flavor": "gone", "network": "gone", "template": "gone"}, {}),
        ({"node_count": "-1", "master_count": "²", "create_timeout": "9" * 11}, {}),
        ({"floating_ip": "maybe", "load_balancer": "false"}, {"load_balancer": "false"}),
        ({"network": "private"}, {"network": "n-1/s-1"}),
        ({"network": "n-1", "subnet": "private-b"}, {"network": "n-1/s-2"}),
        ({"network": "n-1", "subnet": "other-a"}, {}),
        ({"network": "bare"}, {}),
        ({"template": "k8s"}, {"template": "t-1"}),
        ({"once": "x", "next": "http://evil"}, {}),
    ],
)
def test_link_fields_leave_out_missing_and_invalid_values(
    query: dict[str, str], fields: Any
) -> None:
    if fields is True:
        fields = {"flavor": "a1.large", "master_flavor": "a1.small"}
    assert fields_from_link(query, options_with(ClusterTemplate("t-1", "k8s"))) == fields


def test_link_fields_leave_out_a_name_of_two_templates() -> None:
    twins = (ClusterTemplate("t-1", "k8s"), ClusterTemplate("t-2", "k8s"))
    assert fields_from_link({"template": "k8s"}, PrefillOptions(twins)) == {}
    assert fields_from_link({"template": "t-2"}, PrefillOptions(twins)) == {"template": "t-2"}


def test_launch_link_leaves_out_a_network_made_for_the_cluster() -> None:
    made_network = Network("n-9", "k8s-clusterapi-cluster-magnum-system-a-1")
    cluster = cluster_of(fixed_network="n-9", fixed_subnet="s-9")
    assert "network" not in launch_link_query(cluster, None, networks=[*NETWORKS, made_network])
    assert launch_link_query(cluster, None, networks=NETWORKS)["network"] == "n-9"
    sentences = differences_of_copy(
        cluster, None, PrefillOptions(networks=(*NETWORKS, made_network))
    )
    assert ["was made for it" in str(sentence) for sentence in sentences] == [True]


def test_copy_differences_name_missing_but_not_unread_resources() -> None:
    cluster = cluster_of(flavor_id="gone", keypair="theirs", fixed_network="n-3")
    options = PrefillOptions((ClusterTemplate("t-1", "k8s"),), FLAVORS, NETWORKS, SUBNETS, ())
    assert [str(sentence) for sentence in differences_of_copy(cluster, None, options)] == [
        "You cannot choose its cluster template. Choose another below, and check the settings "
        "that depend on it.",
        "The flavor gone no longer exists. Choose another.",
        "You have no key pair named theirs. Choose one of yours.",
        "You can no longer choose its network n-3. Choose another.",
    ]
    assert differences_of_copy(cluster, None, PrefillOptions()) == ()


def test_link_fields_hold_only_the_users_own_key_pairs() -> None:
    own_keypairs = (Keypair("mine"),)
    assert fields_from_link({"keypair": "theirs"}, PrefillOptions(keypairs=own_keypairs)) == {}
    assert fields_from_link({"keypair": "mine"}, PrefillOptions(keypairs=own_keypairs)) == {
        "keypair": "mine"
    }


def test_link_fields_leave_out_an_external_network() -> None:
    outside = (Network("n-4", "public", external=True),)
    options = PrefillOptions(networks=outside, subnets=(Subnet("s-4", "public-a", "n-4"),))
    assert fields_from_link({"network": "public"}, options) == {}
