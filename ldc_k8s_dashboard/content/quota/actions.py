# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The actions on the project's own quota."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ldc_k8s_dashboard.ui.actions import Action

CHANGE: Action[None] = Action(
    slug="change", label=_("Change limit"), rule="quota:update", icon="fa-pencil"
)
"""Magnum's default policy allows it to the cloud's administrators alone."""
