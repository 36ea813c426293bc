# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""What the wizard's script needs for its draft: its key, and what it may keep.

The draft is in the browser, encrypted.  The key is in the page alone, and the page only
goes to the person and project that the key is made of: whoever sits before the same
browser after a sign-out, or after a login that ended, cannot read what is left.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

from ldc_k8s_dashboard.domain.launch.draft import BROWSER_RULE

_SALT = "ldc_k8s_dashboard.draft.key"


def draft_attributes(user: Any) -> Mapping[str, str]:
    """Return the values of the form's attributes about drafts, for its user.

    `key` is an AES key of 256 bits in base64, the same from all workers that share
    Django's SECRET_KEY; `rule` is BROWSER_RULE in JSON.
    """
    parts = "/".join((user.id or "", user.project_id or ""))
    key = salted_hmac(_SALT, parts, algorithm="sha256").digest()
    return {
        "key": base64.b64encode(key).decode(),
        "rule": json.dumps(dict(BROWSER_RULE)),
    }
