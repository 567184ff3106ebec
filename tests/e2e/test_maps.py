"""A causal map in a browser: drawn by mouse, touch and keyboard, without JavaScript too, fluid at full size."""

from __future__ import annotations

import random
import re
import time

import pytest
from tests.e2e.people import WIDTHS, assert_clean, signed_in

pytestmark = pytest.mark.e2e

NODES, LINKS = 60, 300


def table(nodes: int, links: int) -> bytes:
    """Return a random table of links."""
    draw = random.Random(7)  # noqa: S311 (a test, not a secret)
    pairs = draw.sample([(a, b) for a in range(nodes) for b in range(nodes) if a != b], links)
    lines = [
        f"Facteur {a};Facteur {b};{draw.choice('+-')};{draw.randint(1, 3)};Ada (inventée)" for a, b in pairs
    ]
    return ("cause;effect;sign;weight;author\n" + "\n".join(lines)).encode()


@pytest.fixture(scope="module")
def space(browser, address):
    """Someone signed in, and the address of a workspace of hers."""
    with signed_in(browser, address, "Atelier des cartes") as (page, home):
        return {"root": f"{home}cartes/", "state": page.context.storage_state()}


@pytest.fixture
def on_map(visit, space):
    """Open a map made of a table."""

    def go(nodes: int = 6, links: int = 9, width: int = 1280, **options):
        page = visit(f"{space['root']}importer/", width, storage_state=space["state"], **options)
        page.fill("[name=title]", f"Carte de {nodes} nœuds")
        page.set_input_files(
            "[name=links]", {"name": "liens.csv", "mimeType": "text/csv", "buffer": table(nodes, links)}
        )
        page.click("main form.narrow-form button[type=submit]")
        page.wait_for_selector(".map-canvas")
        page.wait_for_load_state("networkidle")
        return page

    return go


