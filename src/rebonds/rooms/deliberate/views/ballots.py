"""Ballots: the list, preparing one, making it go forward."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.deliberate import closing, kits, live
from rebonds.rooms.deliberate.forms import BallotForm, language
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.rooms.deliberate.parameters import way, ways
from rebonds.rooms.deliberate.preparing import from_kit
from rebonds.rooms.deliberate.views.sessions import _address
from rebonds.rooms.people import access, changes, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing

BALLOTS = Listing(
    columns=(
        Column("question", gettext_lazy("Question"), sort="question", link=True),
        Column(
            "method",
            gettext_lazy("Méthode"),
            value=lambda b: way(b.method).label.to(language()),
            sort="method",
        ),
        Column("session", gettext_lazy("Atelier"), value=lambda b: b.session.title if b.session else ""),
        Column("secret", gettext_lazy("Secret"), value=lambda b: _("oui") if b.secret else _("non")),
        Column(
            "state", gettext_lazy("État"), value=lambda b: b.get_state_display(), sort="state", kind="badge"
        ),
    ),
    filters=(
        Filter("etat", gettext_lazy("État"), choices=Ballot.State.choices, field="state"),
        Filter(
            "methode",
            gettext_lazy("Méthode"),
            choices=lambda request: [(name, one.label.to(language())) for name, one in ways().items()],
            field="method",
        ),
    ),
    search=("question", "details"),
    sort="-pk",
    empty=gettext_lazy("Aucun vote pour l’instant."),
    address=_address,
    file="votes",
)


@needs("ballot.list")
@require_safe
def ballots(request: Any) -> HttpResponse:
    """List the ballots that the visitor may see."""
    found = Ballot.kept.within(request.workspace).select_related("session")
    if not access.allowed(request.member, "ballot.make"):
        found = found.exclude(state=Ballot.State.DRAFT)
    return BALLOTS.answer(request, found, "deliberate/ballots.html")


def _session_asked(request: Any) -> Session | None:
    uid = request.GET.get("atelier", "")[:16]
    found = Session.kept.within(request.workspace).filter(uid=uid).first() if uid else None
    return found if found is not None and access.allowed(request.member, "session.run", found) else None


def explained(lang: str) -> list[dict[str, str]]:
    """Return what each method is for, beside the form."""
    return [
        {
            "method": one.method,
            "needs": " ".join(one.needs),
            "label": one.label.to(lang),
            "about": one.about.to(lang),
        }
        for one in ways().values()
    ]


@needs("ballot.make")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Prepare a ballot: one's own, or from a kit."""
    session, lang = _session_asked(request), language()
    kit = kits.asked(request.POST.get("kit", ""), request.workspace) if request.method == "POST" else None
    if kit is not None:
        made = from_kit(kit, request.member, lang, session)
        if session is not None:
            live.changed(session)
            return redirect("session-run", workspace=request.workspace.slug, uid=session.uid)
        return redirect("ballot-edit", workspace=request.workspace.slug, uid=made[0].uid)
    where = {"workspace": request.workspace.slug}

    def placed(made: Any, form: Any) -> None:
        if session is not None:
            made.session = session
            changes.save(made, request.member)

    def done(made: Any) -> str:
        if session is not None:
            return reverse("session-run", kwargs={**where, "uid": session.uid})
        return reverse("ballot-edit", kwargs={**where, "uid": made.uid})

    context = {
        "session": session,
        "kits": [
            {"name": k.asked, "label": k.label.to(lang), "about": k.about.to(lang)}
            for k in kits.offered(request.workspace)
        ],
        "ways": explained(lang),
    }
    return editing.edit(
        request,
        BallotForm,
        "deliberate/ballot_edit.html",
        draft=f"ballot-{session.uid}" if session else "ballot",
        context=context,
        done=done,
        after=placed,
    )


@needs("ballot.run", Ballot)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a ballot in preparation; once it is open, it stays as it was announced."""
    ballot = request.object
    where = {"workspace": request.workspace.slug, "uid": ballot.uid}
    if ballot.state != Ballot.State.DRAFT:
        return redirect("ballot", **where)
    return editing.edit(
        request,
        BallotForm,
        "deliberate/ballot_edit.html",
        obj=ballot,
        context={"session": ballot.session, "ways": explained(language()), "ballot": ballot},
        done=lambda saved: reverse("ballot-edit", kwargs=where),
        said=_("Le vote est enregistré."),
    )


@needs("ballot.run", Ballot)
@require_POST
def move(request: Any) -> HttpResponse:
    """Open, close, reveal, copy a ballot, or put it on the wall."""
    ballot, member, asked = request.object, request.member, request.POST.get("do", "")
    acts = {
        "open": lambda: closing.open_ballot(ballot, member),
        "paper-only": lambda: closing.phones(ballot, member, accepted=False),
        "phones-too": lambda: closing.phones(ballot, member, accepted=True),
        "close": lambda: closing.close(ballot, member),
        "reveal": lambda: closing.reveal(ballot, member),
        "copy": lambda: closing.copy(ballot, member),
    }
    try:
        if asked in acts:
            ballot = acts[asked]()
        if ballot.session is not None and asked in ("open", "reveal", "show"):
            live.show(ballot.session, ballot)
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
    where = {"workspace": request.workspace.slug}
    if ballot.session is not None and access.allowed(member, "session.run", ballot.session):
        return redirect("session-run", **where, uid=ballot.session.uid)
    return redirect("ballot", **where, uid=ballot.uid)
