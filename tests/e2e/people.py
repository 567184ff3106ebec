"""People of the browser tests: every one has an account of her own, even when a module's tests are dealt out twice."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "un mot de passe assez long"
AXE = Path(__file__).parent / "vendor/axe.min.js"
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (1280, 375)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page, rules: list[str] | None = None) -> list[str]:
    """Run axe in the page, every rule or some; the driver hands the script over, out of reach of its policy."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE.read_text(encoding="utf-8") + ";null")
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate("only => axe.run(document, {runOnly: only}).then(r => r.violations)", only)
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"][:3]]


def assert_fits(page, rules: list[str] | None = None) -> None:
    """The page as it stands has no violation and is no wider than its screen."""
    page.wait_for_load_state("networkidle")
    said = f"{page.url}, {page.viewport_size['width']} px"
    assert violations(page, rules) == [], said
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), said


def assert_clean(page, *paths: str) -> None:
    """Each page, or the one at hand, at each width and in each scheme; only contrast depends on the scheme."""
    for path in paths or (None,):
        if path is not None:
            page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme, rules in (("light", None), ("dark", COLOURS)):
                page.emulate_media(color_scheme=scheme)
                assert_fits(page, rules)


def sign_up(page, name: str = "Fanny Essai") -> None:
    """Make an account, with an address nobody has."""
    page.goto("/inscription/")
    page.get_by_label("Votre nom").fill(name)
    page.locator("[name=email]").fill(f"{secrets.token_hex(4)}@exemple.fr")
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/espaces/")


def open_workspace(page, name: str = "Dix vallées", purpose: str = "Enquêter ensemble.") -> str:
    """Open a workspace and return its address."""
    page.get_by_label("Nom").fill(name)
    page.get_by_label("Finalité").fill(purpose)
    page.get_by_role("button", name="Ouvrir").click()
    page.wait_for_url(re.compile(r"/espaces/[\w-]+-\w+/$"))
    return path_of(page)


def path_of(page) -> str:
    """Return the address of a page, without the server's."""
    return re.sub(r"^https?://[^/]+", "", page.url)


@contextmanager
def signed_in(browser, address: str, workspace: str) -> Iterator[tuple]:
    """Give the page of someone signed in and the address of a workspace of hers; the context closes behind."""
    context = browser.new_context(base_url=address)
    try:
        page = context.new_page()
        sign_up(page)
        yield page, open_workspace(page, workspace, "Essayer.")
    finally:
        context.close()
