# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Counts of clusters and nodes as Magnum returns them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stats:
    """The numbers of clusters and nodes of a project (microversion 1.4)."""

    clusters: int
    nodes: int
