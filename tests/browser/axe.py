# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""axe-core over our part of a page.

Left out is what is Horizon's own and not ours to mend: its top bar, its side bar, its breadcrumb
and its messages (all of which axe does find faults in). Inside our part all of axe's rules hold,
its best practices too.
"""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OURS = (".k8s-page-header", "#k8s-page", ".modal.k8s")
_RUN = """async (parts) => {
    const there = parts.filter((part) => document.querySelector(part));
    const found = await axe.run({include: there}, {resultTypes: ["violations"]});
    return found.violations.flatMap((fault) => fault.nodes.map((node) =>
        `${fault.id}: ${node.target.join(" ")}: ${node.failureSummary.replaceAll("\\n", " ")}`));
}"""


def faults(page: Page, parts: tuple[str, ...] = OURS) -> list[str]:
    """One line for each fault: axe's rule, the element, what is wrong with it."""
    assert page.locator(", ".join(parts)).count(), f"{page.url} shows none of {parts}"
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return list(page.evaluate(_RUN, list(parts)))
