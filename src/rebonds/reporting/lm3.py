"""A survey of three rounds of spending: its result, and the blank questionnaire, as reports."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rebonds.lenses.lm3 import COLUMNS, EXAMPLE, Bounded, Lm3Reading
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import Listing, Point, Table, declared_table
from rebonds.reporting.document import compiled
from rebonds.reporting.lens_report import ASSUMED
from rebonds.reporting.plain import plain
from rebonds.reporting.report import Report
from rebonds.text import Text, number, typeset

_table = partial(declared_table, Path(__file__).with_name("lm3.toml"))
_BLANK = "_" * 28
#: Files that a template writes.
ANSWERS, FORM = "reponses", "questionnaire"


def lm3_report(found: Lm3Reading) -> Report:
    """Return the report of a survey."""
    listed = ", ".join(found.sources)
    declared = Text(typeset(f"Réponses à l'enquête : {listed}"), f"Answers to the survey: {listed}")
    return Report(
        name="lm3",
        title=Text("Multiplicateur local en trois tours (LM3)", "Local multiplier of three rounds (LM3)"),
        facts=Text(
            f"{found.answered} réponses sur {found.asked} personnes et organisations interrogées",
            f"{found.answered} answers out of {found.asked} people and organisations asked",
        ),
        points=_points(found),
        tables=tuple(one for one in (_rounds(found), _kinds(found)) if one.rows),
        lists=(Listing(ASSUMED, _ASSUMPTIONS),),
        sources=(SourceLine("declared", declared, "enquête", NOT_OPEN, ""),),
        licence=NOT_OPEN,
        record=found,
    )


def _said(one: Bounded, lang: str, decimals: int) -> str:
    value, low, high = (number(x, lang, decimals) for x in (one.value, one.low, one.high))
    if one.low == one.high:
        return value
    return Text(f"{value} (entre {low} et {high})", f"{value} (between {low} and {high})").to(lang)


def _points(found: Lm3Reading) -> tuple[Point, ...]:
    fr, en = (_said(found.lm3, lang, 2) for lang in ("fr", "en"))
    cover = [number(100 * min(1.0, found.covered), lang, 0) for lang in ("fr", "en")]
    return (
        Point(
            Text("Un euro entré", "One euro in"),
            Text(
                typeset(f"Il en circule {fr} dans le territoire en trois tours."),
                f"{en} circulate in the territory in three rounds.",
            ),
        ),
        Point(
            Text("Ce que couvre l’enquête", "What the survey covers"),
            Text(
                typeset(
                    f"On sait ce que deviennent {cover[0]} % des euros du deuxième tour ; le reste fait la marge."
                ),
                f"What becomes of {cover[1]}% of the euros of the second round is known; the rest makes the band.",
            ),
        ),
    )


def _rounds(found: Lm3Reading) -> Table:
    first = Bounded(found.first, found.first, found.first)
    rows = (
        (label, round(one.value, 2), round(one.low, 2), round(one.high, 2))
        for label, one in (
            (Text("1. Ce qui entre", "1. What comes in"), first),
            (Text("2. Dépensé ici par qui le reçoit", "2. Spent here by those who receive it"), found.second),
            (Text("3. Dépensé ici de nouveau", "3. Spent here again"), found.third),
        )
    )
    return _table("rounds", rows)


def _kinds(found: Lm3Reading) -> Table:
    other = Text("autres natures, réunies", "other kinds, together")
    if len(found.groups) == 1:
        other = Text("toutes natures, réunies", "all kinds, together")
    bare = Text("nature non dite", "kind not said")
    rows = (
        (other if g.kind is None else g.kind or bare, g.answers, round(g.amount, 2), g.local / g.amount)
        for g in found.groups
    )
    return _table("kinds", rows)


_ASSUMPTIONS = (
    Text(
        "Chacun dit sa part locale : rien n’est vérifié sur factures.",
        "Each tells their local share: nothing is checked on invoices.",
    ),
    Text(
        "Ceux qui n’ont pas répondu dépensent comme les autres pour la valeur, rien puis tout ici pour les bornes.",
        "Those who did not answer spend as the others for the figure, nothing then all here for the bounds.",
    ),
    Text(
        "Trois tours, puis on s’arrête : le multiplicateur complet serait un peu plus grand.",
        "Three rounds, then we stop: the whole multiplier would be a little larger.",
    ),
)


_QUESTIONS = (
    Text("Organisation ou personne (facultatif)", "Organisation or person (optional)"),
    Text(
        "Tour : 1 si vous recevez l’argent étudié, 2 si le premier vous paie",
        "Round: 1 if you receive the money studied, 2 if the first pays you",
    ),
    Text("Nature : salaire, fournisseur, autre", "Kind: wage, supplier, other"),
    Text("Ce que vous avez reçu de cet argent, en euros", "What you received of this money, in euros"),
    Text(
        "Sur 100 € que vous dépensez, combien dans le territoire ?",
        "Of 100 € that you spend, how many in the territory?",
    ),
)
_LOCAL = (
    Text("votre loyer, si le propriétaire vit ici", "your rent, if the owner lives here"),
    Text(
        "vos courses, selon le lieu de qui vend et, si vous le savez, de qui produit",
        "your shopping, by the place of the seller and, if you know it, of the maker",
    ),
    Text("vos salaires versés à des habitants d’ici", "wages that you pay to people living here"),
    Text("vos impôts locaux", "your local taxes"),
)


def lm3_form() -> Report:
    """Return the blank questionnaire, to print or to send."""
    rows = ((Text(typeset(one.fr), one.en), _BLANK) for one in _QUESTIONS)
    return Report(
        name=FORM,
        title=Text("Où va l’argent que vous recevez ?", "Where does the money that you receive go?"),
        facts=Text("Cinq questions, trois minutes", "Five questions, three minutes"),
        points=(
            Point(
                Text("Pourquoi", "Why"),
                Text(
                    "Pour savoir combien de fois un euro sert ici avant de partir. Une estimation suffit ; vos réponses ne "
                    "sont montrées qu’additionnées à d’autres.",
                    "To know how many times a euro serves here before it leaves. An estimate is enough; your answers are "
                    "only shown added to others.",
                ),
            ),
        ),
        tables=(_table("questions", rows),),
        lists=(
            Listing(
                Text("Compte comme dépensé ici", "Counts as spent here"),
                _LOCAL,
            ),
        ),
        licence=NOT_OPEN,
    )


def form_pdf(lang: str) -> bytes:
    """Return the questionnaire as an accessible PDF, with room to write by hand."""
    said = plain(lm3_form(), lang)
    said["questions"] = [one.to(lang) for one in _QUESTIONS]
    return compiled(said, "form")


def template_csv() -> bytes:
    """Return the table to fill in, with invented answers to replace."""
    return EXAMPLE.encode("utf-8-sig")


def template_xlsx() -> bytes:
    """Return the same table as a workbook."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet(ANSWERS)
        head = book.add_format({"bold": True, "bottom": 1})
        for rank, line in enumerate(EXAMPLE.splitlines()):
            for column, cell in enumerate(line.split(";")):
                if rank == 0:
                    page.write_string(0, column, cell, head)
                elif cell.isdigit():
                    page.write_number(rank, column, int(cell))
                else:
                    page.write_string(rank, column, cell)
        page.set_column(0, len(COLUMNS) - 1, 22)
        page.freeze_panes(1, 0)
    return held.getvalue()


def template(folder: Path, lang: str) -> list[Path]:
    """Write the questionnaire (PDF, HTML) and the table to fill in (CSV, XLSX); existing files are left."""
    from rebonds.reporting.deliver import rendered

    folder.mkdir(parents=True, exist_ok=True)
    form = lm3_form()
    written = []
    contents: dict[str, Callable[[], bytes]] = {
        f"{FORM}.pdf": lambda: form_pdf(lang),
        f"{FORM}.html": lambda: rendered(form, "html", lang),
        f"{ANSWERS}.csv": template_csv,
        f"{ANSWERS}.xlsx": template_xlsx,
    }
    for name, make in contents.items():
        path = folder / name
        if not path.exists():
            path.write_bytes(make())
            written.append(path)
    return written
