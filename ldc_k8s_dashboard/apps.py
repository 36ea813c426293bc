# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks

from ldc_k8s_dashboard import conf


class KubernetesConfig(AppConfig):
    name = "ldc_k8s_dashboard"
    verbose_name = "Kubernetes"

    def ready(self) -> None:
        checks.register(check_settings)


def check_settings(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Return an error for each unknown name and each impossible value in the settings.

    `django-admin check` and every other command of Django shows them.
    """
    return [checks.Error(mistake, id="ldc_k8s_dashboard.E001") for mistake in conf.mistakes()]
