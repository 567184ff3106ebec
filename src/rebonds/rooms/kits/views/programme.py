"""The programme of a convention's hearings, and workshops ready to run, their ballots prepared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rebonds.content.deliberating import Convention
from rebonds.content.facilitating import Workshops
from rebonds.content.kits import KITS, load
from rebonds.deliberation.ballots import tidy
from rebonds.lenses.tables import Point
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate import attending, kits, live
from rebonds.rooms.deliberate.models import Session
from rebonds.rooms.deliberate.preparing import from_kit
from rebonds.rooms.kits import own
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.showing import GROUP, answer, both, column, fr_en, kit_source, language, table
from rebonds.rooms.people import access, changes, thread
from rebonds.rooms.people.access import needs
from rebonds.text import Text, day

LONGEST = 1000
MOST_MINUTES = 480


@needs("sheet.see", Sheet)
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: Any) -> HttpResponse:
    """Show the programme of the hearings; those who lead it give days, say who is heard, prepare sessions."""
    held, lang = request.object, language()
    if held.kind != "convention":
        raise Http404(held.kind)
    sessions = load(Convention).sessions
    if request.method == "POST":
        access.check(request.member, "sheet.lead", held)
        for one in sessions:
            if request.POST.get("prepare") == one.id:
                return _session(request, held, one)
        said = {}
        for one in sessions:
            when = parse_date(request.POST.get(f"d-{one.id}", "")[:10]) if _dated(request, one.id) else None
            heard = tidy(request.POST.get(f"h-{one.id}", "")[:LONGEST])
            said[one.id] = {"day": when.isoformat() if when else "", "heard": heard}
        held.data = held.data | {"programme": said}
        changes.save(held, request.member)
        messages.success(request, _("C’est enregistré."))
        return redirect("convention-programme", workspace=request.workspace.slug, uid=held.uid)
    kept = held.data.get("programme", {})
    rows = [
        {
            "id": one.id,
            "title": one.title.to(lang),
            "day": kept.get(one.id, {}).get("day", ""),
            "heard": kept.get(one.id, {}).get("heard", "") or one.heard.to(lang),
        }
        for one in sessions
    ]
    context = {"convention": held, "rows": rows, "leads": access.allowed(request.member, "sheet.lead", held)}
    return answer(request, _report(held), "kits/programme.html", context)


def _dated(request: Any, ident: str) -> bool:
    try:
        return parse_date(request.POST.get(f"d-{ident}", "")[:10]) is not None
    except ValueError:
        return False


def _report(held: Sheet) -> Report:
    kept = held.data.get("programme", {})
    rows = []
    for one in load(Convention).sessions:
        said = kept.get(one.id, {})
        when = parse_date(said["day"]) if said.get("day") else None
        rows.append(
            (
                one.title,
                Text(day(when, "fr"), day(when, "en")) if when else Text("à fixer", "to be set"),
                one.minutes,
                one.purpose,
                both(said["heard"]) if said.get("heard") else one.heard,
                one.output,
            )
        )
    heads = (
        column("title", Text("séance", "session"), weight=1.6),
        column("day", Text("date", "date")),
        column("minutes", Text("minutes", "minutes"), "amount", 0.6),
        column("purpose", Text("pour quoi", "purpose"), weight=2),
        column("heard", Text("qui est entendu", "who is heard"), weight=2),
        column("output", Text("ce qui en sort", "output"), weight=1.6),
    )
    points = [Point(one.label, both(held.said[one.id])) for one in held.frame.fields if held.said.get(one.id)]
    return Report(
        name=f"programme-{held.uid}",
        title=both(held.title),
        facts=fr_en("Programme des auditions", "Programme of hearings"),
        points=tuple(points),
        tables=(table("programme", Text("Séances", "Sessions"), heads, rows, cards=True),),
        sources=(kit_source("convention"), GROUP),
    )


def _session(request: Any, held: Sheet, one: Any) -> HttpResponse:
    """Make the workshop of a session of the programme."""
    lang = language()
    said = held.data.get("programme", {}).get(one.id, {})
    third = one.minutes // 3
    heard = said.get("heard") or one.heard.to(lang)
    steps = [
        _step(third, _("Entendre"), heard),
        _step(third, one.title.to(lang), one.purpose.to(lang), "convention"),
        _step(one.minutes - 2 * third, _("Ce qui en sort"), one.output.to(lang)),
    ]
    made = _open(
        request, f"{held.title} – {one.title.to(lang)}", one.purpose.to(lang), steps, said.get("day", "")
    )
    thread.link(made, held, request.member)
    return redirect("session-run", workspace=request.workspace.slug, uid=made.uid)


def _step(minutes: int, title: str, instruction: str, kit: str = "") -> dict[str, Any]:
    return {"minutes": minutes, "title": title[:160], "instruction": instruction[:600], "kit": kit}


def _open(request: Any, title: str, purpose: str, steps: list[dict[str, Any]], when: str = "") -> Session:
    made = Session(title=title[:160], purpose=purpose[:4000], steps=steps)
    if when:
        made.day = parse_date(when)
    changes.save(made, request.member)
    attending.open_doors(made, request.member)
    live.go_to(made, 0)
    return made


def ballots_of(names: list[str], request: Any = None) -> list[kits.Kit]:
    """Return the kits of ballots that content kits have, each once, in order; with the decks that a form chose."""
    out = []
    for name in dict.fromkeys(names):
        kit = kits.named(name.replace("_", "-"))
        uid = request.POST.get(f"d-{name}", "")[:16] if request is not None and kit is not None else ""
        if uid and kit is not None:
            kit = kits.asked(f"{kit.name}:{uid}", request.workspace) or kit
        if kit is not None:
            out.append(kit)
    return out


@needs("deck.make")
@require_http_methods(["GET", "HEAD", "POST"])
def workshops(request: Any) -> HttpResponse:
    """Show the run-sheets that ship, and compose one's own; make the workshop with its ballots in preparation."""
    held, lang, ours = load(Workshops), language(), own.offered(request.workspace)
    if request.method == "POST":
        steps, title, purpose = _chosen(request, lang)
        if not steps:
            messages.error(request, _("Donnez des minutes à un kit au moins."))
            return redirect("kit-workshops", workspace=request.workspace.slug)
        made = _open(request, title, purpose, steps)
        for kit in ballots_of([step["kit"] for step in steps if step["kit"]], request):
            from_kit(kit, request.member, lang, made)
        return redirect("session-run", workspace=request.workspace.slug, uid=made.uid)
    context = {
        "sheets": [
            {
                "id": one.id,
                "title": one.title.to(lang),
                "purpose": one.purpose.to(lang),
                "people": one.people.to(lang),
                "minutes": one.minutes,
                "material": [text.to(lang) for text in one.material],
                "result": one.result.to(lang),
                "steps": [
                    {"minutes": s.minutes, "title": s.title.to(lang), "instruction": s.instruction.to(lang)}
                    for s in one.steps
                ],
                "ballots": [k.label.to(lang) for k in ballots_of([s.kit for s in one.steps if s.kit])],
            }
            for one in held.workshops
        ],
        "kits": [
            {
                "name": name,
                "title": load(kind).title.to(lang),
                "votes": bool(ballots_of([name])),
                "decks": [one for one in ours if one.kind == name] if ballots_of([name]) else [],
            }
            for name, kind in KITS.items()
            if name != "workshops"
        ],
    }
    return render(request, "kits/workshops.html", context)


def _chosen(request: Any, lang: str) -> tuple[list[dict[str, Any]], str, str]:
    """Return the steps asked for: those of a run-sheet, or one per kit that was given minutes."""
    asked = request.POST.get("workshop", "")
    for one in load(Workshops).workshops:
        if one.id == asked:
            steps = [_step(s.minutes, s.title.to(lang), s.instruction.to(lang), s.kit) for s in one.steps]
            return steps, one.title.to(lang), one.purpose.to(lang)
    if asked:
        raise Http404(asked)
    steps = []
    for name, kind in KITS.items():
        given = request.POST.get(f"m-{name}", "")
        if given.isascii() and given.isdigit() and len(given) < 4 and int(given):
            kit = load(kind)
            steps.append(_step(min(int(given), MOST_MINUTES), kit.title.to(lang), kit.about.to(lang), name))
    return steps, tidy(request.POST.get("title", "")[:160]) or _("Atelier"), ""
