"""The result of a vote, as a report."""

from __future__ import annotations

import tomllib
from functools import lru_cache, partial
from pathlib import Path

from rebonds.deliberation.results import Comparison, Group, Place, Result, Scalar
from rebonds.deliberation.wording import many
from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import Cell, Column, Listing, Point, Table, declared_columns, declared_table
from rebonds.reporting.report import Drawing, Report
from rebonds.text import Text, number, typeset, with_unit

_FILE = Path(__file__).with_name("tally.toml")
_table = partial(declared_table, _FILE)
#: Figures that stay in spreadsheets and JSON: they repeat another one.
_HIDDEN = {"exact_mean", "entropy"}
_INDEX = {"strength", "consensus", "entropy", "mean"}
#: Answers beyond which their numbers stay in spreadsheets and JSON.
_MOST_ANSWERS = 9
_YES, _NO = Text("oui", "yes"), Text("non", "no")


@lru_cache(maxsize=1)
def _names() -> dict[str, Text]:
    declared = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        f"{table}.{key}": Text(typeset(v["fr"]), v["en"])
        for table in ("detail", "answers", "statuses")
        for key, v in declared[table].items()
    }


def _name(kind: str, key: str) -> Text:
    return _names()[f"{kind}.{key}"]


def tally_report(found: Result) -> Report:
    """Return the report of a count: the result, how divided it is, what would change it."""
    tables = [_ranking(found), *_distribution(found)]
    if found.objections:
        tables.append(_table("objections", [(one.option, one.reason) for one in found.objections]))
    if found.opinion and found.opinion.groups:
        rows = [(g.name, g.size, _typical(g)) for g in found.opinion.groups]
        tables.append(_table("groups", rows))
    if found.comparisons:
        tables.append(_table("others", [(c.label, _first(c), _raised(c.text)) for c in found.comparisons]))
    return Report(
        name=f"vote-{found.method}",
        title=Text(
            typeset(f"Résultat du vote : {_low(found.label.fr)}"),
            f"Result of the vote: {_low(found.label.en)}",
        ),
        facts=_facts(found),
        points=_points(found),
        tables=tuple(tables),
        drawings=_drawings(found),
        lists=(
            Listing(
                Text("L’ordre change si…", "The order changes if…"),
                (*(one.text for one in found.reversals), *(one.text for one in found.additions)),
            ),
            Listing(Text("À savoir", "To know"), found.notes),
        ),
        sources=(_source(found),),
        trace=(Text(typeset(f"Bulletins : SHA-256 {found.sha256}."), f"Ballots: SHA-256 {found.sha256}."),),
        licence=NOT_OPEN,
        record=found,
    )


def _drawings(found: Result) -> tuple[Drawing, ...]:
    answers = len(found.ranking[0].distribution)
    if not 2 <= answers <= _MOST_ANSWERS or not any(place.answers for place in found.ranking):
        return ()

    def bars(lang: str, mode: str) -> str:
        from rebonds.drawing.ballots import ballot_bars_svg  # a count starts without it

        return ballot_bars_svg(found, answer_name, lang, mode=mode, css=mode != "page")

    return (Drawing("answers", Text("Comment les réponses se répartissent", "How answers spread"), bars),)


def answer_name(answer: str) -> Text:
    """Return how an answer is written: a grade as it is, a word of a method in both languages."""
    return _names().get(f"answers.{answer}") or Text(answer, answer)


def _source(found: Result) -> SourceLine:
    names = ", ".join(found.sources)
    after_fr, after_en = (f" : {names}", f": {names}") if names else ("", "")
    short = found.sha256[:16]
    title = Text(
        typeset(f"Bulletins exportés{after_fr} (SHA-256 {short}…)"),
        f"Exported ballots{after_en} (SHA-256 {short}…)",
    )
    return SourceLine("ballots", title, "le groupe", NOT_OPEN, "")


def _low(label: str) -> str:
    return label[:1].lower() + label[1:]


