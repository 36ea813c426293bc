# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Base views: a page, a dialog, a fragment of a page.

Each checks the policy first, shows a service's failure as a problem, and sends
a user without a login through Horizon's sign-in.  Django makes a view for each
request, so state belongs to the instance.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
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
from ldc_k8s_dashboard.domain.private_keys import is_private_key
from ldc_k8s_dashboard.domain.verdict import ALLOWED, Verdict
from ldc_k8s_dashboard.ui import problems
from ldc_k8s_dashboard.ui.actions import Action
from ldc_k8s_dashboard.ui.i18n import render_message
from ldc_k8s_dashboard.ui.permissions import permission
from ldc_k8s_dashboard.ui.rendering import render_page, render_part, wants_content
from ldc_k8s_dashboard.ui.shown_text import restore_exact

_PLACEHOLDER_ID = "00000000-0000-0000-0000-000000000000"
"""Where the id goes in a URL that is worked out for many ids."""

PROBLEM_PAGE = "ldc_k8s_dashboard/ui/problem_page.html"
PROBLEM_MODAL = "ldc_k8s_dashboard/ui/problem_modal.html"


def _use_readers_time_zone(request: HttpRequest) -> None:
    """For AJAX Horizon's middleware returns before it sets the reader's time zone."""
    zone = functions.get_timezone(request)
    if zone:
        timezone.activate(zone)


