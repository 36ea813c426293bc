# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""A mark of who is signed in, for scripts that keep something in the browser."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest


def owner_mark(request: HttpRequest) -> str:
    """Return a mark of the person and the project, which names neither; 16 characters."""
    user = request.user
    parts = (getattr(user, "id", "") or "", getattr(user, "project_id", "") or "")
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]
