# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Private keys that somebody pastes into a field for something else."""

from __future__ import annotations

from ldc_k8s_dashboard.domain.message import message

PRIVATE_KEY_SENT = message(
    "What was in the field is a private key. It was sent to this dashboard, which has not kept "
    "it. It was not sent to another service. But it has left your machine: make a new key pair, "
    "and do not use this one any more."
)
"""The server cannot undo that it got it, so it advises what is safe."""


def is_private_key(text: str) -> bool:
    """Whether the text holds a private key or a part of one, in PEM or in PuTTY's format."""
    return "PRIVATE KEY" in text or "Private-Lines:" in text