def until(page, expression: str, seconds: float = 60) -> None:
    """Wait for an expression to hold; evaluated by the driver, for the page's policy refuses ``eval``."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(30)


def count(page, what: str) -> int:
    return page.evaluate(f"window.rebondsMap.{what}().length")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_map_is_accessible_and_fits_its_width(on_map, width):
    page = on_map(width=width)  # where nodes stand is settled as the page opens
    page.wait_for_selector("#map-reading h2")
    assert_clean(page)
    held = page.url
    root = held.rsplit("/cartes/", 1)[0] + "/cartes/"
    assert_clean(page, root, f"{root}nouvelle/", f"{root}importer/", f"{root}comparer/", f"{held}lecture/")


def test_drawing_with_the_mouse(on_map):
    page = on_map()
    assert (count(page, "nodes"), count(page, "edges")) == (6, 9)
    page.click("[data-map-do=node]")
    page.keyboard.type("Bus du soir")
    page.keyboard.press("Enter")
    until(page, "window.rebondsMap.nodes().length === 7")
    page.click("[data-map-do=link]")

    def at(label: str) -> dict:
        return page.evaluate(
            "l => { const n = window.rebondsMap.nodes().filter(x => x.data('label') === l)[0].renderedPosition();"
            "const b = document.querySelector('.map-canvas').getBoundingClientRect();"
            "return {x: b.x + n.x, y: b.y + n.y}; }",
            label,
        )

    page.evaluate("document.querySelector('.map-canvas').scrollIntoView({block: 'center'})")
    page.click("[data-map-do=fit]")
    for label in ("Bus du soir", "Facteur 0"):
        point = at(label)
        page.mouse.click(point["x"], point["y"])
    assert page.evaluate("document.activeElement.name") == "sign"
    page.keyboard.press("ArrowDown")
    page.click("#link-form button[type=submit]")
    until(page, "window.rebondsMap.edges().length === 10")
    assert (
        page.evaluate(
            "window.rebondsMap.edges().filter(e => e.source().data('label') === 'Bus du soir')[0].data('sign')"
        )
        == -1
    )
    page.wait_for_selector("#map-reading h2")
    # Dragging keeps the place. (What was moved before is sent half a second later: let it go first.)
    page.wait_for_timeout(800)
    page.evaluate("document.querySelector('.map-canvas').scrollIntoView({block: 'center'})")
    point = at("Bus du soir")
    with page.expect_response(re.compile("/places/")) as answer:
        page.mouse.move(point["x"], point["y"])
        page.mouse.down()
        page.mouse.move(point["x"] + 30, point["y"] + 20, steps=4)
        page.mouse.up()
    assert answer.value.status == 200
    before = page.evaluate(
        "window.rebondsMap.nodes().filter(n => n.data('label') === 'Bus du soir')[0].position()"
    )
    page.reload()
    page.wait_for_selector("[data-ready]")
    after = page.evaluate(
        "window.rebondsMap.nodes().filter(n => n.data('label') === 'Bus du soir')[0].position()"
    )
    assert abs(before["x"] - after["x"]) < 1 and abs(before["y"] - after["y"]) < 1


def test_drawing_with_the_keyboard_alone(on_map):
    page = on_map()
    page.focus(".map-canvas")
    page.keyboard.press("ArrowRight")
    said = page.inner_text("[data-map-status]")
    assert said.startswith("Facteur")
    page.keyboard.press("n")
    page.keyboard.type("Train")
    page.keyboard.press("Enter")
    until(page, "window.rebondsMap.nodes().length === 7")
    page.focus(".map-canvas")
    page.evaluate("window.rebondsMap.elements().unselect(); window.rebondsMap.nodes().last().select()")
    page.keyboard.press("l")
    assert "Train" in page.inner_text("[data-map-status]")
    for arrow in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        page.keyboard.press(arrow)
        if "→" in page.inner_text("[data-map-status]"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "sign"
    page.keyboard.press("Enter")
    until(page, "window.rebondsMap.edges().length === 10")


def test_drawing_by_touch(on_map):
    page = on_map(width=375, has_touch=True, is_mobile=True)
    page.tap("[data-map-do=link]")
    box = page.locator(".map-canvas").bounding_box()
    for rank in (0, 3):
        page.evaluate("document.querySelector('.map-canvas').scrollIntoView({block: 'center'})")
        box = page.locator(".map-canvas").bounding_box()
        place = page.evaluate(f"window.rebondsMap.nodes()[{rank}].renderedPosition()")
        page.touchscreen.tap(box["x"] + place["x"], box["y"] + place["y"])
    ends = [page.input_value(f"#link-form [name={name}]") for name in ("cause", "effect")]
    assert ends == page.evaluate("[window.rebondsMap.nodes()[0].id(), window.rebondsMap.nodes()[3].id()]")


def test_without_javascript(on_map, visit, space):
    page = on_map()
    address = page.url
    plain = visit(address, storage_state=space["state"], java_script_enabled=False)
    assert plain.locator(".map-canvas svg").count() == 1
    plain.fill("#node-form [name=label]", "Sans script")
    plain.click("#node-form button[type=submit]")
    plain.locator("th", has_text="Sans script").wait_for()
    plain.select_option("#link-form [name=cause]", label="Sans script")
    plain.select_option("#link-form [name=effect]", label="Facteur 1")
    plain.check("#link-form [name=sign][value='-1']")
    plain.click("#link-form button[type=submit]")
    plain.locator("tr", has_text="Sans script").filter(has_text="réduit").wait_for()
    plain.click("text=Ce que la carte dit")
    plain.select_option("[name=n]", label="Sans script")
    plain.click("text=Voir ce qui change")
    plain.locator(".map-effects li").nth(1).wait_for()


def test_a_loop_is_shown_and_a_push_followed(on_map):
    page = on_map()
    page.wait_for_selector("#map-reading [data-loop]:not([hidden])")
    page.locator("[data-loop]").first.click()
    assert page.evaluate("window.rebondsMap.nodes('.faded').length") > 0
    page.locator("[data-loop]").first.click()
    assert page.evaluate("window.rebondsMap.elements('.faded').length") == 0
    # The drawing alone, before the server answers, then the list of the server: the same signs.
    marked = (
        "window.rebondsMap.nodes().map(n => [n.id(), n.hasClass('up') ? 1 : n.hasClass('down') ? -1 : 0])"
    )
    page.route("**/et-si/**", lambda route: None)  # no answer yet
    page.select_option("#n1", index=1)
    drawn = dict(page.evaluate(marked))
    assert set(drawn.values()) != {0}
    page.unroute("**/et-si/**")
    page.wait_for_timeout(600)
    page.click("text=Voir ce qui change")
    page.wait_for_selector(".map-effects [data-held]")
    told = page.eval_on_selector_all(
        "[data-effect]:not([data-held])", "all => all.map(li => [li.dataset.effect, Number(li.dataset.sign)])"
    )
    assert {key: sign for key, sign in drawn.items() if sign} == dict(told)
    assert drawn == dict(page.evaluate(marked))
    assert page.evaluate("window.rebondsMap.nodes('.held').length") == 1
    assert page.locator("#n2").count() == 1
    page.wait_for_selector(".map-effects .badge:has-text('robuste'), .map-effects .badge:has-text('fragile')")


def measured(page, name: str) -> list[float]:
    return page.evaluate("n => performance.getEntriesByName(n, 'measure').map(m => m.duration)", name)


def test_sixty_nodes_and_three_hundred_links_stay_fluid(on_map, capsys):
    page = on_map(NODES, LINKS)
    assert (count(page, "nodes"), count(page, "edges")) == (NODES, LINKS)
    page.wait_for_selector("#map-reading [data-loop]:not([hidden])")
    page.focus(".map-canvas")
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * 3:
        page.keyboard.press(arrow)
    for rank in range(6):
        page.locator("[data-loop]").nth(rank).click()
    page.evaluate("document.querySelector('.map-canvas').scrollIntoView({block: 'center'})")
    page.evaluate(
        """() => {
          const cy = window.rebondsMap;
          let moved = 0;
          window.drawn = [];
          addEventListener("mousemove", () => { moved = moved || performance.now(); }, true);
          cy.on("render", () => { if (moved) { window.drawn.push(performance.now() - moved); moved = 0; } });
        }"""
    )
    point = page.evaluate(
        "() => { const n = window.rebondsMap.nodes()[0].renderedPosition();"
        "const b = document.querySelector('.map-canvas').getBoundingClientRect();"
        "return {x: b.x + n.x, y: b.y + n.y}; }"
    )
    page.mouse.move(point["x"], point["y"])
    page.mouse.down()
    for step in range(40):
        page.mouse.move(point["x"] + 3 * step, point["y"] + step)
        page.wait_for_timeout(25)
    page.mouse.up()
    drawn = page.evaluate("window.drawn")
    assert len(drawn) > 10
    page.select_option("#n1", index=1)
    until(page, "performance.getEntriesByName('what-if-sure', 'measure').length > 0")
    for rank in range(1, 8):
        page.evaluate(
            "v => { const s = document.getElementById('v1'); s.value = v;"
            " s.dispatchEvent(new Event('input', {bubbles: true})); }",
            rank / 10,
        )
        until(page, f"performance.getEntriesByName('what-if-answer', 'measure').length > {rank}")
    medians = {
        "select": sorted(measured(page, "map-select")),
        "loop": sorted(measured(page, "map-loop")),
        "drag, from the pointer to the frame": sorted(drawn),
        "what if, on the drawing": sorted(measured(page, "what-if")),
        "what if, answer of the server": sorted(measured(page, "what-if-answer")),
    }
    with capsys.disabled():
        for name, values in medians.items():
            print(f"\n  {name}: median {values[len(values) // 2]:.1f} ms, worst {values[-1]:.1f} ms", end="")
    for name in ("select", "loop", "drag, from the pointer to the frame", "what if, on the drawing"):
        values = medians[name]
        # Far over the target: only what is broken fails on a busy machine; docs/performance.md tells what was measured.
        assert values[len(values) // 2] < 1000, name
