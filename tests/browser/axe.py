# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""axe-core over our part of a page.

Left out is what is Horizon's own and not ours to mend: its top bar, its side bar, its breadcrumb
and its messages (all of which axe does find faults in). Inside our part all of axe's rules hold,
its best practices too, and the one that has to be asked for: targets of 24 pixels (WCAG 2.2).
"""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

PAGE = (".k8s-page-header", "#k8s-page")
DIALOG = (".modal.k8s",)
_RUN = """async ([parts, again]) => {
    const there = parts.filter((part) => document.querySelector(part));
    const shown = there.flatMap((part) => [...document.querySelectorAll(`${part}, ${part} *`)])
        .filter((element) => element.getClientRects().length);
    const before = again ? window.lookedOver : new Set();
    const anew = shown.filter((element) => !before.has(element));
    window.lookedOver = new Set([...before, ...shown]);

    const rules = {"target-size": {enabled: true}, "color-contrast": {enabled: !again}};
    const found = [await axe.run({include: there}, {resultTypes: ["violations"], rules})];
    if (again && anew.length) {
        const colours = {resultTypes: ["violations"], runOnly: ["color-contrast"]};
        found.push(await axe.run({include: anew}, colours));
    }
    return found.flatMap((one) => one.violations).flatMap((fault) => fault.nodes.map((node) =>
        `${fault.id}: ${node.target.join(" ")}: ${node.failureSummary.replaceAll("\\n", " ")}`));
}"""


def faults(page: Page, *, again: bool = False) -> list[str]:
    """One line for each fault: axe's rule, the element, what is wrong with it.

    Where a dialog is open it is looked at alone: what it covers was a page before. `again`: the
    page was looked at before and only its width is another. Colours do not go by the width, and
    looking at them is nearly all of the work, so only those of what was not shown then are.
    """
    parts = DIALOG if page.locator(*DIALOG).count() else PAGE
    assert page.locator(", ".join(parts)).count(), f"{page.url} shows none of {parts}"
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return list(page.evaluate(_RUN, [list(parts), again]))
