# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Limits of the fields that Magnum stores."""

from __future__ import annotations

LARGEST_INTEGER = 2**31 - 1
"""Magnum stores counts and limits in Integer columns, signed 32 bit numbers
(magnum/db/sqlalchemy/models.py)."""

CLUSTER_NAME_LENGTH = 242
"""Characters; magnum/api/controllers/v1/cluster.py: StringType(max_length=242)."""

NAME_LENGTH = 255
"""Characters of every other name: StringType(max_length=255)."""
