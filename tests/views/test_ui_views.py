# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The base views: how a failure, a refusal and a lost login become an answer."""

from __future__ import annotations

import json

import horizon
import pytest
from django.http import HttpResponse
from horizon import exceptions

from ldc_k8s_dashboard.domain.errors import FailureKind, ServiceError, SignedOut
from ldc_k8s_dashboard.ui.problems import http_status, missing_part
from ldc_k8s_dashboard.ui.problems import problem_title as title_of
from ldc_k8s_dashboard.ui.views import KubernetesView
from tests.views.pages import FRAGMENT, MODAL, read, said, text_of, title, url


class Failing(KubernetesView):
    """A view whose service fails in the way that a test says."""

    error: Exception

    def get(self, request):
        raise self.error

    def back_url(self):
        return "/back/"


def answered(view, request):
    """What the view answers, within Horizon's frame of the clusters' panel."""
    dashboard = horizon.get_dashboard("project")
    panel = dashboard.get_panel("kubernetes.clusters")
    request.horizon = {"dashboard": dashboard, "panel": panel, "async_messages": []}
    view.setup(request)
    return view.dispatch(request)


@pytest.fixture
def answer(rf_login):
    """What a view answers when this error is raised in it."""

    def of(error, headers=None):
        request = rf_login("member", "/some/page/")
        request.META.update(
            {f"HTTP_{name.upper().replace('-', '_')}": v for name, v in (headers or {}).items()}
        )
        vars(request).pop("headers", None)  # kept from before
        view = Failing()
        view.error = error
        return answered(view, request)

    return of


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FailureKind.NOT_FOUND, 404),
        (FailureKind.FORBIDDEN, 403),
        (FailureKind.OVER_QUOTA, 403),
        (FailureKind.CONFLICT, 409),
        (FailureKind.INVALID, 400),
        (FailureKind.UNREACHABLE, 502),
        (FailureKind.TIMEOUT, 502),
        (FailureKind.MALFORMED, 502),
        (FailureKind.SERVICE_FAILED, 502),
        (FailureKind.NOT_OFFERED, 502),
    ],
)
def test_problem_page_has_status_and_sentence(answer, kind, status):
    error = ServiceError("Magnum", kind, raw="raw words", request_id="req-7")
    assert http_status(error) == status
    page = answer(error)
    assert page.status_code == status
    assert str(error.sentence) in said(page)
    assert title(page) == title_of(error)
    assert "raw words" in text_of(read(page).details)


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (FailureKind.NOT_FOUND, "Not found"),
        (FailureKind.FORBIDDEN, "Not allowed"),
        (FailureKind.CONFLICT, "Magnum did not accept the request"),
        (FailureKind.INVALID, "Magnum did not accept the request"),
        (FailureKind.OVER_QUOTA, "Magnum did not accept the request"),
        (FailureKind.TIMEOUT, "Magnum could not answer"),
        (FailureKind.UNREACHABLE, "Magnum could not answer"),
    ],
)
def test_problem_title_separates_rejection_from_failure(answer, kind, heading):
    assert title(answer(ServiceError("Magnum", kind))) == heading


def test_problem_in_a_dialog_is_a_dialog(answer):
    dialog = answer(ServiceError("Magnum", FailureKind.TIMEOUT), headers=MODAL)
    assert dialog.status_code == 200
    assert read(dialog).select(".modal")


def test_problem_of_a_fragment_is_no_success_and_no_dialog(openstack, member):
    cluster = openstack.add_cluster("young", status="CREATE_IN_PROGRESS")
    openstack.slow("magnum")
    fragment = member.get(url("detail_live", cluster["uuid"]), headers=FRAGMENT)
    assert fragment.status_code == 502
    assert not read(fragment).select(".modal")


def test_lost_login_goes_to_horizon(answer):
    with pytest.raises(exceptions.NotAuthenticated):
        answer(SignedOut("Magnum"))


def test_view_does_not_hide_other_exceptions(answer):
    with pytest.raises(ZeroDivisionError):
        answer(ZeroDivisionError())


def test_view_without_permission_does_nothing(rf_login):
    class Guarded(KubernetesView):
        """Would answer, if one might."""

        rule = "cluster:create"

        def get(self, request):
            return HttpResponse("done")

        def back_url(self):
            return "/back/"

    for person, status in (("reader", 403), ("member", 200)):
        assert answered(Guarded(), rf_login(person)).status_code == status


def test_missing_part_without_an_error_is_none():
    assert missing_part(None, "Flavors") is None


def test_missing_part_has_the_errors_texts():
    error = ServiceError("Nova", FailureKind.TIMEOUT, raw="raw", request_id="req-1")
    part = missing_part(error, "No flavors.", "/again/")
    assert (part.what, part.raw, part.request_id, part.retry_url) == (
        "No flavors.",
        "raw",
        "req-1",
        "/again/",
    )
    assert part.sentence == error.sentence


def test_page_title_names_the_page(openstack, member):
    page = member.get(url("index"))
    assert read(page).title.get_text().strip().startswith("Clusters")


def test_page_has_the_text_for_signed_out_fragments(openstack, member):
    page = read(member.get(url("index"))).select_one("#k8s-page")
    assert "loading the page again did not help" in page["data-signed-out"]
    assert page["data-sign-in"] == "Sign in again"


def test_htmx_config_allows_a_strict_content_security_policy(openstack, member):
    tag = read(member.get(url("index"))).select_one('meta[name="htmx-config"]')
    config = json.loads(tag["content"])
    assert config["includeIndicatorStyles"] is False
    assert config["allowEval"] is False
    assert "style" not in config["attributesToSettle"]
