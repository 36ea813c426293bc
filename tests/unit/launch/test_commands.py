# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Each command of a launch requests the same cluster, for any names and labels.

A real shell reads them, and python-magnumclient parses its own arguments.
openstacksdk, curl and Terraform run against a cloud in tests/cloud.
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
from ldc_k8s_dashboard.domain.launch.commands import cli, terraform
from ldc_k8s_dashboard.domain.launch.commands.curl import curl_command
from ldc_k8s_dashboard.domain.launch.commands.python import python_program
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from tests.unit import hcl

TEMPLATE = ClusterTemplate("5f3759df-0000-4000-8000-000000000000", "k8s-v1.34-arm64")
ENDPOINT = "https://cloud.example:9511/v1"

ANY_CHARACTER = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
SPECIAL = st.sampled_from("$%{}`\\\"'\n\r\t !#&*;|<>()~=,-+\u202e\u2028\u0301\x07é😀")
TEXTS = st.text(ANY_CHARACTER, max_size=12) | st.text(SPECIAL | ANY_CHARACTER, max_size=12)
NON_EMPTY = TEXTS.filter(bool)
LABELS = st.dictionaries(NON_EMPTY, TEXTS, max_size=4)
WITHOUT_CONTROL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)

PLANS = st.builds(
    Plan,
    name=NON_EMPTY,
    template=st.just(TEMPLATE),
    master_count=st.sampled_from([1, 3, 5]),
    node_count=st.integers(0, 50),
    master_flavor_name=TEXTS,
    flavor_name=TEXTS,
    keypair=TEXTS,
    network=st.none() | st.builds(Network, id=NON_EMPTY, name=TEXTS),
    subnet=st.none() | st.builds(Subnet, id=NON_EMPTY, name=TEXTS, network_id=NON_EMPTY),
    floating_ip=st.none() | st.booleans(),
    load_balancer=st.none() | st.booleans(),
    labels=LABELS,
    docker_volume_size=st.none() | st.integers(1, 500),
    create_timeout=st.none() | st.integers(0, 600),
)


def plan_of(**fields: Any) -> Plan:
    return Plan(**{"name": "alpha", "template": TEMPLATE, **fields})


def is_comment(text: str) -> bool:
    return all(line.startswith("#") for line in text.splitlines())


def shell(script: str) -> list[str]:
    """Return what a script prints in a real shell, split at NUL."""
    process = subprocess.run(["sh", "-c", script], capture_output=True, check=True, timeout=10)
    return process.stdout.decode().split("\0")


# --- openstack coe cluster create ---


def read_cli(text: str) -> dict[str, Any]:
    """Return the request that python-magnumclient makes for the command."""
    define = """openstack() { printf '%s\\0' "$@"; }\n"""
    arguments = shell(define + text)
    assert arguments[:3] == ["coe", "cluster", "create"]
    assert arguments.pop() == ""
    request: dict[str, Any] = {}

    def create(**fields: Any) -> SimpleNamespace:
        request.update(fields)
        return SimpleNamespace(uuid="new")

    magnum = SimpleNamespace(clusters=SimpleNamespace(create=create))
    app = SimpleNamespace(client_manager=SimpleNamespace(container_infra=magnum))
    command = CreateCluster(app, None)
    command.log = logging.getLogger(__name__)
    command.take_action(
        command.get_parser("openstack coe cluster create").parse_args(arguments[3:])
    )
    return {name: value for name, value in request.items() if value is not None}


def client_fields(plan: Plan) -> dict[str, Any]:
    """Return the request with the 60 minutes that the client sends where Magnum would use them."""
    return {"create_timeout": 60, **create_fields(plan)}


def openstack_command(plan: Plan) -> str:
    return str(cli.openstack_command(plan))


def terraform_resource(plan: Plan) -> str:
    return str(terraform.terraform_resource(plan))


def test_comment_in_place_of_a_command_is_in_the_readers_language() -> None:
    for comment in (
        cli.openstack_command(plan_of(name="-x")),
        terraform.terraform_resource(plan_of(labels={"a": "e\u0301"})),
    ):
        assert isinstance(comment, Message)
        assert isinstance(comment.params["reason"], Message)


@given(PLANS)
@settings(deadline=None)
def test_openstack_command_requests_the_same_or_is_a_comment(plan: Plan) -> None:
    text = openstack_command(plan)
    assert is_comment(text) or read_cli(text) == client_fields(plan)