def sent_fields(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return the fields of a form that was sent, to be sent once more; None for a GET.

    A private key that was pasted by mistake is not among them.
    """
    if request.method != "POST":
        return None
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if not is_private_key(value)
    ]


class KubernetesView(View):
    """Base class of all views: policy, failures, URLs within the panel."""

    rule: ClassVar[str] = ""
    """Magnum's policy rule that a user needs for the view; "" for none."""
    page_title: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _use_readers_time_zone(request)
        response = self._respond(request, *args, **kwargs)
        # No shared cache may hold what one user sees, pages and problems alike; the browser's
        # own cache asks again.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        # Horizon has no middleware for these.  Addresses name clusters and what is searched for,
        # which no other site needs to know; Django's check of forms needs the referrer here.
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    def _respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the page, or the problem in its place."""
        if request.method == "POST":
            request.POST = restore_exact(request.POST)
        try:
            if self.rule:
                allowed = permission(request, self.rule)
                if not allowed:
                    return self.render_problem(
                        _("You may not open this page"), allowed.reason, status=403
                    )
            return super().dispatch(request, *args, **kwargs)
        except SignedOut as signed_out:
            raise exceptions.NotAuthenticated() from signed_out
        except ServiceError as error:
            return self.render_problem(
                problems.problem_title(error),
                error.sentence,
                raw=error.raw,
                request_id=error.request_id,
                status=problems.http_status(error),
                again_url=problems.again_url(request, error),
            )

    def url(self, name: str, *args: Any) -> str:
        """Return the URL of a page of this panel, in the dashboard of the request."""
        if len(args) == 1 and is_uuid(str(args[0])):
            # A list has a hundred of these that differ by the id alone: reverse once a request.
            return self._url_with_placeholder(name).replace(_PLACEHOLDER_ID, str(args[0]))
        return reverse(f"{self.namespace}:{name}", args=args)

    def _url_with_placeholder(self, name: str) -> str:
        urls: dict[str, str] = self.__dict__.setdefault("_urls_with_placeholder", {})
        if name not in urls:
            urls[name] = reverse(f"{self.namespace}:{name}", args=[_PLACEHOLDER_ID])
        return urls[name]

    @property
    def namespace(self) -> str:
        """The URL namespace of the panel, "horizon:project:kubernetes.clusters"."""
        match = self.request.resolver_match
        return match.namespace if match else ""

    @property
    def in_modal(self) -> bool:
        """Whether the response goes into a dialog over a page (Horizon's script or htmx asks)."""
        return bool(http_utils.is_ajax(self.request)) and not wants_content(self.request)

    def render_problem(
        self,
        title: Any,
        sentence: Any,
        *,
        raw: str = "",
        request_id: str = "",
        status: int = 200,
        again_url: str = "",
    ) -> HttpResponse:
        """Return a page, or in a dialog a dialog, that shows what failed and why.

        `again_url` is where the same request has a service asked that was not asked.
        Horizon's script shows a status other than 2xx as "An error occurred", so
        a dialog always gets 200.
        """
        context = {
            "page_title": title,
            "sentence": sentence,
            "raw": raw,
            "request_id": request_id,
            "back_url": self.back_url(),
            "again_url": again_url,
            "sent_fields": sent_fields(self.request),
        }
        if self.in_modal:
            return render_part(self.request, PROBLEM_MODAL, context)
        return render_page(self.request, PROBLEM_PAGE, context, status=status)

    def back_url(self) -> str:
        """Return where "Back" leads from a problem: the panel's first page."""
        return self.url("index")


class PageView(KubernetesView):
    """A whole page: `context()` gathers and decides, the template shows."""

    template_name: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"page_title": self.page_title, "view": self, **self.context()}
        return render_page(request, self.template_name, context)

    def context(self) -> dict[str, Any]:
        raise NotImplementedError


def render_fragment(
    request: HttpRequest, template_name: str, context: dict[str, Any]
) -> HttpResponse:
    """Return a part of a page for htmx, which no cache may store."""
    response = render_part(request, template_name, context)
    response["Cache-Control"] = "no-store"
    return response


class FragmentView(KubernetesView):
    """A part of a page for htmx.  Horizon treats it as AJAX, so a lost login gives 401."""

    template_name: ClassVar[str]
    in_modal = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render_fragment(request, self.template_name, {"view": self, **self.context()})

    def context(self) -> dict[str, Any]:
        raise NotImplementedError


class NothingToChange(Exception):
    """The service has the requested state already: nothing was sent.  `message` says so."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class DialogView(FormMixin, KubernetesView):
    """A form with its own URL: a dialog over the page with JavaScript, a page without.

    A subclass loads what it is about (`prepare`), decides whether it can be done
    now (`verdict`, at GET and again at POST) and does it (`perform`).
    """

    template_name: ClassVar[str] = "ldc_k8s_dashboard/ui/dialog.html"
    submit_label: Any = _("Submit")
    danger: ClassVar[bool] = False
    action: ClassVar[Action[Any] | None] = None
    """What the dialog does: it gives the view its rule, danger and verdict."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        action = vars(cls).get("action")
        if action is not None:
            cls.rule, cls.danger = action.rule, action.danger

    def prepare(self) -> None:
        """Load what the dialog is about; a ServiceError becomes a problem page."""

    def subject(self) -> Any:
        """Return what the action is about, once it is prepared."""
        return None

    def verdict(self) -> Verdict:
        """Decide whether it can be done now: when the dialog opens, and when it is sent."""
        return self.action.verdict(self.request, self.subject()) if self.action else ALLOWED

    def perform(self, form: Any) -> Message | str:
        """Do it and return the success message ("requested" where Magnum goes on working).

        Raises NothingToChange where the state is reached already, ServiceError where the
        service fails or rejects it.
        """
        raise NotImplementedError

    def settle(self) -> None:
        """Wait after the request until the next page can show its effect."""

    def dialog_context(self, form: Any) -> dict[str, Any]:
        """Return what the dialog's own template reads besides; `form` is the one it shows."""
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
            success = self.perform(form)
        except NothingToChange as unchanged:
            messages.info(request, render_message(unchanged.message))
            return redirect(self.get_success_url())
        except ServiceError as error:
            form.add_error(None, render_message(error.sentence))
            return self.render_dialog(form, error)
        # Before the wait, because the login can end in it: the success is reported in any case.
        messages.success(request, render_message(success))
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
            "again_url": problems.again_url(self.request, failure),
            "submit_url": self.request.get_full_path(),
            "submit_label": self.submit_label,
            "cancel_url": self.cancel_url(),
            "danger": self.danger,
            **self.dialog_context(form),
        }
        return render_page(self.request, self.template_name, context, in_modal=self.in_modal)

    def get_success_url(self) -> str:
        return self.url("index")

    def cancel_url(self) -> str:
        """Return where "Cancel" leads: the same page, unless only a success leads there."""
        return self.get_success_url()
