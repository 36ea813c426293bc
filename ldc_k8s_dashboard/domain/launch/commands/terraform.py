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
from ldc_k8s_dashboard.domain.message import Message, message

_ARGUMENTS = {
    magnum_field.name: magnum_field.argument
    for _field, magnum_field in magnum_fields()
    if magnum_field.argument
}
"""The provider's arguments with another name than Magnum's field."""

_HEAD = """\
# Terraform stores an administrator's kubeconfig of the cluster in its state. Protect that file.
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

_IGNORE_LABELS = (
    "  # Magnum reports these labels together with those of the template (merge_labels). Terraform",
    "  # would take that for a change, and make the cluster anew at the next plan.",
    "  lifecycle {",
    "    ignore_changes = [labels]",
    "  }",
)
"""A change of labels forces a new cluster (the provider's
resource_openstack_containerinfra_cluster_v1.go, ForceNew)."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INTERPOLATION = re.compile(r"([$%])\{")


def terraform_resource(plan: Plan) -> str | Message:
    """Return the resource openstack_containerinfra_cluster_v1, formatted like `terraform fmt`.

    Returns a comment alone where a string is not in Unicode's composed form (NFC),
    since Terraform converts every string to it.
    """
    fields = create_fields(plan)
    if any(unicodedata.normalize("NFC", text) != text for text in strings_in(fields)):
        return comment_instead(
            message(
                "Terraform would change some characters of this cluster's values (Unicode NFC)."
            )
        )
    labels = fields.pop("labels", {})
    arguments = {_ARGUMENTS.get(name, name): value for name, value in fields.items()}
    lines = [_HEAD, 'resource "openstack_containerinfra_cluster_v1" "cluster" {']
    lines += _aligned(arguments, "  ")
    if labels:
        quoted = {quote_hcl(name): value for name, value in labels.items()}
        lines += ["", "  labels = {", *_aligned(quoted, "    "), "  }", "", *_IGNORE_LABELS]
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
    r"""Return a string of HCL, escaped so that no part of it begins a template.

    "$${" stands for "${", but is read differently after another "$".  There the
    "$" is written by its number (hashicorp/hcl, hclsyntax/spec.md).
    """
    escaped = "".join(map(_character, text))
    return f'"{_INTERPOLATION.sub(_escaped_template_start, escaped)}"'


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def _escaped_template_start(match: re.Match[str]) -> str:
    sign = match[1]
    before = match.string[: match.start()]
    if before.endswith(sign):
        return f"\\u{ord(sign):04x}{{"
    return f"{sign}{sign}{{"
