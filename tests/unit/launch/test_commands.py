# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Each form of a launch asks for the same cluster, whatever a name or a label holds.

The shell that reads them is a real one, and so is the command's own reading of
its arguments; openstacksdk, curl and Terraform meet a cloud in tests/cloud.
"""

from __future__ import annotations

import ast
import json
import logging
import re
import subprocess
import unicodedata
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from magnumclient.osc.v1.clusters import CreateCluster

from ldc_k8s_dashboard.domain.cloud_resources import Network, Subnet
from ldc_k8s_dashboard.domain.launch.commands.cli import openstack_command
from ldc_k8s_dashboard.domain.launch.commands.curl import curl_command
from ldc_k8s_dashboard.domain.launch.commands.python import python_program
from ldc_k8s_dashboard.domain.launch.commands.terraform import terraform_resource
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from tests.unit import hcl

TEMPLATE = ClusterTemplate("5f3759df-0000-4000-8000-000000000000", "k8s-v1.34-arm64")
ENDPOINT = "https://cloud.example:9511/v1"

ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
SPECIAL = st.sampled_from("$%{}`\\\"'\n\r\t !#&*;|<>()~=,-+\u202e\u2028\u0301\x07é😀")
TEXTS = st.text(ANY, max_size=12) | st.text(SPECIAL | ANY, max_size=12)
WORDS = TEXTS.filter(bool)
LABELS = st.dictionaries(WORDS, TEXTS, max_size=4)
TAME = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)

PLANS = st.builds(
    Plan,
    name=WORDS,
    template=st.just(TEMPLATE),
    master_count=st.sampled_from([1, 3, 5]),
    node_count=st.integers(0, 50),
    master_flavor_name=TEXTS,
    flavor_name=TEXTS,
    keypair=TEXTS,
    network=st.none() | st.builds(Network, id=WORDS, name=TEXTS),
    subnet=st.none() | st.builds(Subnet, id=WORDS, name=TEXTS, network_id=WORDS),
    floating_ip=st.none() | st.booleans(),
    load_balancer=st.none() | st.booleans(),
    labels=LABELS,
    docker_volume_size=st.none() | st.integers(1, 500),
    create_timeout=st.none() | st.integers(0, 600),
)


def plan_of(**given: Any) -> Plan:
    return Plan(**{"name": "alpha", "template": TEMPLATE, **given})


def is_comment(text: str) -> bool:
    return all(line.startswith("#") for line in text.splitlines())


def shell(script: str) -> list[str]:
    """What a script prints in a real shell, divided at NUL."""
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True, timeout=10)
    return done.stdout.decode().split("\0")


# --- openstack coe cluster create ---


def read_cli(text: str) -> dict[str, Any]:
    """The request that python-magnumclient makes of the command."""
    define = """openstack() { printf '%s\\0' "$@"; }\n"""
    words = shell(define + text)
    assert words[:3] == ["coe", "cluster", "create"]
    assert words.pop() == ""
    sent: dict[str, Any] = {}

    def create(**fields: Any) -> SimpleNamespace:
        sent.update(fields)
        return SimpleNamespace(uuid="new")

    magnum = SimpleNamespace(clusters=SimpleNamespace(create=create))
    app = SimpleNamespace(client_manager=SimpleNamespace(container_infra=magnum))
    command = CreateCluster(app, None)
    command.log = logging.getLogger(__name__)
    command.take_action(command.get_parser("openstack coe cluster create").parse_args(words[3:]))
    return {name: value for name, value in sent.items() if value is not None}


def as_sent_by_the_client(plan: Plan) -> dict[str, Any]:
    """The client says 60 minutes itself where Magnum would take them."""
    return {"create_timeout": 60, **create_fields(plan)}


@given(PLANS)
@settings(deadline=None)
def test_the_openstack_command_asks_for_the_same_or_says_that_it_cannot(plan: Plan) -> None:
    text = openstack_command(plan)
    assert is_comment(text) or read_cli(text) == as_sent_by_the_client(plan)


@given(
    TAME.filter(lambda name: name and not name.startswith("-")),
    st.dictionaries(TAME.filter(lambda name: "=" not in name), TAME, min_size=2, max_size=4),
)
@settings(deadline=None)
def test_the_openstack_command_can_say_nearly_everything(name: str, labels: dict[str, str]) -> None:
    plan = plan_of(name=name, labels=labels)
    assert read_cli(openstack_command(plan)) == as_sent_by_the_client(plan)


@pytest.mark.parametrize(
    "labels",
    [
        {"master_lb_allowed_cidrs": "10.0.0.0/8,192.0.2.0/24"},
        {"kubelet_options": "--max-pods=50"},
        {"kubelet_options": "--max-pods=50,--v=2"},
        {"kubelet_options": "--max-pods=50;a,--v=2"},
        {"kubelet_options": "--a=1,--b=2,--c=3", "x": "y;z=1"},
        {"-x": "-y"},
        {"lines": "one\ntwo"},
    ],
)
def test_a_comma_in_a_label_stays_a_comma(labels: dict[str, str]) -> None:
    assert read_cli(openstack_command(plan_of(labels=labels)))["labels"] == labels


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"labels": {"a=b": "c"}}, "no way to write"),
        ({"labels": {"a": "b=c;d"}}, "no way to write"),
        ({"labels": {"mesos_slave_executor_env_file": "/etc/passwd"}}, "no way to write"),
        ({"labels": {"a": "b\x1b[201~rm -rf ~\n"}}, "control character"),
        ({"labels": {"a": "b\rc"}}, "control character"),
        ({"name": "-h"}, "for an option"),
        ({"master_count": 3, "load_balancer": False}, "without a load balancer"),
    ],
)
def test_what_the_openstack_command_cannot_say_it_says_so(
    given: dict[str, Any], reason: str
) -> None:
    text = openstack_command(plan_of(**given))
    assert is_comment(text)
    assert reason in text


def test_the_openstack_command_is_laid_out_to_be_read() -> None:
    plan = plan_of(node_count=2, keypair="my key", floating_ip=False, labels={"x": "1"})
    assert openstack_command(plan) == (
        "openstack coe cluster create \\\n"
        "  --cluster-template 5f3759df-0000-4000-8000-000000000000 \\\n"
        "  --master-count 1 \\\n"
        "  --node-count 2 \\\n"
        "  --keypair 'my key' \\\n"
        "  --floating-ip-disabled \\\n"
        "  --labels x=1 \\\n"
        "  --merge-labels \\\n"
        "  alpha"
    )


# --- curl ---


def read_curl(text: str) -> tuple[list[str], str, str]:
    """curl's arguments, the file of its header, and the body."""
    define = "curl() { printf '%s\\0' \"$@\"; cat <&3; printf '\\0'; cat; }\nOS_TOKEN=secret\n"
    *arguments, token, body = shell(define + text)
    return arguments, token, body


