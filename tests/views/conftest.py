# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the view tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse


@pytest.fixture(scope="session", autouse=True)
def panels() -> None:
    """Horizon finds its panels at the first look at an address; a view called alone has none."""
    reverse("horizon:project:kubernetes.clusters:index")


@pytest.fixture
def rows_a_page(settings: Any) -> Callable[[int], None]:
    """`rows_a_page(3)`: every list shows that many rows."""

    def choose(rows: int) -> None:
        settings.API_RESULT_PAGE_SIZE = rows

    return choose


@pytest.fixture
def strictly() -> Callable[[Client], Client]:
    """`strictly(member)`: the same person in a browser whose forms need their CSRF token."""

    def same_person(client: Client) -> Client:
        strict = Client(enforce_csrf_checks=True)
        name = django_settings.SESSION_COOKIE_NAME
        strict.cookies[name] = client.cookies[name].value
        return strict

    return same_person
