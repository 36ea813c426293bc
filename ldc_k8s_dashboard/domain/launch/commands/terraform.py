# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A plan as a Terraform (or OpenTofu) resource, in HCL's native syntax."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from ldc_k8s_dashboard.domain.launch.commands.comments import comment_instead, strings_in
from ldc_k8s_dashboard.domain.launch.fields import magnum_fields
from ldc_k8s_dashboard.domain.launch.plan import Plan, create_fields

_ARGUMENTS = {
    magnum_field.name: magnum_field.argument
    for _field, magnum_field in magnum_fields()
    if magnum_field.argument
}
"""Where the provider's argument has another name than Magnum's field."""

_HEAD = """\
# Terraform keeps an administrator's kubeconfig of the cluster in its state: guard that file.
terraform {
  required_providers {
    openstack = {
      source  = "terraform-provider-openstack/openstack"
      version = ">= 3.0.0"
    }
  }
}
"""
"""3.0.0 is the first release whose clusters have master_lb_enabled."""

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INTERPOLATION = re.compile(r"([$%])\{")


def terraform_resource(plan: Plan) -> str:
    """The resource openstack_containerinfra_cluster_v1, laid out as `terraform fmt` does.

    A comment alone where a text is not in Unicode's composed form (NFC):
    Terraform turns every string into it.
    """
    fields = create_fields(plan)
    if any(unicodedata.normalize("NFC", text) != text for text in strings_in(fields)):
        return comment_instead(
            "Terraform would write some of this cluster's letters in another form (Unicode NFC)"
        )
    labels = fields.pop("labels", {})
    arguments = {_ARGUMENTS.get(name, name): value for name, value in fields.items()}
    lines = [_HEAD, 'resource "openstack_containerinfra_cluster_v1" "cluster" {']
    lines += _aligned(arguments, "  ")
    if labels:
        quoted = {quote_hcl(name): value for name, value in labels.items()}
        lines += ["", "  labels = {", *_aligned(quoted, "    "), "  }"]
    return "\n".join([*lines, "}"])


def _aligned(arguments: Mapping[str, Any], indent: str) -> Iterator[str]:
    width = max(map(len, arguments))
    for name, value in arguments.items():
        yield f"{indent}{name:<{width}} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote_hcl(value) if isinstance(value, str) else str(value)


def quote_hcl(text: str) -> str:
    r"""A string of HCL: its own escapes, and nothing in it that begins a template.

    "$${" stands for "${"; but after another "$" it would be read differently, so
    that there the "$" is written as its number (hashicorp/hcl, hclsyntax/spec.md).
    """
    escaped = "".join(map(_character, text))
    return f'"{_INTERPOLATION.sub(_no_template, escaped)}"'


def _character(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def _no_template(found: re.Match[str]) -> str:
    sign = found[1]
    before = found.string[: found.start()]
    if before.endswith(sign):
        return f"\\u{ord(sign):04x}{{"
    return f"{sign}{sign}{{"
