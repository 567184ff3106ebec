"""Reports of sheets: one alone, and what a kit makes of several (debate file, opinions, readings of a decision)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from rebonds.content.deliberating import Controversy, Shadow
from rebonds.content.kits import load
from rebonds.deliberation.wording import many
from rebonds.lenses.tables import NONE, Listing, Point
from rebonds.reporting.report import Report
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.showing import GROUP, both, column, fr_en, kit_source, table
from rebonds.text import Text, day

NOTHING = Text("–", "–")


def written(when: Any) -> Text:
    """Return a day in words."""
    return Text(day(when, "fr"), day(when, "en"))


def chosen(sheet: Sheet) -> Text:
    """Return what a sheet chose (a party, a delegation, a card)."""
    return dict(sheet.frame.choices).get(sheet.choice, NONE)


def texts(sheet: Sheet) -> list[tuple[Text, Text]]:
    """Return the fields that were written, in the order of the frame."""
    return [(one.label, both(sheet.said[one.id])) for one in sheet.frame.fields if sheet.said.get(one.id)]


def sheet_report(sheet: Sheet, more: Iterable[tuple[Text, Text]] = ()) -> Report:
    """Return a sheet as a report."""
    frame = sheet.frame
    facts = [text for text in (frame.label, chosen(sheet)) if text.fr]
    if sheet.day:
        facts.append(written(sheet.day))
    return Report(
        name=f"{sheet.kind}-{sheet.uid}",
        title=both(sheet.title),
        facts=Text(" · ".join(t.fr for t in facts), " · ".join(t.en for t in facts)),
        points=tuple(Point(label, text) for label, text in (*texts(sheet), *more)),
        tables=(),
        sources=(GROUP,),
    )


# Shadow committee


def counted(sheet: Sheet) -> Text:
    """Return how an adopted opinion was voted."""
    found = sheet.data.get("vote", [])
    return Text(
        " · ".join(f"{one['fr']} {one['n']}" for one in found),
        " · ".join(f"{one['en']} {one['n']}" for one in found),
    )


def verdict(sheet: Sheet) -> Text:
    """Return what the committee says: the answer that most gave; equals are all named."""
    found = sheet.data.get("vote", [])
    most = max((one["n"] for one in found), default=0)
    first = [one for one in found if one["n"] == most and most]
    tie = len(first) > 1
    fr, en = (" / ".join(one[lang] for one in first) for lang in ("fr", "en"))
    return fr_en(f"partagé à égalité : {fr}" if tie else fr, f"tied: {en}" if tie else en)


def outcome(sheet: Sheet) -> Text:
    """Return what became of an opinion."""
    known = {one.id: one.label for one in load(Shadow).outcomes}
    return known.get(sheet.outcome, NONE)


def opinion_report(sheet: Sheet) -> Report:
    """Return an opinion with its vote, its dissent and what happened."""
    more: list[tuple[Text, Text]] = []
    if sheet.adopted_on:
        on = written(sheet.adopted_on)
        more += [
            (Text("Adopté le", "Adopted on"), on),
            (Text("Le vote", "The vote"), counted(sheet)),
            (Text("Le comité est", "The committee is"), verdict(sheet)),
            (Text("Bulletins (SHA-256)", "Ballots (SHA-256)"), both(sheet.data.get("sha256", ""))),
        ]
    if sheet.outcome:
        more += [
            (Text("Suite", "Follow-up"), outcome(sheet)),
            (Text("Ce qui est arrivé", "What happened"), both(sheet.outcome_text)),
        ]
        if sheet.outcome_on:
            more.append((Text("Constaté le", "Seen on"), written(sheet.outcome_on)))
    found = sheet_report(sheet, more)
    return Report(**{**vars(found), "sources": (kit_source("shadow"), GROUP)})


def opinions_report(sheets: Sequence[Sheet]) -> Report:
    """Return every adopted opinion, by date of the official decision."""
    adopted = [one for one in sheets if one.adopted_on]
    rows = (
        (
            both(one.title),
            written(one.day) if one.day else NONE,
            written(one.adopted_on),
            verdict(one),
            counted(one),
            both(one.said.get("opinion", "")),
            both(one.said.get("dissent", "")),
            outcome(one) if one.outcome else NOTHING,
            both(one.outcome_text) if one.outcome_text else NOTHING,
        )
        for one in adopted
    )
    heads = (
        column("title", Text("décision officielle", "official decision"), weight=2),
        column("day", Text("du", "of")),
        column("adopted", Text("avis du", "opinion of")),
        column("verdict", Text("le comité est", "the committee is")),
        column("vote", Text("vote", "vote"), weight=1.4),
        column("opinion", Text("avis", "opinion"), weight=2),
        column("dissent", Text("avis contraires", "dissent"), weight=2),
        column("outcome", Text("suite", "follow-up")),
        column("happened", Text("ce qui est arrivé", "what happened"), weight=2),
    )
    made = table("opinions", Text("Avis rendus", "Opinions given"), heads, rows, cards=True)
    return Report(
        name="comite-fantome",
        title=load(Shadow).title,
        facts=many(
            len(made.rows), Text("avis adopté", "opinion adopted"), Text("avis adoptés", "opinions adopted")
        ),
        points=(),
        tables=(made,),
        sources=(kit_source("shadow"), GROUP),
    )


# Controversy


def pair_key(a: Sheet, b: Sheet) -> str:
    """Return how the compatibility of two positions is kept, whatever their order."""
    return "+".join(sorted((a.uid, b.uid)))


def agreed_positions(project: Sheet) -> list[Sheet]:
    """Return the positions that their authors agree to publish."""
    return list(project.children.filter(deleted_at=None, kind="position", agreed=True).order_by("pk"))


def debate_file(project: Sheet) -> Report:
    """Return the debate file: only what each party agreed to publish, in its own words."""
    held, positions = load(Controversy), agreed_positions(project)
    waiting = project.children.filter(deleted_at=None, kind="position", agreed=False).count()
    words = {one.id: one.label for one in held.compatibilities}
    pairs = project.data.get("pairs", {})
    rows = []
    for a, b in combinations(positions, 2):
        found = pairs.get(pair_key(a, b), {})
        rows.append(
            (
                both(a.title),
                both(b.title),
                words.get(found.get("state", ""), Text("pas encore dit", "not said yet")),
                both(found.get("why", "")),
            )
        )
    matrix = table(
        "compatibility",
        Text("Ce qui peut cohabiter", "What can live together"),
        (
            column("a", Text("position", "position"), weight=1.4),
            column("b", Text("et position", "and position"), weight=1.4),
            column("state", Text("compatibilité", "compatibility")),
            column(
                "why", Text("condition, ou donnée qui manque", "condition, or missing figure"), weight=2.4
            ),
        ),
        rows,
    )
    weights = table(
        "criteria",
        Text("Ce qui compte pour chacun (dix points)", "What matters to each (ten points)"),
        (
            column("criterion", Text("critère", "criterion"), weight=1.6),
            *(column(one.uid, both(one.title), "amount") for one in positions),
        ),
        (
            (one.label, *(p.numbers.get(one.id, 0 if p.numbers else None) for p in positions))
            for one in held.criteria
        ),
    )
    fields = positions[0].frame.fields if positions else ()
    words_of_each = table(
        "positions",
        Text("Chaque partie, avec ses mots", "Each party, in its own words"),
        (
            column("title", Text("qui", "who"), weight=1.4),
            column("party", Text("partie", "party")),
            *(column(one.id, one.label, weight=2) for one in fields),
        ),
        (
            (both(one.title), chosen(one), *(both(one.said.get(f.id) or "–") for f in fields))
            for one in positions
        ),
        cards=True,
    )
    moves = [
        Text(f"{one.title} – {one.said['change_mind']}", f"{one.title} – {one.said['change_mind']}")
        for one in positions
        if one.said.get("change_mind")
    ]
    points = [Point(label, text) for label, text in texts(project)]
    if waiting:
        few, several = (
            Text("position n’y figure pas : son", "position is not in it: its"),
            Text("positions n’y figurent pas : leur", "positions are not in it: their"),
        )
        n = many(waiting, few, several)
        points.append(
            Point(
                Text("En attente", "Waiting"),
                fr_en(
                    f"{n.fr} auteur n'a pas encore donné son accord.",
                    f"{n.en} author has not agreed yet.",
                ),
            )
        )
    facts = fr_en(f"{len(positions)} positions", f"{len(positions)} positions")
    if project.day:
        when = written(project.day)
        facts = fr_en(f"{facts.fr} · décision le {when.fr}", f"{facts.en} · decision on {when.en}")
    return Report(
        name=f"dossier-de-debat-{project.uid}",
        title=both(project.title),
        facts=facts,
        points=tuple(points),
        tables=(
            *((words_of_each,) if positions else ()),
            *((matrix,) if rows else ()),
            *((weights,) if positions else ()),
        ),
        lists=(
            *(
                (Listing(Text("Ce qui ferait changer d’avis", "What would change minds"), tuple(moves)),)
                if moves
                else ()
            ),
            Listing(Text("Les règles", "The rules"), held.rules),
        ),
        sources=(kit_source("controversy"), GROUP),
    )
