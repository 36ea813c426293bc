# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""YAML for people and programs: kubeconfigs, and examples to paste into a file.

All text from outside is written as a double-quoted scalar on one line.  So no name can
become a number, a YAML indicator or a second line, in any YAML version of the reader.
"""

from __future__ import annotations

import sys
from typing import Any

import yaml


class Plain(str):
    """Text of this package that needs no quotes."""


class Block(str):
    """Text of this package that is easier to read as a block."""


def dump(document: dict[str, Any]) -> str:
    """Return a document in the order of its keys; strings are quoted unless Plain or Block."""
    return str(
        yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    )


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Write no anchors: kubectl reads them, but people do not."""
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # A half of a surrogate pair cannot be written as UTF-8.
    writable = text.encode("utf-8", "replace").decode("utf-8")
    return dumper.represent_scalar("tag:yaml.org,2002:str", writable, style='"')


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
