# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""The cluster templates as cards: what each brings, on what evidence, whether it can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ldc_k8s_dashboard import conf
from ldc_k8s_dashboard.domain.cloud_resources import Image
from ldc_k8s_dashboard.domain.drivers import Driver
from ldc_k8s_dashboard.domain.labels.add_ons import included_add_ons
from ldc_k8s_dashboard.domain.labels.catalogue import LabelCatalogue
from ldc_k8s_dashboard.domain.launch.facts import LaunchFacts
from ldc_k8s_dashboard.domain.message import Message, message
from ldc_k8s_dashboard.domain.templates.appraisal import Appraisal, TemplateResources, appraise
from ldc_k8s_dashboard.domain.templates.architecture import Finding
from ldc_k8s_dashboard.domain.templates.conformance import Certification, certification_of
from ldc_k8s_dashboard.domain.templates.template import ClusterTemplate
from ldc_k8s_dashboard.domain.templates.versions import KubernetesVersion, best_first
from ldc_k8s_dashboard.domain.verdict import Verdict
from ldc_k8s_dashboard.ui.components import StatusBadge
from ldc_k8s_dashboard.ui.urls import optional_url

SEARCHED = 5
"""Above so many templates the page has a search."""
MANY = 12
"""Above so many templates the page shows what each brings in one line."""


@dataclass(frozen=True)
class TemplateCard:
    """A template as a card: what it brings, on what evidence, whether it can be used."""

    appraisal: Appraisal
    driver: Driver
    add_ons: tuple[Message, ...]
    certificate: Certification | None

    @property
    def template(self) -> ClusterTemplate:
        return self.appraisal.template

    @property
    def verdict(self) -> Verdict:
        return self.appraisal.launchable

    @property
    def image_finding(self) -> Finding:
        """What it is with other flavors than the template's, which may be chosen."""
        return self.appraisal.image_finding

    @property
    def value(self) -> str:
        return self.template.uuid

    @property
    def version(self) -> KubernetesVersion | None:
        return self.appraisal.version

    @property
    def minor(self) -> str:
        """What the filter by version knows it as: "1.34"; "" where it does not tell."""
        return f"{self.version.major}.{self.version.minor}" if self.version else ""

    @property
    def image(self) -> Image | None:
        return self.appraisal.image

    @property
    def deprecated(self) -> Message | None:
        """What its tag `deprecated` or `deprecated=<text>` says; None where it has none."""
        for tag in self.template.tags:
            name, _equals, text = tag.partition("=")
            if name.strip().lower() == "deprecated":
                if not text.strip():
                    return message("Deprecated: its owner asks to use another template.")
                return message("Deprecated: %(why)s", why=text.strip())
        return None

    @property
    def page(self) -> str | None:
        """Where its evidence stands as well; without that page the card has it from the start."""
        return optional_url("horizon:project:kubernetes.cluster_templates:detail", self.value)

    @property
    def badge(self) -> StatusBadge:
        """The finding on arm64 as a sign and a word; its reason stands beside it."""
        return StatusBadge.of_finding(self.appraisal.finding)

    @property
    def words(self) -> str:
        """What a search looks at."""
        template = self.template
        found = (template.name, str(self.version or ""), template.network_driver, self.driver)
        return " ".join((*found, *template.tags)).casefold()


def template_cards(facts: LaunchFacts) -> tuple[TemplateCard, ...]:
    """Every template: those that can be used first, the deprecated last among them.

    Beside that the newest version comes first, then the name decides.
    """
    offers = best_first(_offers(facts, facts.templates or ()))
    return tuple(sorted(offers, key=lambda one: (not one.verdict, one.deprecated is not None)))


def template_card(facts: LaunchFacts, template_id: str) -> TemplateCard | None:
    """One template alone: what a preview asks of hundreds while somebody types."""
    found = (one for one in facts.templates or () if one.uuid == template_id)
    return next(iter(_offers(facts, found)), None)


def _offers(facts: LaunchFacts, templates: Iterable[ClusterTemplate]) -> list[TemplateCard]:
    resources = TemplateResources.of(facts.images, facts.flavors)
    declared = conf.declared()
    certificates = conf.structured("certified_versions") or {}
    catalogue = conf.label_catalogue()
    return [
        _offer(
            appraise(template, resources, declared),
            conf.driver_of(template.driver),
            certificates,
            catalogue,
        )
        for template in templates
    ]


def _offer(
    appraisal: Appraisal, driver: Driver, certificates: Mapping[str, str], catalogue: LabelCatalogue
) -> TemplateCard:
    template = appraisal.template
    return TemplateCard(
        appraisal=appraisal,
        driver=driver,
        add_ons=included_add_ons(template.labels, driver, catalogue),
        certificate=certification_of(certificates, appraisal.version),
    )


@dataclass(frozen=True)
class TemplateCards:
    """The templates as the page shows them: filtered by words and by version.

    The chosen one is always there: a filter unchooses nothing.
    """

    offers: tuple[TemplateCard, ...]
    words: str = ""
    version: str = ""
    chosen: str = ""

    @property
    def shown(self) -> tuple[TemplateCard, ...]:
        return tuple(one for one in self.offers if one.value == self.chosen or self.fits(one))

    def fits(self, offer: TemplateCard) -> bool:
        """Whether a template is among what is looked for."""
        wanted = self.words.casefold().split()
        right = not self.version or offer.minor == self.version
        return right and all(word in offer.words for word in wanted)

    @property
    def usable(self) -> tuple[TemplateCard, ...]:
        return tuple(one for one in self.shown if one.verdict or one.value == self.chosen)

    @property
    def unusable(self) -> tuple[TemplateCard, ...]:
        return tuple(one for one in self.shown if not one.verdict and one.value != self.chosen)

    @property
    def searchable(self) -> bool:
        return len(self.offers) > SEARCHED

    @property
    def many(self) -> bool:
        return len(self.offers) > MANY

    @property
    def filtered(self) -> bool:
        return bool(self.words or self.version)

    @property
    def versions(self) -> tuple[str, ...]:
        """The minor versions there are, newest first."""
        return _newest_first(one.version for one in self.offers)


def _newest_first(versions: Iterable[KubernetesVersion | None]) -> tuple[str, ...]:
    minors = {(one.major, one.minor) for one in versions if one is not None}
    return tuple(f"{major}.{minor}" for major, minor in sorted(minors, reverse=True))
