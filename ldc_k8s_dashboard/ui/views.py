# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Base views: a page, a dialog, a fragment.

Each checks the policy first, turns a service's failure into a sentence, and
sends a person whose login ended back through Horizon's sign-in.  Views are
made anew for each request by Django, and keep nothing on the class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.generic.edit import FormMixin
from horizon import exceptions, messages
from horizon.utils import functions
from horizon.utils import http as http_utils

from ldc_k8s_dashboard.domain.clusters.names import is_uuid
from ldc_k8s_dashboard.domain.errors import ServiceError, SignedOut
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui import problems
from ldc_k8s_dashboard.ui.actions import Action
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.permissions import permission

_ANY_ID = "00000000-0000-0000-0000-000000000000"

PROBLEM_PAGE = "ldc_k8s_dashboard/ui/problem_page.html"
PROBLEM_MODAL = "ldc_k8s_dashboard/ui/problem_modal.html"


class KubernetesView(View):
    """What every view of ours shares: policy, failures, URLs within the panel."""

    rule: ClassVar[str] = ""
    """Magnum's policy rule without which the view is refused."""
    page_title: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = self._answered(request, *args, **kwargs)
        # What one person may see is kept by no cache between, and asked for again by their own;
        # a problem that one person was told no less than a page.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def _answered(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, or the problem that keeps it from coming."""
        try:
            if self.rule:
                allowed = permission(request, self.rule)
                if not allowed:
                    return self.render_problem(
                        _("You may not open this page"), allowed.reason, status=403
                    )
            return super().dispatch(request, *args, **kwargs)
        except SignedOut as ended:
            raise exceptions.NotAuthenticated() from ended
        except ServiceError as error:
            return self.render_problem(
                problems.problem_title(error),
                error.sentence,
                raw=error.raw,
                request_id=error.request_id,
                status=problems.http_status(error),
            )

    def url(self, name: str, *args: Any) -> str:
        """The URL of a page of this same panel (project's or administrator's)."""
        if len(args) == 1 and is_uuid(str(args[0])):
            # A list has a hundred of these, alike but for the id: Django works out one a page.
            return self._url_of_one(name).replace(_ANY_ID, str(args[0]))
        return reverse(f"{self.namespace}:{name}", args=args)

    def _url_of_one(self, name: str) -> str:
        known: dict[str, str] = self.__dict__.setdefault("_urls_of_one", {})
        if name not in known:
            known[name] = reverse(f"{self.namespace}:{name}", args=[_ANY_ID])
        return known[name]

    @property
    def namespace(self) -> str:
        match = self.request.resolver_match
        return match.namespace if match else ""

    @property
    def in_modal(self) -> bool:
        """Whether a dialog over a page asks for this, by Horizon's script or by htmx."""
        return bool(http_utils.is_ajax(self.request))

    def render_problem(
        self, title: Any, sentence: Any, *, raw: str = "", request_id: str = "", status: int = 200
    ) -> HttpResponse:
        """A page that says what is wrong; inside a dialog the dialog says it.

        Horizon's script shows an answer other than 2xx as "An error occurred",
        so what it asked for is always answered with 200.
        """
        context = {
            "page_title": title,
            "sentence": sentence,
            "raw": raw,
            "request_id": request_id,
            "back_url": self.back_url(),
        }
        if self.in_modal:
            return render(self.request, PROBLEM_MODAL, context)
        return render(self.request, PROBLEM_PAGE, context, status=status)

    def back_url(self) -> str:
        """Where "Back" leads from a problem: the panel's first page."""
        return self.url("index")


class PageView(KubernetesView):
    """A whole page: `context()` gathers and decides, the template shows."""

    template_name: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"page_title": self.page_title, "view": self, **self.context()}
        return render(request, self.template_name, context)

    def context(self) -> dict[str, Any]:
        raise NotImplementedError


def render_fragment(
    request: HttpRequest, template_name: str, context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """A part of a page, in the reader's time zone (`context` is called in it), kept nowhere."""
    # Horizon's middleware leaves AJAX before it sets the reader's time zone.
    zone = functions.get_timezone(request)
    if zone:
        timezone.activate(zone)
    response = render(request, template_name, context())
    response["Cache-Control"] = "no-store"
    return response


class FragmentView(KubernetesView):
    """A part of a page for htmx.  Horizon takes it for AJAX, so a lost login answers 401."""

    template_name: ClassVar[str]
    in_modal = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render_fragment(
            request, self.template_name, lambda: {"view": self, **self.context()}
        )

    def context(self) -> dict[str, Any]:
        raise NotImplementedError


class NothingToChange(Exception):
    """What was asked for is so already: nothing was sent, and `message` says that."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class DialogView(FormMixin, KubernetesView):
    """A question with its own URL: over the page with JavaScript, a page without.

    A subclass says what it is about (`prepare`), whether it can be done now
    (`verdict`, asked again at POST), and does it (`perform`).
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/dialog.html"
    submit_label: Any = _("Submit")
    danger: ClassVar[bool] = False
    action: ClassVar[Action[Any] | None] = None
    """What the dialog does; rule, danger and verdict are the action's own."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        action = vars(cls).get("action")
        if action is not None:
            cls.rule, cls.danger = action.rule, action.danger

    def prepare(self) -> None:
        """Load what the question is about; a ServiceError becomes a problem page."""

    def subject(self) -> Any:
        """Return what the action is about, once it is prepared."""
        return None

    def verdict(self) -> Verdict:
        """Decide whether it can be done now, both when the dialog opens and when it is sent."""
        return self.action.verdict(self.request, self.subject()) if self.action else ALLOWED

    def perform(self, form: Any) -> Message | str:
        """Do it; return what to tell ("requested", not "done": Magnum works on).

        Raises NothingToChange where it is so already, ServiceError where it was refused.
        """
        raise NotImplementedError

    def settle(self) -> None:
        """Wait, after it was asked for, until the next page can show it."""

    def dialog_context(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.prepare()
        return self.render_dialog(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.prepare()
        form = self.get_form()
        verdict = self.verdict()
        if not verdict or not form.is_valid():
            return self.render_dialog(form)
        try:
            done = self.perform(form)
        except NothingToChange as same:
            messages.info(request, render_message(same.message))
            return redirect(self.get_success_url())
        except ServiceError as error:
            form.add_error(None, render_message(error.sentence))
            return self.render_dialog(form, error)
        # Before the wait, in which the login can end: what was done is reported all the same.
        messages.success(request, render_message(done))
        self.settle()
        return redirect(self.get_success_url())

    def render_dialog(self, form: Any, failure: ServiceError | None = None) -> HttpResponse:
        frame = "dialog_modal" if self.in_modal else "dialog_page"
        context = {
            "frame": f"ldc_k8s_dashboard/ui/{frame}.html",
            "page_title": self.page_title,
            "view": self,
            "form": form,
            "verdict": self.verdict(),
            "failure": failure,
            "submit_url": self.request.get_full_path(),
            "submit_label": self.submit_label,
            "cancel_url": self.get_success_url(),
            "danger": self.danger,
            **self.dialog_context(),
        }
        return render(self.request, self.template_name, context)

    def get_success_url(self) -> str:
        return self.url("index")
