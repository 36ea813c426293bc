# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A link fills in the wizard, and one that was made of a cluster launches its like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldc_k8s_dashboard.domain.cloud_resources import Flavor, Keypair, Network, Subnet
from ldc_k8s_dashboard.domain.clusters.cluster import Cluster, NodeGroup, Status
from ldc_k8s_dashboard.domain.labels.text import parse_labels
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.launch.prefill import (
    PrefillOptions,
    differences_of_copy,
    fields_from_link,
    launch_link_query,
)
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
        network=next((one for one in NETWORKS if subnet and one.id == subnet.network_id), None),
        subnet=subnet,
        floating_ip=draw(st.none() | st.booleans()),
        load_balancer=draw(st.none() | st.booleans()),
        labels={**draw(LABELS), **shared},
        docker_volume_size=draw(st.none() | st.integers(1, 90)),
        create_timeout=draw(st.none() | st.integers(0, 90)),
    )


def made_of(fields: Mapping[str, Any], template: ClusterTemplate) -> Cluster:
    """The cluster that Magnum makes of a request (api/controllers/v1/cluster.py `_post`)."""
    said = {name: value for name, value in fields.items() if value is not None}
    labels = dict(template.labels)
    if said.get("labels"):
        labels = {**(labels if said.get("merge_labels") else {}), **said["labels"]}
    return Cluster(
        uuid="c-1",
        name=said["name"],
        status=COMPLETE,
        template_id=said["cluster_template_id"],
        master_count=said["master_count"],
        node_count=said["node_count"],
        master_flavor_id=said.get("master_flavor_id", template.master_flavor_id),
        flavor_id=said.get("flavor_id", template.flavor_id),
        keypair=said.get("keypair", template.keypair_id),
        fixed_network=said.get("fixed_network", template.fixed_network),
        fixed_subnet=said.get("fixed_subnet", template.fixed_subnet),
        floating_ip_enabled=said.get("floating_ip_enabled", template.floating_ip_enabled),
        master_lb_enabled=said.get("master_lb_enabled", template.master_lb_enabled),
        docker_volume_size=said.get("docker_volume_size", template.docker_volume_size),
        create_timeout=said.get("create_timeout", 60),
        labels=labels,
        labels_added={name: labels[name] for name in labels if name not in template.labels},
        labels_overridden={
            name: value
            for name, value in template.labels.items()
            if labels.get(name, value) != value
        },
    )


def plan_of(fields: Mapping[str, str], template: ClusterTemplate) -> Plan:
    """The plan of a form that was sent as it was first shown."""
    network, _slash, subnet = fields.get("network", "").partition("/")
    answers = {"true": True, "false": False}
    return Plan(
        name="alpha",
        template=template,
        master_count=int(fields["master_count"]),
        node_count=int(fields["node_count"]),
        master_flavor_name=fields.get("master_flavor", ""),
        flavor_name=fields.get("flavor", ""),
        keypair=fields.get("keypair", ""),
        network=next((one for one in NETWORKS if one.id == network), None),
        subnet=next((one for one in SUBNETS if one.id == subnet), None),
        floating_ip=answers.get(fields.get("floating_ip", "")),
        load_balancer=answers.get(fields.get("load_balancer", "")),
        labels=parse_labels(fields.get("labels", "")),
        docker_volume_size=int(fields.get("docker_volume_size", "0")) or None,
        create_timeout=int(fields["create_timeout"]),
    )


def choices_of(template: ClusterTemplate) -> PrefillOptions:
    return PrefillOptions((template,), FLAVORS, NETWORKS, SUBNETS)


@given(plans())
def test_one_like_this_is_the_same_cluster_again(plan: Plan) -> None:
    template = plan.template
    cluster = made_of(create_fields(plan), template)
    fields = fields_from_link(launch_link_query(cluster, template), choices_of(template))
    assert fields["template"] == "t-1"
    assert made_of(create_fields(plan_of(fields, template)), template) == cluster
    assert differences_of_copy(cluster, template) == ()


