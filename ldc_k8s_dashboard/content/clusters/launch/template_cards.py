# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The cluster templates as cards: their contents, their evidence, and whether they can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.add_ons import included_add_ons
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.message import Message
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal, TemplateResources, appraise
from ldc_k8s_dashboard.domain.templates.architecture import Finding
from ldc_k8s_dashboard.domain.templates.conformance import Certification, certification_of
from ldc_k8s_dashboard.domain.templates.stage import Stage, StageKind, stage_of
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion, best_first
from ldc_k8s_dashboard.domain.verdict import Verdict
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.urls import optional_url

SEARCHED = 5
"""The page has a search, and folds most cards, for more templates than this."""


@dataclass(frozen=True)
class TemplateCard:
    """A template as a card: its contents, its evidence, and whether it can be used."""

    appraisal: Appraisal
    driver: Driver
    add_ons: tuple[Message, ...]
    certification: Certification | None

    @property
    def template(self) -> ClusterTemplate:
        return self.appraisal.template

    @property
    def verdict(self) -> Verdict:
        return self.appraisal.verdict

    @property
    def image_finding(self) -> Finding:
        """The finding with other flavors than the template's own, which can be chosen instead."""
        return self.appraisal.image_finding

    @property
    def value(self) -> str:
        return self.template.uuid

    @property
    def version(self) -> KubernetesVersion | None:
        return self.appraisal.version

    @property
    def minor(self) -> str:
        """Its version for the filter: "1.34"; "" where it is unknown."""
        return f"{self.version.major}.{self.version.minor}" if self.version else ""

    @property
    def image(self) -> Image | None:
        return self.appraisal.image

    @cached_property
    def stage(self) -> Stage:
        """Whether its owner recommends it, has it for tests, or deprecates it."""
        return stage_of(self.template.tags)

    @property
    def is_recommended(self) -> bool:
        return self.stage.kind is StageKind.RECOMMENDED

    @property
    def cautions(self) -> tuple[Message, ...]:
        """What to know before choosing it: that it is for tests or deprecated, and its driver."""
        stage = None if self.is_recommended else self.stage.sentence
        return (*((stage,) if stage else ()), *self.appraisal.cautions)

    @property
    def page_url(self) -> str | None:
        """The URL of the template's own page, which shows the evidence too.

        None where that panel is off.
        """
        return optional_url("horizon:project:kubernetes.cluster_templates:detail", self.value)

    @property
    def badge(self) -> StatusBadge:
        """The finding on arm64, as an icon and a word."""
        return StatusBadge.of_finding(self.appraisal.finding)

    @property
    def search_text(self) -> str:
        """The text that a search looks at."""
        template = self.template
        parts = (template.name, str(self.version or ""), template.network_driver, self.driver)
        return " ".join((*parts, *template.tags)).casefold()


def template_cards(facts: LaunchFacts) -> tuple[TemplateCard, ...]:
    """Return every template: usable ones first, by stage: recommended ones lead, deprecated end.

    Otherwise the newest version comes first, then the name decides.
    """
    cards = best_first(_cards(facts, facts.templates or ()))
    return tuple(sorted(cards, key=lambda card: (not card.verdict, card.stage.rank)))


def template_card(facts: LaunchFacts, template_id: str) -> TemplateCard | None:
    """Return the card of one template, without making those of all others."""
    template = facts.template(template_id)
    return _cards(facts, [template])[0] if template else None


def _cards(facts: LaunchFacts, templates: Iterable[ClusterTemplate]) -> list[TemplateCard]:
    resources = TemplateResources.of(
        facts.images, facts.flavors, late=bool(facts.late & {"images", "flavors"})
    )
    declared = conf.declared()
    certified = conf.structured("certified_versions") or {}
    catalogue = conf.label_catalogue()
    return [
        _card(
            appraise(template, resources, declared),
            conf.driver_of(template.driver),
            certified,
            catalogue,
        )
        for template in templates
    ]


def _card(
    appraisal: Appraisal, driver: Driver, certified: Mapping[str, str], catalogue: LabelCatalogue
) -> TemplateCard:
    template = appraisal.template
    return TemplateCard(
        appraisal=appraisal,
        driver=driver,
        add_ons=included_add_ons(template.labels, driver, catalogue),
        certification=certification_of(certified, appraisal.version),
    )


@dataclass(frozen=True)
class FoldedCards:
    """The templates of one minor version ("1.34"), "" for those whose version is unknown."""

    minor: str
    cards: tuple[TemplateCard, ...]


def _minor_numbers(minor: str) -> tuple[int, ...]:
    return tuple(int(number) for number in minor.split(".")) if minor else ()


@dataclass(frozen=True)
class TemplateCards:
    """The templates as the page shows them, filtered by text and by version.

    Filtering never deselects a template: the chosen one is always shown.
    """

    cards: tuple[TemplateCard, ...]
    text: str = ""
    version: str = ""
    chosen: str = ""

    @property
    def shown(self) -> tuple[TemplateCard, ...]:
        return tuple(card for card in self.cards if card.value == self.chosen or self.matches(card))

    def matches(self, card: TemplateCard) -> bool:
        """Check whether a template has the version and every word that is searched for."""
        is_version = not self.version or card.minor == self.version
        words = self.text.casefold().split()
        return is_version and all(word in card.search_text for word in words)

    @property
    def usable(self) -> tuple[TemplateCard, ...]:
        return tuple(card for card in self.shown if card.verdict or card.value == self.chosen)

    @property
    def unusable(self) -> tuple[TemplateCard, ...]:
        return tuple(card for card in self.shown if not card.verdict and card.value != self.chosen)

    @property
    def is_searchable(self) -> bool:
        return len(self.cards) > SEARCHED

    @property
    def leading(self) -> tuple[TemplateCard, ...]:
        """The cards that are not folded: the chosen and the recommended, or all of a few."""
        usable = self.usable
        if not self.is_searchable:
            return usable
        return tuple(card for card in usable if self._leads(card))

    def _leads(self, card: TemplateCard) -> bool:
        return card.value == self.chosen or card.is_recommended

    @property
    def folded(self) -> tuple[FoldedCards, ...]:
        """The other cards that can be used, by minor version, in the order of the cards."""
        by_minor: dict[str, list[TemplateCard]] = {}
        for card in self.usable if self.is_searchable else ():
            if not self._leads(card):
                by_minor.setdefault(card.minor, []).append(card)
        newest_first = sorted(
            by_minor.items(), key=lambda entry: _minor_numbers(entry[0]), reverse=True
        )
        return tuple(FoldedCards(minor, tuple(cards)) for minor, cards in newest_first)

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.version)

    @property
    def versions(self) -> tuple[str, ...]:
        """The minor versions of all templates, newest first."""
        versions = [card.version for card in self.cards if card.version is not None]
        minors = {(version.major, version.minor) for version in versions}
        return tuple(f"{major}.{minor}" for major, minor in sorted(minors, reverse=True))
