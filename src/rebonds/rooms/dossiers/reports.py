"""The report of investigations: dossiers in their order, as one text; only words whose speakers consent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebonds.reporting import manuscript
from rebonds.reporting.manuscript import Bullets, Heading, Manuscript, Paragraph, Piece, Quotation, paragraphs
from rebonds.rooms.dossiers import echoes, grounds
from rebonds.rooms.dossiers.models import (
    Chapter,
    Controversy,
    Dossier,
    Finding,
    Hypothesis,
    Inspiration,
    Publication,
    Quote,
    Reading,
    ReceivedIdea,
    ReviewComment,
)
from rebonds.rooms.people import pins
from rebonds.rooms.people.models import Pin
from rebonds.text import Text, day


@dataclass
class Assembled:
    """A report, whose words it holds, and what was left out of it.

    Attributes
    ----------
    quotes : dict of int to Quote
        By key.
    silent : int
        Quotes of its dossiers left out for want of consent.
    groundless : list of Finding
        Findings left out: nothing that may be published supports them.
    taken_out : int
        Parts from which words that a witness took back, typed again by somebody, were taken out.
    """

    text: Manuscript
    quotes: dict[int, Quote] = field(default_factory=dict)
    silent: int = 0
    groundless: list[Finding] = field(default_factory=list)
    taken_out: int = 0


@dataclass
class _Held:
    """Everything the chapters need, in a fixed number of queries."""

    by_dossier: dict[type, dict[int, list[Any]]]
    grounds: dict[int, grounds.Grounds]
    comments: dict[int, list[ReviewComment]]
    pins: dict[str, list[Pin]]

    def of(self, model: type, dossier: Dossier) -> list[Any]:
        return self.by_dossier[model].get(dossier.pk, [])


def chapters(publication: Publication) -> list[Chapter]:
    """Return the parts of a report whose dossier is still there, in order."""
    found = Chapter.kept.filter(publication=publication, dossier__deleted_at=None).select_related("dossier")
    return list(found.prefetch_related("dossier__team__authority").order_by("rank", "pk"))


def assemble(publication: Publication, lang: str, parts: list[Chapter] | None = None) -> Assembled:
    """Return a report as it stands now: consents are read at this moment, never remembered."""
    parts = chapters(publication) if parts is None else parts
    held = _gather([one.dossier for one in parts])
    out = Assembled(Manuscript("", "", (), ""))
    pieces: list[Piece] = list(paragraphs(publication.introduction))
    for one in parts:
        pieces += _chapter(one, publication, held, lang, out)
    if publication.closing.strip():
        pieces += [Heading(_("Pour finir")), *paragraphs(publication.closing)]
    pieces += _figures(held.pins, lang)
    today = day(dt.date.today(), lang)
    invented = _("Exemple inventé : ces personnes n’existent pas, et ce qu’elles disent non plus.")
    text = Manuscript(
        title=publication.title,
        facts=f"{publication.workspace.name} · {today}",
        pieces=tuple(pieces),
        foot=_("%(title)s · édité le %(day)s · Rebonds · %(licence)s")
        % {"title": publication.title, "day": today, "licence": publication.licence},
        lang=lang,
        warning=invented if publication.workspace.is_demo else "",
        contents=_("Sommaire"),
        keywords=("Rebonds", publication.title),
    )
    out.text, out.taken_out = echoes.of_workspace(publication.workspace_id).cleaned(text)
    return out


def _gather(dossiers: list[Dossier]) -> _Held:
    keys = [one.pk for one in dossiers]
    by_dossier: dict[type, dict[int, list[Any]]] = {}
    for model in (Finding, Quote, Controversy, ReceivedIdea, Hypothesis, Inspiration, Reading):
        found: dict[int, list[Any]] = defaultdict(list)
        rows: Any = model.objects.filter(dossier__in=keys, deleted_at=None)
        if model is Quote:
            rows = rows.select_related("witness")
        if model is Finding:
            rows = rows.select_related("reading")
        for obj in rows:
            found[obj.dossier_id].append(obj)
        by_dossier[model] = found
    findings = [one for rows in by_dossier[Finding].values() for one in rows]
    comments: dict[int, list[ReviewComment]] = defaultdict(list)
    for comment in ReviewComment.objects.filter(hypothesis__dossier__in=keys, deleted_at=None):
        comments[comment.hypothesis_id].append(comment)
    uids = [
        one.uid for one in (*findings, *dossiers, *(h for r in by_dossier[Hypothesis].values() for h in r))
    ]
    pinned: dict[str, list[Pin]] = defaultdict(list)
    for pin in Pin.kept.filter(object_uid__in=uids):
        pinned[pin.object_uid].append(pin)
    return _Held(by_dossier, {g.finding.pk: g for g in grounds.of_all(findings)}, comments, pinned)


def _chapter(one: Chapter, wanted: Publication, held: _Held, lang: str, out: Assembled) -> Iterator[Piece]:
    dossier = one.dossier
    yield Heading(one.heading or dossier.title)
    yield Paragraph(dossier.question, _("Question."))
    team = ", ".join(member.name for member in dossier.team.all() if member.consents_to_be_named)
    facts = [team, dossier.territory_name]
    if any(facts):
        yield Paragraph(" · ".join(part for part in facts if part), _("Équipe et territoire."))
    yield from paragraphs(one.introduction)
    said: set[int] = set()
    if wanted.with_findings:
        yield from _findings(dossier, held, lang, out, said, wanted.with_quotes)
    if wanted.with_quotes:
        rest = [q for q in held.of(Quote, dossier) if q.publishable and q.pk not in said]
        if rest:
            yield Heading(_("Autres paroles entendues"), 3)
        for quote in rest:
            yield from _quotation(quote, out)
    out.silent += sum(not q.publishable for q in held.of(Quote, dossier))
    for shown, model, heading, pieces in (
        (wanted.with_controversies, Controversy, _("Ce qui fait débat"), _controversy),
        (wanted.with_ideas, ReceivedIdea, _("Idées reçues"), _idea),
        (wanted.with_inspirations, Inspiration, _("C’est déjà (un peu) là"), _inspiration),
    ):
        if shown and held.of(model, dossier):
            yield Heading(heading, 3)
            for found in held.of(model, dossier):
                yield from pieces(found, lang)
    if wanted.with_hypotheses and held.of(Hypothesis, dossier):
        yield Heading(_("Hypothèses et relecture"), 3)
        for hypothesis in held.of(Hypothesis, dossier):
            yield from _hypothesis(hypothesis, held.comments[hypothesis.pk])
    if wanted.with_readings and held.of(Reading, dossier):
        yield Heading(_("Lectures"), 3)
        yield Bullets(tuple(r.reference() for r in held.of(Reading, dossier)))


def _idea(idea: ReceivedIdea, lang: str) -> Iterator[Piece]:
    yield Heading(manuscript.quoted(idea.idea, lang), 4)
    yield from paragraphs(idea.answer)
    yield Paragraph(idea.source, _("Source."))


def _findings(
    dossier: Dossier, held: _Held, lang: str, out: Assembled, said: set[int], with_quotes: bool
) -> Iterator[Piece]:
    standing = []
    for finding in held.of(Finding, dossier):
        rests = held.grounds[finding.pk]
        if rests.stands_in_public:
            standing.append(rests)
        else:
            out.groundless.append(finding)
    if standing:
        yield Heading(_("Ce que l’enquête apprend"), 3)
    for rests in standing:
        finding = rests.finding
        yield Heading(finding.statement, 4)
        yield from paragraphs(finding.detail)
        for quote in rests.publishable if with_quotes else ():
            said.add(quote.pk)
            yield from _quotation(quote, out)
        for pin in pins.told(rests.pins, lang):
            yield Paragraph(_pin_line(pin, lang), _("Chiffre."))
        sources = [finding.source]
        if finding.reading is not None and finding.reading.deleted_at is None:
            sources.append(finding.reading.reference())
        if any(sources):
            yield Paragraph(" ; ".join(part for part in sources if part), _("Source."))


def _quotation(quote: Quote, out: Assembled) -> Iterator[Piece]:
    """Yield words that may be published: the only door by which a quote enters a report."""
    if not quote.publishable:
        return
    out.quotes.setdefault(quote.pk, quote)
    yield Quotation(quote.text, quote.witness.said_by())


def _controversy(debate: Controversy, _lang: str) -> Iterator[Piece]:
    yield Heading(debate.question, 4)
    for rank, side in enumerate(debate.positions, start=1):
        lead = _("Position %(n)s, %(who)s.") if side["who"] else _("Position %(n)s.")
        yield Paragraph(side["says"], lead % {"n": rank, "who": side["who"]})
        yield Paragraph(side["source"], _("Source."))
    if debate.settled:
        yield Paragraph(debate.settled, _("Ce qui départagerait."))


def _inspiration(case: Inspiration, _lang: str) -> Iterator[Piece]:
    yield Heading(f"{case.title}, {case.place}" if case.place else case.title, 4)
    if case.not_as_is:
        yield manuscript.Notice(_("Non réplicable en l’état."))
    yield from paragraphs(case.text)
    if case.transfers:
        yield Paragraph(case.transfers, _("Se transporte."))
    if case.stays:
        yield Paragraph(case.stays, _("Ne se transporte pas."))
    yield Paragraph(case.source, _("Source."))


def _hypothesis(hypothesis: Hypothesis, comments: list[ReviewComment]) -> Iterator[Piece]:
    yield Paragraph(hypothesis.statement, _("Hypothèse, version %(n)s.") % {"n": hypothesis.version})
    if hypothesis.refutation:
        yield Paragraph(hypothesis.refutation, _("Ce qui la réfuterait."))
    for comment in comments:
        yield Paragraph(comment.text, _("Commentaire."))
        if comment.answered:
            yield Paragraph(comment.answer, _("Réponse."))
        else:
            yield Paragraph(_("Ce commentaire attend une réponse."), _("Ouvert."))


def _pin_line(shown: dict[str, Any], lang: str) -> str:
    pin = shown["pin"]
    figure = _("pas de donnée") if pin.value is None else shown["figure"]
    line = f"{shown['label']}, {pin.territory_name}{Text(' : ', ': ').to(lang)}{figure}"
    about = ", ".join(part for part in (pin.vintage, pin.source) if part)
    line += f" ({about})" if about else ""
    if shown["changes"]:
        line += _(". La donnée a changé depuis qu’il a été épinglé, le %(day)s") % {
            "day": day(pin.pinned_at.date(), lang)
        }
    return f"{line}."


def _figures(pinned: dict[str, list[Pin]], lang: str) -> Iterator[Piece]:
    """Yield the sources of the pinned figures, each once."""
    found = [pin for rows in pinned.values() for pin in rows]
    if not found:
        return
    yield Heading(_("Sources des chiffres"))
    lines = dict.fromkeys(_pin_line(one, lang) for one in pins.told(found, lang))
    yield Bullets(tuple(lines))


def left_out(found: Assembled) -> list[str]:
    """Say what is not in a report, and why."""
    out = []
    if found.silent:
        out.append(
            ngettext(
                "%(n)s citation n’y est pas : son témoin n’a pas donné son accord, ou l’a repris.",
                "%(n)s citations n’y sont pas : leurs témoins n’ont pas donné leur accord, ou l’ont repris.",
                found.silent,
            )
            % {"n": found.silent}
        )
    if found.taken_out:
        out.append(
            ngettext(
                "%(n)s passage tapé à la main reprenait des paroles retirées : il n’y est pas.",
                "%(n)s passages tapés à la main reprenaient des paroles retirées : ils n’y sont pas.",
                found.taken_out,
            )
            % {"n": found.taken_out}
        )
    for finding in found.groundless:
        out.append(
            _("Sans appui publiable, cet enseignement n’y est pas : %(finding)s") % {"finding": finding}
        )
    return out