@given(plans())
def test_without_its_template_all_that_it_had_beyond_is_asked_for(plan: Plan) -> None:
    cluster = made_of(create_fields(plan), plan.template)
    fields = fields_from_link(
        launch_link_query(cluster, None), PrefillOptions((), FLAVORS, NETWORKS, SUBNETS)
    )
    assert "template" not in fields
    assert fields.get("flavor", "") == cluster.flavor_id
    assert fields.get("keypair", "") == cluster.keypair
    assert fields["floating_ip"] == ("true" if cluster.floating_ip_enabled else "false")
    own = plan.template.labels
    beyond = {name: value for name, value in cluster.labels.items() if own.get(name) != value}
    assert parse_labels(fields.get("labels", "")) == beyond


def cluster_of(**given: Any) -> Cluster:
    return Cluster(**{"uuid": "c-1", "name": "a", "status": COMPLETE, **given})


def test_only_the_default_groups_workers_count() -> None:
    groups = (
        NodeGroup("g-1", "default-master", "master", COMPLETE, is_default=True, node_count=3),
        NodeGroup("g-2", "gpu", "worker", COMPLETE, node_count=4),
        NodeGroup("g-3", "default-worker", "worker", COMPLETE, is_default=True, node_count=2),
    )
    assert launch_link_query(cluster_of(node_count=6), None, groups)["node_count"] == "2"
    assert launch_link_query(cluster_of(node_count=6), None)["node_count"] == "6"


def test_what_cannot_be_carried_is_said() -> None:
    template = ClusterTemplate("t-1", "k8s", labels={"selinux_mode": "permissive"})
    cluster = cluster_of(labels={"motd": "one\ntwo", "x": "1"})
    assert launch_link_query(cluster, template)["labels"] == "x=1"
    assert [str(one) for one in differences_of_copy(cluster, template)] == [
        "The label motd is left out: it cannot be written in one line.",
        "The new cluster gets the template's label selinux_mode, which this one lacks.",
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
def test_a_link_is_written_by_anybody(query: dict[str, str], fields: Any) -> None:
    if fields is True:
        fields = {"flavor": "a1.large", "master_flavor": "a1.small"}
    assert fields_from_link(query, choices_of(ClusterTemplate("t-1", "k8s"))) == fields


def test_a_name_that_two_templates_bear_chooses_none() -> None:
    twins = (ClusterTemplate("t-1", "k8s"), ClusterTemplate("t-2", "k8s"))
    assert fields_from_link({"template": "k8s"}, PrefillOptions(twins)) == {}
    assert fields_from_link({"template": "t-2"}, PrefillOptions(twins)) == {"template": "t-2"}


def test_a_network_that_was_made_for_the_cluster_is_left_out_and_said() -> None:
    made = Network("n-9", "k8s-clusterapi-cluster-magnum-system-a-1")
    cluster = cluster_of(fixed_network="n-9", fixed_subnet="s-9")
    assert "network" not in launch_link_query(cluster, None, networks=[*NETWORKS, made])
    assert launch_link_query(cluster, None, networks=NETWORKS)["network"] == "n-9"
    said = differences_of_copy(cluster, None, PrefillOptions(networks=(*NETWORKS, made)))
    assert ["was made for it" in str(one) for one in said] == [True]


def test_what_is_not_there_is_said_and_what_was_not_read_is_not() -> None:
    cluster = cluster_of(flavor_id="gone", keypair="theirs", fixed_network="n-3")
    choices = PrefillOptions((ClusterTemplate("t-1", "k8s"),), FLAVORS, NETWORKS, SUBNETS, ())
    assert [str(one) for one in differences_of_copy(cluster, None, choices)] == [
        "Its cluster template is not among those you can choose. Choose another below, and look "
        "over what depends on it.",
        "The flavor gone is not there any more. Choose another.",
        "You have no key pair named theirs. Choose one of yours.",
        "Its network n-3 cannot be chosen any more. Choose another.",
    ]
    assert differences_of_copy(cluster, None, PrefillOptions()) == ()


def test_only_the_users_own_key_pairs_are_filled_in() -> None:
    mine = (Keypair("mine"),)
    assert fields_from_link({"keypair": "theirs"}, PrefillOptions(keypairs=mine)) == {}
    assert fields_from_link({"keypair": "mine"}, PrefillOptions(keypairs=mine)) == {
        "keypair": "mine"
    }


def test_a_network_that_leads_outside_is_not_filled_in() -> None:
    outside = (Network("n-4", "public", external=True),)
    choices = PrefillOptions(networks=outside, subnets=(Subnet("s-4", "public-a", "n-4"),))
    assert fields_from_link({"network": "public"}, choices) == {}