@given(
    WITHOUT_CONTROL.filter(lambda name: name and not name.startswith("-")),
    st.dictionaries(
        WITHOUT_CONTROL.filter(lambda name: "=" not in name),
        WITHOUT_CONTROL,
        min_size=2,
        max_size=4,
    ),
)
@settings(deadline=None)
def test_openstack_command_expresses_nearly_everything(name: str, labels: dict[str, str]) -> None:
    plan = plan_of(name=name, labels=labels)
    assert read_cli(openstack_command(plan)) == client_fields(plan)


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
def test_openstack_command_keeps_commas_in_labels(labels: dict[str, str]) -> None:
    assert read_cli(openstack_command(plan_of(labels=labels)))["labels"] == labels


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"labels": {"a=b": "c"}}, "cannot express one of these labels"),
        ({"labels": {"a": "b=c;d"}}, "cannot express one of these labels"),
        (
            {"labels": {"mesos_slave_executor_env_file": "/etc/passwd"}},
            "cannot express one of these labels",
        ),
        ({"labels": {"a": "b\x1b[201~rm -rf ~\n"}}, "control character"),
        ({"labels": {"a": "b\rc"}}, "control character"),
        ({"name": "-h"}, "as an option"),
        ({"master_count": 3, "load_balancer": False}, "without a load balancer"),
    ],
)
def test_openstack_command_is_a_comment_with_the_reason(
    fields: dict[str, Any], reason: str
) -> None:
    text = openstack_command(plan_of(**fields))
    assert is_comment(text)
    assert reason in text


def test_openstack_command_has_one_option_on_each_line() -> None:
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
    """Return curl's arguments, the file of its header, and the body."""
    define = "curl() { printf '%s\\0' \"$@\"; cat <&3; printf '\\0'; cat; }\nOS_TOKEN=secret\n"
    *arguments, token, body = shell(define + text)
    return arguments, token, body


@given(PLANS)
@settings(deadline=None)
def test_curl_command_posts_the_same(plan: Plan) -> None:
    arguments, token, body = read_curl(curl_command(plan, ENDPOINT))
    assert json.loads(body) == create_fields(plan)
    assert token == "X-Auth-Token: secret\n"
    assert "https://cloud.example:9511/v1/clusters" in arguments
    assert not any("secret" in argument for argument in arguments)


@given(PLANS)
def test_commands_have_no_invisible_characters(plan: Plan) -> None:
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
def test_curl_command_has_the_version_in_the_address_once(endpoint: str) -> None:
    arguments, _token, _body = read_curl(curl_command(plan_of(), endpoint))
    assert "http://[::1]/container-infra/v1/clusters" in arguments


def test_curl_command_quotes_the_address() -> None:
    arguments, _token, _body = read_curl(curl_command(plan_of(), "http://a/$(reboot)'/v1"))
    assert "http://a/$(reboot)'/v1/clusters" in arguments


# --- Python ---


@given(PLANS)
def test_python_program_posts_the_same(plan: Plan) -> None:
    tree = ast.parse(python_program(plan))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    post = next(call for call in calls if ast.unparse(call.func).endswith(".post"))
    assert ast.literal_eval(post.args[0]) == "/clusters"
    arguments = {keyword.arg: ast.literal_eval(keyword.value) for keyword in post.keywords}
    assert arguments == {
        "headers": {"OpenStack-API-Version": "container-infra latest"},
        "json": create_fields(plan),
    }


# --- Terraform ---

ARGUMENTS = {"flavor": "flavor_id", "master_flavor": "master_flavor_id"}


def read_terraform(text: str) -> dict[str, Any]:
    resource = hcl.read(text)["resource openstack_containerinfra_cluster_v1 cluster"]
    resource.pop("lifecycle", None)
    return {ARGUMENTS.get(name, name): value for name, value in resource.items()}


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(PLANS)
def test_terraform_resource_requests_the_same_or_is_a_comment(plan: Plan) -> None:
    text = terraform_resource(plan)
    if is_comment(text):
        assert "NFC" in text
    else:
        assert read_terraform(text) == create_fields(plan)


@given(
    NON_EMPTY.map(composed),
    st.dictionaries(NON_EMPTY.map(composed), TEXTS.map(composed)),
)
def test_terraform_resource_expresses_all_composed_characters(
    name: str, labels: dict[str, str]
) -> None:
    plan = plan_of(name=name, labels=labels)
    assert read_terraform(terraform_resource(plan)) == create_fields(plan)


def test_terraform_resource_with_labels_is_not_made_anew_at_the_next_plan() -> None:
    resource = "resource openstack_containerinfra_cluster_v1 cluster"
    text = terraform_resource(plan_of(labels={"a": "b"}))
    assert hcl.read(text)[resource]["lifecycle"] == {"ignore_changes": ["labels"]}
    assert "# Magnum reports these labels together with those of the template" in text
    assert "lifecycle" not in hcl.read(terraform_resource(plan_of(labels={})))[resource]


def test_terraform_resource_is_a_comment_for_decomposed_characters() -> None:
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
def test_terraform_resource_escapes_what_begins_a_template(value: str, written: str) -> None:
    text = terraform_resource(plan_of(labels={"a": value}))
    match = re.search(r'"a" = (.*)', text)
    assert match is not None
    assert match[1] == written
