# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures of all tests: a cloud in memory, and people signed in to it through Horizon."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from functools import cache as cache_of_calls
from typing import Any

import pytest
import requests
from django.conf import settings as django_settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template import Engine, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Template
from django.test import Client
from django.test.utils import _TestState
from hypothesis import HealthCheck
from hypothesis import settings as of_laws

from ldc_k8s_dashboard.api.transport.login import Login, login_of
from tests.fake_openstack import OpenStack
from tests.fake_openstack.adapter import Adapter
from tests.logins import signed_in_request

# How long an example takes says how busy the machine is, and nothing of the rule.
of_laws.register_profile(
    "whatever the time", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
of_laws.load_profile("whatever the time")


def pytest_collection_finish() -> None:
    """Do not look through all that was loaded for garbage again and again: a tenth of the time
    that the tests take."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


@pytest.fixture
def openstack(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[OpenStack]:
    """A cloud in memory; every HTTP request of the test goes to it and none leaves the machine."""
    cloud = OpenStack()
    adapter = Adapter(cloud)
    monkeypatch.setattr(requests.Session, "get_adapter", lambda *_args, **_kwargs: adapter)
    # A busy machine must not make a section late that a test looks for.
    settings.LDC_K8S_DASHBOARD = {"retry_wait": 0.0, "settle_seconds": 0.0, "late_after": 60.0}
    cache.clear()
    yield cloud
    cloud.release()
    # A page does not wait for a late answer; the next test's cloud must not be asked by it.
    for thread in threading.enumerate():
        if thread.name.startswith("gather"):
            thread.join(timeout=10)
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def plain_rendering(django_test_environment: None) -> None:
    """Templates as a server renders them: Django's tests keep a copy of the whole context of each
    template and of each part that it includes, hundreds a page, and nobody looks at them."""
    Template._render = _TestState.saved_data.template_render


@cache_of_calls
def _templates_of_the_whole_frame() -> DjangoTemplates:
    first = django_settings.TEMPLATES[0]
    own = [folder for folder in first["DIRS"] if folder != django_settings.FRAME]
    names = {"NAME": "django", "APP_DIRS": False}
    options = {key: value for key, value in first.items() if key != "BACKEND"}
    return DjangoTemplates({**names, **options, "DIRS": own})


@pytest.fixture
def whole_frame(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Horizon's own frame around the pages, without what tests/frame leaves out of it.

    Its templates are read and compiled once: other settings would have those of both frames read
    anew, before each such test and after it.
    """
    assert engines["django"], "made before it is set aside"
    monkeypatch.setitem(engines._engines, "django", _templates_of_the_whole_frame())
    Engine.get_default.cache_clear()
    yield
    monkeypatch.undo()
    Engine.get_default.cache_clear()


@pytest.fixture
def sign_in(openstack: OpenStack) -> Callable[[str], Client]:
    """Sign a user in through openstack_auth; `sign_in("neighbour")` gives a client."""

    def signed_in(name: str) -> Client:
        request = signed_in_request(openstack, name)
        request.session.save()
        client = Client()
        client.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key
        openstack.requests.clear()
        return client

    return signed_in


@pytest.fixture
def member(sign_in: Callable[[str], Client]) -> Client:
    """A browser in which the user `member` of project arm-lab is signed in."""
    return sign_in("member")


@pytest.fixture
def reader(sign_in: Callable[[str], Client]) -> Client:
    """The same for `reader`, who may only look."""
    return sign_in("reader")


@pytest.fixture
def admin(sign_in: Callable[[str], Client]) -> Client:
    """The same for `admin`, administrator of the cloud, signed in to project arm-lab."""
    return sign_in("admin")


@pytest.fixture
def rf_login(openstack: OpenStack) -> Callable[..., HttpRequest]:
    """A request of a signed-in user without a page: `rf_login("member", "/somewhere")`."""

    def request_of(name: str = "member", path: str = "/") -> HttpRequest:
        request = signed_in_request(openstack, name, path)
        openstack.requests.clear()
        return request

    return request_of


@pytest.fixture
def login(rf_login: Callable[..., HttpRequest]) -> Callable[[str], Login]:
    """The Login of a user: `login("reader")`."""
    return lambda name="member": login_of(rf_login(name))
