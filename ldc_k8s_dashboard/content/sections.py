# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""Sections: the parts of a page as objects.

A page is a tuple of sections.  Each declares its title, its template and the
facts that it needs, whether it is updated live and whether it can load late.
The page gathers the facts of all its sections at once; a fact that cannot be
read costs only its own section.

A new section is a class, a template and a test.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from django.http import Http404

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.api.transport.gather import Answer, Gathering, begin
from ldc_k8s_dashboard.ui.components import MissingPart
from ldc_k8s_dashboard.ui.problems import missing_part, missing_parts
from ldc_k8s_dashboard.ui.urls import asking_too
from ldc_k8s_dashboard.ui.views import FragmentView, KubernetesView, PageView

Subject = TypeVar("Subject")

Facts = Mapping[str, Answer[Any]]
"""Answers of the services, by the names of the calls in a page's `facts()`."""

Calls = Mapping[str, Callable[[], Any]]
"""Calls of the services, by the names of the facts that they return."""


class Section(Generic[Subject]):
    """One part of a page about a subject.

    slug         its id in the page, and its name in URLs
    title        its heading; "" for a section without one
    template     the path of a template that reads what `data` returns, as `data`
    needs        names of the page's facts without which it cannot be shown
    adds         names of facts that `data` reads too, and can do without while they are late
    unread       sentences for facts that could not be read, by the facts' names
    live         updated while the subject is in progress
    narrow       shares a row with another narrow one on a wide screen

    Where facts take long, the page is shown without them, and the section is loaded
    again with them: its place holds only its title where a fact is late that it needs.
    """

    slug: ClassVar[str]
    title: ClassVar[Any] = ""
    template: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()
    adds: ClassVar[tuple[str, ...]] = ()
    unread: ClassVar[Mapping[str, Any]] = {}
    live: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of all facts that `data` reads."""
        return (*self.needs, *self.adds)

    def data(self, view: KubernetesView, subject: Subject, facts: Facts) -> Any:
        """Return what the template reads; None leaves the section out.

        `view` answers the request: the page, or the fragment with this section alone.
        """
        raise NotImplementedError

    def show(
        self, view: KubernetesView, subject: Subject, facts: Facts | None = None
    ) -> ShownSection | None:
        """Return the section with its data; None where there is nothing to show."""
        answers = facts or {}
        data = self.data(view, subject, answers)
        missing = missing_parts(
            *(missing_part(answers[name].error, text) for name, text in self.unread.items())
        )
        return None if data is None and not missing else ShownSection(self, data, tuple(missing))


@dataclass(frozen=True)
class ShownSection:
    """A section with its data; `late_url` loads it again with what was late.

    Without data and with a `late_url` it is a placeholder.
    """

    section: Section[Any]
    data: Any = None
    missing: tuple[MissingPart, ...] = ()
    late_url: str = ""


class SectionsOf(KubernetesView, Generic[Subject]):
    """Base class of a page of sections and of the fragments that load its late sections."""

    sections: ClassVar[tuple[Section[Any], ...]] = ()
    main: ClassVar[str]
    """The name of the fact that is the page's subject; without it there is no page."""

    def facts(self) -> Calls:
        """Return the calls that need nothing first, by the names of their facts."""
        raise NotImplementedError

    def facts_about(self, subject: Subject) -> Calls:
        """Return the calls that need the subject first."""
        return {}

    def begin_facts(self, sections: Iterable[Section[Any]]) -> PageFacts[Subject]:
        """Start the calls for the subject and for the sections' needs; wait for the subject alone.

        Raises the ServiceError of the main fact.
        """
        needed = {name for section in sections for name in section.reads}
        first = begin(
            **{name: call for name, call in self.facts().items() if name in {self.main, *needed}}
        )
        subject: Subject = first.need(self.main)
        further = begin(
            **{name: call for name, call in self.facts_about(subject).items() if name in needed}
        )
        return PageFacts(subject, (first, further))


@dataclass(frozen=True)
class PageFacts(Generic[Subject]):
    """The subject of a page, and the started calls for its other facts."""

    subject: Subject
    gatherings: tuple[Gathering, ...]

    def facts(self, names: Collection[str], within: float | None = None) -> Facts:
        """Return these facts; those that take longer than `within` seconds are late.

        Without `within`, wait for all until the deadline of the settings.
        """
        ends = None if within is None else time.monotonic() + within
        facts: dict[str, Answer[Any]] = {}
        for gathering in self.gatherings:
            left = None if ends is None else ends - time.monotonic()
            facts |= gathering.so_far([name for name in names if name in gathering.names], left)
        return facts


class SectionedPage(SectionsOf[Subject], PageView):
    """A page made of sections.

    It waits for its subject, then `late_after` seconds (setting) for all other facts.
    htmx loads the sections whose facts are late.  `?wait=all` waits for everything, for
    browsers without JavaScript.
    """

    def frame(self, subject: Subject) -> dict[str, Any]:
        """Return the context of what is around the sections."""
        raise NotImplementedError

    def late_url(self, section: Section[Any]) -> str:
        """Return the URL from which htmx loads a late section."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        page_facts = self.begin_facts(self.sections)
        ends = time.monotonic() + conf.seconds("late_after")
        shown = (self._shown(section, page_facts, ends) for section in self.sections)
        return {
            **self.frame(page_facts.subject),
            "sections": [section for section in shown if section is not None],
        }

    def _shown(
        self, section: Section[Any], page_facts: PageFacts[Subject], ends: float
    ) -> ShownSection | None:
        waits = self.request.GET.get("wait") == "all"
        facts = page_facts.facts(section.reads, None if waits else ends - time.monotonic())
        late = {name for name in section.reads if facts[name].late}
        if not late:
            return section.show(self, page_facts.subject, facts)
        if late.intersection(section.needs):
            return ShownSection(section, late_url=asking_too(self.request, self.late_url(section)))
        shown = section.show(self, page_facts.subject, facts) or ShownSection(section)
        return replace(shown, late_url=asking_too(self.request, self.late_url(section)))


class LateSectionView(SectionsOf[Subject], FragmentView):
    """One section of a page alone, for which the browser waits as long as its facts take."""

    template_name = "ldc_k8s_dashboard/ui/section.html"

    def context(self) -> dict[str, Any]:
        slug = self.kwargs["section"]
        section = next((section for section in self.sections if section.slug == slug), None)
        if section is None:
            raise Http404
        page_facts = self.begin_facts([section])
        facts = page_facts.facts(section.reads)
        return {"shown": section.show(self, page_facts.subject, facts)}
