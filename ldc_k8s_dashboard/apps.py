# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Django application: what Horizon is told at start."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks

from ldc_k8s_dashboard import conf


class KubernetesConfig(AppConfig):
    name = "ldc_k8s_dashboard"
    verbose_name = "Kubernetes"

    def ready(self) -> None:
        checks.register(settings_are_right)


def settings_are_right(**_kwargs: Any) -> list[checks.CheckMessage]:
    """The operator's dictionary without unknown names and impossible values.

    `django-admin check` and every other command of Django shows what is wrong.
    """
    return [checks.Error(mistake, id="ldc_k8s_dashboard.E001") for mistake in conf.mistakes()]