@given(PLANS)
@settings(deadline=None)
def test_curl_posts_the_same(plan: Plan) -> None:
    arguments, token, body = read_curl(curl_command(plan, ENDPOINT))
    assert json.loads(body) == create_fields(plan)
    assert token == "X-Auth-Token: secret\n"
    assert "https://cloud.example:9511/v1/clusters" in arguments
    assert not any("secret" in argument for argument in arguments)


@given(PLANS)
def test_nothing_unseen_stands_in_what_can_be_written_otherwise(plan: Plan) -> None:
    for text in (curl_command(plan, ENDPOINT), python_program(plan), terraform_resource(plan)):
        assert all(character.isprintable() for character in text.replace("\n", ""))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://[::1]/container-infra",
        "http://[::1]/container-infra/",
        "http://[::1]/container-infra/v1",
        "http://[::1]/container-infra/v1/",
    ],
)
def test_the_address_has_its_version_once(endpoint: str) -> None:
    arguments, _token, _body = read_curl(curl_command(plan_of(), endpoint))
    assert "http://[::1]/container-infra/v1/clusters" in arguments


def test_an_address_is_quoted_too() -> None:
    arguments, _token, _body = read_curl(curl_command(plan_of(), "http://a/$(reboot)'/v1"))
    assert "http://a/$(reboot)'/v1/clusters" in arguments


# --- Python ---


@given(PLANS)
def test_python_posts_the_same(plan: Plan) -> None:
    tree = ast.parse(python_program(plan))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    post = next(call for call in calls if ast.unparse(call.func).endswith(".post"))
    assert ast.literal_eval(post.args[0]) == "/clusters"
    given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in post.keywords}
    assert given == {
        "headers": {"OpenStack-API-Version": "container-infra latest"},
        "json": create_fields(plan),
    }


# --- Terraform ---

ARGUMENTS = {"flavor": "flavor_id", "master_flavor": "master_flavor_id"}


def read_terraform(text: str) -> dict[str, Any]:
    resource = hcl.read(text)["resource openstack_containerinfra_cluster_v1 cluster"]
    return {ARGUMENTS.get(name, name): value for name, value in resource.items()}


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(PLANS)
def test_terraform_asks_for_the_same_or_says_that_it_cannot(plan: Plan) -> None:
    text = terraform_resource(plan)
    if is_comment(text):
        assert "NFC" in text
    else:
        assert read_terraform(text) == create_fields(plan)


@given(
    WORDS.map(composed),
    st.dictionaries(WORDS.map(composed), TEXTS.map(composed)),
)
def test_terraform_can_say_all_that_is_in_composed_letters(
    name: str, labels: dict[str, str]
) -> None:
    plan = plan_of(name=name, labels=labels)
    assert read_terraform(terraform_resource(plan)) == create_fields(plan)


def test_terraform_turns_letters_into_their_composed_form_so_others_cannot_be_said() -> None:
    text = terraform_resource(plan_of(labels={"a": "e\u0301"}))
    assert is_comment(text)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("${x}", '"$${x}"'),
        ("%{x}", '"%%{x}"'),
        ("$${x}", '"$\\u0024{x}"'),
        ("%%%{x}", '"%%\\u0025{x}"'),
        ("a$b%c", '"a$b%c"'),
        ('"\\\n', '"\\"\\\\\\n"'),
        ("\U000e0001", '"\\U000e0001"'),
    ],
)
def test_what_begins_a_template_of_terraform_is_written_as_text(value: str, written: str) -> None:
    text = terraform_resource(plan_of(labels={"a": value}))
    found = re.search(r'"a" = (.*)', text)
    assert found is not None
    assert found[1] == written
