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
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import NARROW, WIDE

PAGE = (".k8s-page-header", "#k8s-page")
DIALOG = (".modal.k8s",)
_RUN = """async ([parts, known, again]) => {
    const there = parts.filter((part) => document.querySelector(part));
    const shown = there.flatMap((part) => [...document.querySelectorAll(`${part}, ${part} *`)])
        .filter((element) => element.getClientRects().length);
    const before = again ? window.lookedOver : new Set();
    const anew = shown.filter((element) => !before.has(element));
    window.lookedOver = new Set([...before, ...shown]);

    // How a text looks: its own style, and what lies behind it.
    const looks = new Map([[null, ["", ""]]]);
    const lookOf = (element) => {
        if (!looks.has(element)) {
            const style = getComputedStyle(element);
            const layer = [style.backgroundColor, style.backgroundImage, style.opacity,
                style.position.replace("relative", "static"), style.filter].join(" ");
            const plain = layer === "rgba(0, 0, 0, 0) none 1 static none";
            const behind = lookOf(element.parentElement)[0] + (plain ? "" : `${layer}/`);
            const own = [style.color, style.fontSize, style.fontWeight, style.textShadow].join(" ");
            looks.set(element, [behind, behind + own]);
        }
        return looks.get(element);
    };
    const seen = new Set(known);
    const unknown = anew.filter((element) => {
        const says = element.matches("input, select, textarea") ||
            [...element.childNodes].some((node) => node.data && node.data.trim());
        return says && !seen.has(lookOf(element)[1]) && seen.add(lookOf(element)[1]);
    });

    // None of the rules asks for the stylesheets themselves, which axe would read anew each time.
    const violations = {resultTypes: ["violations"], preload: false};
    const rules = {"target-size": {enabled: true}, "color-contrast": {enabled: false}};
    const found = [];
    const settled = [];
    if (again) {
        found.push(await axe.run({include: there}, {...violations, runOnly: ["target-size"]}));
        rules["target-size"].enabled = false;
    }
    if (anew.length) {
        found.push(await axe.run({include: again ? anew : there}, {...violations, rules}));
    }
    if (unknown.length) {
        const colours = {runOnly: ["color-contrast"], elementRef: true, preload: false};
        const of = await axe.run({include: unknown}, colours);
        found.push(of);
        for (const rule of [...of.violations, ...of.passes]) {
            settled.push(...rule.nodes.map((node) => lookOf(node.element)[1]));
        }
    }
    const faults = found.flatMap((one) => one.violations).flatMap((fault) => fault.nodes.map(
        (node) => `${fault.id}: ${node.target.join(" ")}: ` +
            node.failureSummary.replaceAll("\\n", " ")));
    return [faults, settled];
}"""
_SETTLED = 3_000  # milliseconds
_FITS = "document.documentElement.scrollWidth <= innerWidth"
_WIDEST = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth)
    .map((element) => `${element.tagName}.${element.className}`).slice(0, 5).join(", ")"""


def looked_over(page: Page, looks: set[str]) -> list[str]:
    """What is wrong with what the page shows now, on a wide and on a narrow screen: what axe
    finds, and what is wider than the screen.

    ``looks``: the ways in which texts look whose colours were compared before, of the same theme;
    those of this page are added. Comparing them is more than half of axe's work, and hundreds of
    texts look alike.
    """
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        faults = _faults(page, looks, again=width == NARROW)
        found += [f"at {width}: {fault}" for fault in faults]
        try:
            # What fades or slides in may be wider for a moment.
            page.wait_for_function(_FITS, timeout=_SETTLED)
        except PlaywrightTimeout:
            wide = page.evaluate("document.documentElement.scrollWidth")
            found.append(f"at {width}: the page is {wide} pixels wide: {page.evaluate(_WIDEST)}")
    return found


def _faults(page: Page, looks: set[str], *, again: bool) -> list[str]:
    """One line for each fault: axe's rule, the element, what is wrong with it.

    Where a dialog is open it is looked at alone: what it covers was a page before. `again`: the
    page was looked at before and only its width is another, so only the sizes of targets are, and
    what was not shown then.
    """
    parts = DIALOG if page.locator(*DIALOG).count() else PAGE
    assert page.locator(", ".join(parts)).count(), f"{page.url} shows none of {parts}"
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    faults, compared = page.evaluate(_RUN, [list(parts), sorted(looks), again])
    looks.update(compared)
    return list(faults)