def _facts(found: Result) -> Text:
    ballots = many(found.ballots, Text("bulletin", "ballot"), Text("bulletins", "ballots"))
    options = many(len(found.ranking), Text("option", "option"), Text("options", "options"))
    if found.method == "pairwise":
        duels = sum(int(place.detail["wins"] or 0) for place in found.ranking)
        made = many(duels, Text("comparaison", "comparison"), Text("comparaisons", "comparisons"))
        return Text(
            typeset(f"{ballots.fr}, {options.fr}, {made.fr}"), f"{ballots.en}, {options.en}, {made.en}"
        )
    fr, en = (with_unit(100 * found.turnout, "%", lang, 0) for lang in ("fr", "en"))
    return Text(
        typeset(f"{ballots.fr}, {options.fr}, {fr} des cases remplies"),
        f"{ballots.en}, {options.en}, {en} of cells filled",
    )


def _typical(group: Group) -> Text:
    said = []
    for lang in ("fr", "en"):
        shares = {
            one: 100 * (group.agree[one] or 0.0) for one in group.typical if group.agree[one] is not None
        }
        said.append(" · ".join(f"{one} ({with_unit(share, '%', lang, 0)})" for one, share in shares.items()))
    return Text(*said)


def _first(found: Comparison) -> str:
    return ", ".join(one.option for one in found.ranking if one.rank == 1)


def _raised(text: Text) -> Text:
    """Return a text that begins a sentence."""
    return Text(text.fr[:1].upper() + text.fr[1:], text.en[:1].upper() + text.en[1:])


def _points(found: Result) -> tuple[Point, ...]:
    points = [Point(Text("Résultat", "Result"), found.outcome)]
    points += [Point(Text("Égalité", "Tie"), _raised(tie.text)) for tie in found.ties]
    if found.opinion:
        points.append(Point(Text("Groupes", "Groups"), found.opinion.text))
    divided = [place for place in found.ranking if place.disagreement]
    if divided and found.method != "sorting":
        most = max(divided, key=lambda place: place.disagreement or 0.0)
        fr, en = (number(most.disagreement, lang, 2) for lang in ("fr", "en"))
        text = Text(
            typeset(f"c'est sur « {most.option} » que les avis divergent le plus ({fr} sur 1)."),
            f"opinions differ most on “{most.option}” ({en} out of 1).",
        )
        points.append(Point(Text("Désaccord", "Disagreement"), _raised(text)))
    if found.stability:
        points.append(Point(Text("Solidité", "Strength"), found.stability.text))
    return tuple(points)


def _ranking(found: Result) -> Table:
    keys = [key for key in found.ranking[0].detail if key not in _HIDDEN]
    more = [
        Column(key, _name("detail", key), _kind(found, key), meaning=_name("detail", key)) for key in keys
    ]
    counted = declared_columns(_FILE, "counted")
    rows = [
        (
            place.rank,
            place.option,
            *(_cell(key, place.detail[key]) for key in keys),
            place.answers,
            place.turnout,
            place.disagreement,
        )
        for place in found.ranking
    ]
    return _table("ranking", rows, more=(*more, *counted))


def _kind(found: Result, key: str) -> str:
    if any(isinstance(_cell(key, place.detail[key]), str | Text) for place in found.ranking):
        return "text"
    return "share" if key.endswith("_pct") else "index" if key in _INDEX else "amount"


def _cell(key: str, value: Scalar) -> Cell:
    if key == "status":
        return _names()[f"statuses.{value}"]
    if key == "selected":
        return _YES if value else _NO
    return value / 100 if key.endswith("_pct") and isinstance(value, float) else value


def _distribution(found: Result) -> list[Table]:
    answers = [one.answer for one in found.ranking[0].distribution]
    if not answers:
        return []
    kept = len(answers) <= _MOST_ANSWERS
    columns = [
        Column(f"n_{rank}", label, "amount", meaning=label, brief=kept)
        for rank, label in enumerate((answer_name(a) for a in answers), start=1)
    ]
    rows = [_counts(place) for place in found.ranking]
    return [_table("distribution", rows, more=columns)] if kept else []


def _counts(place: Place) -> tuple[Cell, ...]:
    return (place.rank, place.option, *(one.count for one in place.distribution))
