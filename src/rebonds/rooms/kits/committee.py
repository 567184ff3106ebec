"""Ballots about sheets: the shadow committee's opinions, a convention's proposals, debate cards, criteria."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db import transaction

from rebonds.content.deliberating import Convention
from rebonds.content.kits import load
from rebonds.deliberation.results import Result
from rebonds.errors import RebondsError
from rebonds.lenses.tables import Point
from rebonds.reporting.report import Report
from rebonds.reporting.tally import tally_report
from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.counting import frozen_ballots, result_of, said
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.parameters import grades, parameter
from rebonds.rooms.kits.showing import as_option, both, column, fr_en, table
from rebonds.rooms.people import changes, thread
from rebonds.rooms.people.models import Member
from rebonds.text import Text, typeset

SHADOW, CONVENTION = "shadow", "convention"


class NotYetError(RebondsError):
    """Something that cannot be done yet; nothing was changed."""


def _wait(fr: str, en: str) -> NotYetError:
    return NotYetError(Text(typeset(fr), en))


@transaction.atomic
def put_to_vote(sheet: Sheet, member: Member) -> Ballot:
    """Make the ballot of an opinion (four answers) or of a convention's proposals (majority judgment), in preparation.

    Raises
    ------
    NotYetError
        It is adopted already, its ballot is under way, or there is nothing to vote.
    """
    if not sheet.is_open:
        raise _wait("Cet avis est déjà adopté.", "This opinion is adopted already.")
    held = sheet.ballot
    if held is not None and held.deleted_at is None and not held.over:
        raise _wait(
            "Un vote est déjà en cours ou en préparation.", "A ballot is already open or in preparation."
        )
    made = _opinion(sheet) if sheet.kind == "opinion" else _proposals(sheet)
    changes.save(made, member, workspace=sheet.workspace)
    sheet.ballot = made
    sheet.data = sheet.data | {"put_to_vote": sheet.version + 1}  # the version that this very save makes
    changes.save(sheet, member)
    thread.link(made, sheet, member)
    return made


def _opinion(sheet: Sheet) -> Ballot:
    return Ballot(
        workspace=sheet.workspace,
        question=sheet.title[:300],
        details="\n\n".join(sheet.said.get(key, "") for key in ("decision", "opinion", "condition"))[:4000],
        method="sorting",
        options=[as_option("opinion", Text("Cette décision", "This decision"))],
        settings={"grades": grades("shadow")},
        kit=SHADOW,
        kit_data={"sheet": sheet.uid},
    )


def _proposals(sheet: Sheet) -> Ballot:
    items = list(sheet.children.filter(deleted_at=None, kind__in=("indicator", "measure")).order_by("pk"))
    if not items:
        raise _wait("Aucune proposition à mettre au vote.", "No proposal to put to the vote.")
    return Ballot(
        workspace=sheet.workspace,
        question=typeset(f"{sheet.title} : quelles propositions retenir ?")[:300],
        method="majority-judgment",
        options=[as_option(one.uid, both(one.title)) for one in items],
        settings={"grades": grades("convention")},
        kit=CONVENTION,
        kit_data={"sheet": sheet.uid},
    )


@transaction.atomic
def adopt(sheet: Sheet, member: Member) -> Sheet:
    """Adopt an opinion by the vote on it: dated from its closing, its count kept, and from then on unchanged.

    Raises
    ------
    NotYetError
        There is no closed vote, nobody voted, or the opinion is adopted already.
    """
    ballot = sheet.ballot
    if sheet.kind != "opinion" or not sheet.is_open:
        raise _wait("Cet avis est déjà adopté.", "This opinion is adopted already.")
    if ballot is None or not ballot.over:
        raise _wait("Un avis s'adopte par un vote clos.", "An opinion is adopted by a closed vote.")
    if sheet.data.get("put_to_vote") != sheet.version:
        raise _wait(
            "Le texte a changé depuis la mise au vote : votez de nouveau.",
            "The text has changed since it was put to the vote: vote again.",
        )
    cells = [cell for cell in frozen_ballots(ballot).column(0) if cell]
    if not cells:
        raise _wait("Personne n'a voté.", "Nobody voted.")
    lang = ballot.workspace.language
    sheet.data = sheet.data | {
        "vote": [{**one, "n": cells.count(said(one, lang))} for one in reversed(ballot.settings["grades"])],
        "sha256": ballot.frozen.sha256,
        "ballot": ballot.uid,
    }
    sheet.adopted_on = ballot.closed_at.date()
    changes.save(sheet, member)
    return sheet


def kept(result: Result, scale: list[dict[str, str]], lang: str) -> list[dict[str, Any]]:
    """Return which proposals the convention keeps: median grade high enough; many rejections ask for dissent.

    Parameters
    ----------
    result : Result
        By majority judgment.
    scale : list of dict
        Grades of the ballot, the worst first.
    """
    names = [said(one, lang) for one in scale]
    least, most = parameter("convention", "kept_from"), Fraction(parameter("convention", "rejected"))
    out = []
    for place in result.ranking:
        counts = {one.answer: one.count for one in place.distribution}
        rejected = Fraction(counts.get(names[0], 0), place.answers or 1)
        median = str(place.detail.get("median") or "")
        out.append(
            {
                "option": place.option,
                "median": median,
                "kept": median in names and names.index(median) >= least,
                "dissent": rejected >= most,
                "rejected": float(rejected),
            }
        )
    return out


def convention_report(ballot: Ballot) -> Report:
    """Return the vote of a convention: what it keeps, where dissent is to be written, then the whole count."""
    result = result_of(ballot)
    found = kept(result, ballot.settings["grades"], ballot.workspace.language)
    yes, no = Text("retenue", "kept"), Text("non retenue", "not kept")
    ask = Text("à écrire : un tiers de rejets", "to be written: a third of rejections")
    heads = (
        column("proposal", Text("proposition", "proposal"), weight=3),
        column("median", Text("mention médiane", "median grade"), weight=1.2),
        column("kept", Text("retenue", "kept")),
        column("rejected", Text("rejets", "rejections"), "share", 0.8),
        column("dissent", Text("avis contraire", "dissent"), weight=1.4),
    )
    rows = (
        (
            both(one["option"]),
            both(one["median"]),
            yes if one["kept"] else no,
            one["rejected"],
            ask if one["dissent"] else Text("–", "–"),
        )
        for one in found
    )
    n = sum(one["kept"] for one in found)
    base = tally_report(result)
    rule = said(ballot.settings["grades"][parameter("convention", "kept_from")], "fr")
    rule_en = said(ballot.settings["grades"][parameter("convention", "kept_from")], "en")
    said_rule = fr_en(
        f"mention médiane « {rule} » au moins ; {n} propositions sur {len(found)}.",
        f"median grade at least “{rule_en}”; {n} proposals out of {len(found)}.",
    )
    return replace(
        base,
        points=(Point(Text("Retenues", "Kept"), said_rule), *base.points),
        tables=(
            table("kept", Text("Ce que la convention retient", "What the convention keeps"), heads, rows),
            *base.tables,
        ),
    )


def rehearsal_draft(lang: str) -> kits.Draft:
    """Return the indicators and measures that ship as a ballot, to rehearse a convention's vote."""
    held = load(Convention)
    return kits.Draft(
        question={"fr": held.title.fr, "en": held.title.en},
        details={"fr": "\n".join(one.fr for one in held.vote), "en": "\n".join(one.en for one in held.vote)},
        method="majority-judgment",
        options=[as_option(one.id, one.label) for one in (*held.indicators, *held.measures)],
        settings={"grades": grades("convention")},
    )


kits.register(
    kits.Kit(
        name=CONVENTION,
        label=Text("Vote d’une convention, en répétition", "Vote of a convention, in rehearsal"),
        about=Text(
            "Les indicateurs et mesures du kit, au jugement majoritaire, avec la règle de la convention.",
            "The indicators and measures of the kit, by majority judgment, under the convention’s rule.",
        ),
        make=rehearsal_draft,
        result=convention_report,
        order=60,
    )
)
