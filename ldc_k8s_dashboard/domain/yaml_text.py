# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""YAML for people and programs: kubeconfigs, and examples to paste into a file.

Every text that comes from outside is written as a double-quoted scalar on one
line.  So no name can become a number, a mark or a second line, whatever the
reader's YAML version.
"""

from __future__ import annotations

import sys
from typing import Any

import yaml


class Plain(str):
    """Text of ours that needs no quotes."""


class Block(str):
    """Text of ours that is easier to read as a block."""


def dump(document: dict[str, Any]) -> str:
    """A document in the order of its keys; strings are quoted unless Plain or Block."""
    return str(
        yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    )


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """kubectl's reader knows anchors; people do not."""
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # A half of a surrogate pair is no character and cannot be written as UTF-8.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return dumper.represent_scalar("tag:yaml.org,2002:str", whole, style='"')


def _write_plain(dumper: _Dumper, text: Plain) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text))


def _write_block(dumper: _Dumper, text: Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


def _write_mapping(dumper: _Dumper, mapping: dict[str, Any]) -> yaml.MappingNode:
    return dumper.represent_mapping(
        "tag:yaml.org,2002:map", [(Plain(key), value) for key, value in mapping.items()]
    )


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(Plain, _write_plain)
_Dumper.add_representer(Block, _write_block)
_Dumper.add_representer(dict, _write_mapping)
