"""One's own kit: read by the same rules, refused with a word on what and where."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.content import facilitating, imagining, inquiring, kits
from rebonds.errors import DataError, RebondsError, UsageError
from rebonds.sources.strict import StrictTable

DECK = """
title = { fr = "Nos problèmes", en = "Our problems" }
about = { fr = "Écrits en atelier.", en = "Written in a workshop." }
[[theme]]
id = "river"
label = { fr = "Rivière", en = "River" }
[[problem]]
id = "dry_bed"
theme = "river"
shifts = ["sobriety"]
title = { fr = "Le lit est à sec", en = "The bed is dry" }
text = { fr = "Qui s'arrête ?", en = "Who stops?" }
"""


def deck(text: str) -> inquiring.Deck:
    return kits.parse(inquiring.Deck, [("ours.toml", text)])


def test_own_deck_is_read_and_typeset(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(DECK, encoding="utf-8")
    found = kits.load(inquiring.Deck, file)
    assert [one.id for one in found.problems] == ["dry_bed"]
    assert found.problems[0].text.fr == "Qui s’arrête\u202f?"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('theme = "river"\nshifts', 'thème = "river"\ntheme = "river"\nshifts', None),
        ('theme = "river"\nshifts', 'tehme = "river"\ntheme = "river"\nshifts', "tehme"),
        (', en = "The bed is dry"', "", "en"),
        ('en = "The bed is dry"', 'en = "  "', "en"),
        ('en = "The bed is dry"', 'en = "The bed is dry", de = "Trocken"', "de"),
        ('{ fr = "Le lit est à sec", en = "The bed is dry" }', '"Le lit est à sec"', "title"),
        ('id = "dry_bed"', 'id = "Lit à sec"', "Lit à sec"),
        ('id = "dry_bed"\n', "", "id"),
        ('["sobriety"]', "[]", "shifts"),
        ('["sobriety"]', '"sobriety"', "shifts"),
        ('["sobriety"]', "[1]", "shifts"),
        ('["sobriety"]', '["sobrietty"]', "sobriety"),
        ('theme = "river"\nshifts', 'theme = "lake"\nshifts', "lake"),
        ("[[problem]]", "[problem]", "problem"),
        ('about = { fr = "Écrits en atelier.", en = "Written in a workshop." }\n', "", "about"),
        ('en = "Who stops?"', 'en = "' + "x" * 5000 + '"', "5000"),
    ],
)
def test_a_slip_is_named_with_its_place(old: str, new: str, said: str | None) -> None:
    assert DECK.count(old) >= 1
    with pytest.raises(DataError) as caught:
        deck(DECK.replace(old, new))
    assert "ours.toml" in caught.value.message("fr")
    for lang in ("fr", "en"):
        assert (said or "") in caught.value.message(lang)
    assert caught.value.message("fr") != caught.value.message("en")


def test_a_card_twice_is_refused() -> None:
    card = DECK[DECK.index("[[problem]]") :]
    with pytest.raises(DataError, match="dry_bed"):
        deck(DECK + card)


def test_broken_toml_is_refused_with_its_file() -> None:
    with pytest.raises(DataError, match=r"ours\.toml.*TOML"):
        deck(DECK + "[[problem")


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.toml"):
        kits.load(inquiring.Deck, tmp_path / "nowhere.toml")
    with pytest.raises(DataError, match=r"\.toml"):
        kits.load(inquiring.Deck, tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.toml").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(DataError, match=r"photo\.toml"):
        kits.load(inquiring.Deck, tmp_path / "photo.toml")


def test_a_folder_puts_its_files_end_to_end_and_says_a_title_once(tmp_path: Path) -> None:
    head, card = DECK.split("[[problem]]")
    (tmp_path / "a.toml").write_text(head, encoding="utf-8")
    (tmp_path / "b.toml").write_text("[[problem]]" + card, encoding="utf-8")
    (tmp_path / "c.toml").write_text("[[problem]]" + card.replace("dry_bed", "flood"), encoding="utf-8")
    assert [one.id for one in kits.load(inquiring.Deck, tmp_path).problems] == ["dry_bed", "flood"]
    (tmp_path / "d.toml").write_text('title = { fr = "Encore", en = "Again" }', encoding="utf-8")
    with pytest.raises(DataError, match=r"d\.toml"):
        kits.load(inquiring.Deck, tmp_path)


def test_own_problems_may_name_own_shifts(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(DECK.replace('"sobriety"', '"slowness"'), encoding="utf-8")
    with pytest.raises(DataError, match="slowness"):
        kits.load(inquiring.Deck, file)
    assert kits.load(inquiring.Deck, file, known={"shift": {"slowness"}}).problems[0].shifts == ("slowness",)


def test_a_run_sheet_must_add_up() -> None:
    text = kits.source("workshops").replace("minutes = 90", "minutes = 95", 1)
    with pytest.raises(DataError, match="start_from_problems"):
        kits.parse(facilitating.Workshops, [("w.toml", text)])


def test_a_run_sheet_names_a_kit_that_exists() -> None:
    text = kits.source("workshops").replace('kit = "classes"', 'kit = "clases"', 1)
    with pytest.raises(DataError, match="classes"):
        kits.parse(facilitating.Workshops, [("w.toml", text)])


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("self_assessment", "{ level = 3, text", "{ level = 2, text", "vision"),
        ("self_assessment", 'question = "skills"', 'question = "skill"', "doing_before_seeing"),
        ("shifts", "value = 5", "value = 6", "1 à 5"),
        ("whatifs", 'step_basis = "ours"', 'step_basis = "mine"', "development_theory"),
        ("whatifs", "months = 9", "months = 0", "development_theory"),
        (
            "whatifs",
            'problems = ["evaluation_job_counts"',
            'problems = ["evaluation_jobs_count"',
            "evaluation_job_counts",
        ),
        ("officials", "functional = {", "fonctional = {", "functional"),
        ("officials", 'delegations = ["economy"', 'delegations = ["economie"', "economie"),
        ("mirror", 'theme = "tools"', 'theme = "tool"', "tool"),
        ("archetypes", "required = true", 'required = "oui"', "required"),
        ("consent", "entretien dure {durée}", "entretien dure {duree}", "{duree}"),
        ("consent", "entretien dure {durée}", "entretien dure une heure", "spoken"),
        ("convention", "minutes = 360", 'minutes = "six heures"', "minutes"),
    ],
)
def test_what_does_not_hold_inside_a_kit_is_refused(name: str, old: str, new: str, said: str) -> None:
    text = kits.source(name)
    assert old in text
    with pytest.raises(DataError) as caught:
        kits.parse(kits.kind_of(name), [(f"{name}.toml", text.replace(old, new, 1))])
    assert said in caught.value.message("fr")


@pytest.mark.parametrize("name", kits.KITS)
def test_the_source_of_a_kit_is_a_kit(name: str, tmp_path: Path) -> None:
    """What a team copies to start from is read back as what ships."""
    kind = kits.kind_of(name)
    texts = [("mine.toml", kits.source(name))]
    assert kits.parse(kind, texts) == kits.load(kind)


def test_an_unknown_kit_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        kits.kind_of("problem")
    assert "problems" in caught.value.message("en")
    with pytest.raises(RebondsError, match="problems"):
        kits.kind_of("zzz")


def test_an_alternative_key_that_does_not_exist_changes_nothing() -> None:
    held = kits.load(imagining.SelfAssessment)
    assert held.key("none") == held.key()


def test_the_example_of_the_documentation_is_a_kit() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "add-a-kit.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    assert deck(example).problems[0].id == "dry_bed"
    listed = {line.split("`")[1] for line in page.split("## Write")[0].splitlines() if line.startswith("| `")}
    assert listed == set(kits.KITS)


def test_what_is_enormous_or_endless_is_refused() -> None:
    head, card = DECK.split("[[problem]]")
    many = "".join("[[problem]]" + card.replace("dry_bed", f"card_{rank}") for rank in range(2001))
    with pytest.raises(DataError, match="2001"):
        deck(head + many)
    with pytest.raises(DataError, match="trop grand"):
        deck(DECK + "#" * 2_000_000)
    with pytest.raises(DataError, match="TOML"):
        deck("title = " + "[" * 20_000)


def branches(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a parsed file."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from branches(one, (*path, key))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_kit_damaged_anywhere_is_read_or_refused_in_words(data: st.DataObject) -> None:
    """Whatever is put anywhere in a kit, the answer is a kit or a message in both languages, never a crash."""
    name = data.draw(
        st.sampled_from(["shifts", "self_assessment", "whatifs", "consent", "workshops", "mirror"])
    )
    content = tomllib.loads(kits.source(name))
    *way, last = data.draw(st.sampled_from(list(branches(content))))
    place: Any = content
    for key in way:
        place = place[key]
    junk = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=5)
        | st.just([])
        | st.just({})
        | st.just([{}])
    )
    place[last] = data.draw(junk | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2))
    try:
        kit = kits.checked(kits.kind_of(name), StrictTable(content, "mine.toml"))
    except DataError as refused:
        assert "mine.toml" in refused.message("fr") and "mine.toml" in refused.message("en")
    else:
        assert isinstance(kit, kits.kind_of(name))
