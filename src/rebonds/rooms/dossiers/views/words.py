"""Witnesses, hearings, quotes: what people said, and what they let be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content import kits
from rebonds.rooms.dossiers import consent, echoes, ties
from rebonds.rooms.dossiers.forms import QuoteForm, lang
from rebonds.rooms.dossiers.models import Consent, Dossier, Hearing, Quote, Witness
from rebonds.rooms.dossiers.models.witness import GIVEN, SHOWN, Scope
from rebonds.rooms.dossiers.views.dossiers import page_of, shift_names, territories
from rebonds.rooms.people import access, changes, journal, registry, uploads
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.people.models import Role


def dossier_names(request: Any) -> list[tuple[str, str]]:
    """Return the dossiers of the workspace, as choices."""
    found = Dossier.objects.filter(workspace=request.workspace, deleted_at=None)
    return list(found.order_by("title").values_list("uid", "title"))


WITNESSES = Listing(
    columns=(
        Column("name", gettext_lazy("Témoin"), sort="name", link=True),
        Column("role", gettext_lazy("Fonction"), sort="role"),
        Column("organisation", gettext_lazy("Organisation"), sort="organisation"),
        Column("dossier", gettext_lazy("Dossier"), sort="dossier__title"),
        Column(
            "consent",
            gettext_lazy("Accord"),
            value=lambda w: w.get_consent_display(),
            sort="consent",
            kind="badge",
        ),
        Column("scope", gettext_lazy("Ce qu’il permet"), value=lambda w: w.get_scope_display(), sort="scope"),
        Column("quote_count", gettext_lazy("Citations"), sort="quote_count", kind="number"),
    ),
    filters=(
        Filter("accord", gettext_lazy("Accord"), choices=Consent.choices, field="consent"),
        Filter("permet", gettext_lazy("Ce qu’il permet"), choices=Scope.choices, field="scope"),
        Filter("dossier", gettext_lazy("Dossier"), choices=dossier_names, field="dossier__uid"),
    ),
    search=("name", "role", "organisation"),
    sort="name",
    empty=gettext_lazy("Aucun témoin pour l’instant : ils s’ajoutent depuis un dossier."),
    address=page_of,
    file="temoins",
)
QUOTES = Listing(
    columns=(
        Column("text", gettext_lazy("Citation"), value=str, link=True),
        Column("witness", gettext_lazy("Qui parle"), value=lambda q: q.witness.said_by()),
        Column("dossier", gettext_lazy("Dossier"), sort="dossier__title"),
        Column("question", gettext_lazy("Question"), sort="question"),
        Column(
            "publishable",
            gettext_lazy("Publiable"),
            value=lambda q: _("oui") if q.publishable else _("non"),
            kind="badge",
        ),
        Column("changed_at", gettext_lazy("Modifiée"), sort="changed_at", kind="day"),
    ),
    filters=(
        Filter("dossier", gettext_lazy("Dossier"), choices=dossier_names, field="dossier__uid"),
        Filter(
            "changement",
            gettext_lazy("Changement"),
            choices=shift_names,
            apply=lambda found, key: found.filter(Q(shift=key) | Q(shift="", dossier__shift=key)),
        ),
        Filter("territoire", gettext_lazy("Territoire"), choices=territories, field="dossier__territory"),
        Filter(
            "publiable",
            gettext_lazy("Publiable"),
            choices=(("oui", gettext_lazy("oui")), ("non", gettext_lazy("non"))),
            apply=lambda found, value: (
                found.filter(PUBLISHABLE) if value == "oui" else found.exclude(PUBLISHABLE)
            ),
        ),
    ),
    search=("text", "question", "note"),
    sort="-changed_at",
    empty=gettext_lazy("Aucune citation que vous puissiez lire pour l’instant."),
    address=page_of,
    file="citations",
)
PUBLISHABLE = Q(witness__consent__in=GIVEN, witness__scope__in=SHOWN, witness__deleted_at=None)


def readable(member: Any) -> Any:
    """Return the quotes that a member may read, as ``quote.see`` says it of each."""
    found = Quote.kept.within(member.workspace).exclude(witness__consent=Consent.WITHDRAWN)
    if member.role == Role.FACILITATOR:
        return found
    mine = Dossier.objects.filter(Q(team=member) | Q(created_by=member)).values("pk")
    return found.filter(PUBLISHABLE | Q(dossier__in=mine))


@needs("quote.list")
@require_safe
def quotes(request: Any) -> HttpResponse:
    """List the quotes that the member may read."""
    return QUOTES.answer(request, readable(request.member), "dossiers/quotes.html")


@needs("witness.list")
@require_safe
def witnesses(request: Any) -> HttpResponse:
    """List the witnesses of one's dossiers."""
    found = Witness.kept.within(request.workspace)
    if request.member.role != Role.FACILITATOR:
        mine = Dossier.objects.filter(Q(team=request.member) | Q(created_by=request.member)).values("pk")
        found = found.filter(dossier__in=mine)
    found = found.annotate(quote_count=Count("quotes", filter=Q(quotes__deleted_at=None)))
    return WITNESSES.answer(request, found, "dossiers/witnesses.html")


@needs("witness.see", Witness)
@require_safe
def witness(request: Any) -> HttpResponse:
    """Show a witness to the team: her consent, how to reach her, what left with her words."""
    held = request.object
    journal.write(request.workspace, request.member, "saw", f"witness {held.uid}")
    kit: Any = kits.load(kits.kind_of("consent"))
    context = {
        "held": held,
        "may_edit": access.allowed(request.member, "witness.edit", held),
        "hearings": Hearing.kept.filter(witness=held) if held.audible else [],
        "quotes": Quote.kept.filter(witness=held) if held.audible else [],
        "quote_count": Quote.objects.filter(witness=held, deleted_at=None).count(),
        "exports": [
            (line, [q for q in line.quotes.all() if q.witness_id == held.pk])
            for line in consent.past_exports(held)
        ],
        "texts": [(one.label.to(lang()), one.text.to(lang())) for one in kit.templates],
        "proof": held.consent != Consent.WRITTEN or uploads.of(held).exists(),
        "withdrawn": not held.audible,
        "echoes": [
            (registry.kind_of(one).label.to(lang()), page_of(one, request), getattr(one, "dossier", None))
            for one in ([] if held.audible else echoes.places(held))
        ],
    }
    return render(request, "dossiers/witness.html", context)


@needs("witness.edit", Witness)
@require_POST
def withdraw(request: Any) -> HttpResponse:
    """Note that a witness takes her consent back: her words leave every page at once."""
    held = request.object
    held.consent, held.consent_date = Consent.WITHDRAWN, timezone.localdate()
    changes.save(held, request.member)
    left = consent.past_exports(held).count()
    messages.success(request, _("L’accord est repris : ses paroles ne sont plus montrées ni publiées."))
    if left:
        messages.info(
            request, _("Fichiers déjà sortis avec ses paroles : %(n)s, listés ci-dessous.") % {"n": left}
        )
    return redirect(page_of(held, request))


@needs("witness.edit", Witness)
@require_POST
def erase(request: Any) -> HttpResponse:
    """Erase for good the words of a witness who took her consent back."""
    held = request.object
    if held.audible:
        messages.error(request, _("Notez d’abord que l’accord est repris."))
    else:
        consent.erase_words(held, request.member)
        messages.success(request, _("Ses paroles et ses enregistrements sont effacés."))
    return redirect(page_of(held, request))


@needs("hearing.see", Hearing)
@require_safe
def hearing(request: Any) -> HttpResponse:
    """Show a hearing to the team: guide, notes, transcript, and the quotes taken from it."""
    return _hearing(
        request, request.object, QuoteForm(dossier=request.object.dossier, hearing=request.object)
    )


def _hearing(request: Any, held: Hearing, form: QuoteForm, status: int = 200) -> HttpResponse:
    kit: Any = kits.load(kits.kind_of("hearing_guide"))
    guide = next((one for one in kit.guides if one.id == held.guide), None)
    parts = []
    if guide is not None:
        parts = [
            (one.title.to(lang()), one.minutes, [q.to(lang()) for q in one.questions]) for one in guide.parts
        ]
    context = {
        "held": held,
        "guide": guide.title.to(lang()) if guide is not None else "",
        "guide_parts": parts,
        "questions": [q for _title, _minutes, questions in parts for q in questions],
        "quotes": Quote.kept.filter(hearing=held),
        "form": form,
        "may_edit": access.allowed(request.member, "witness.edit", held),
    }
    return render(request, "dossiers/hearing.html", context, status=status)


@needs("witness.edit", Hearing)
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: Any) -> HttpResponse:
    """Take a quote from a hearing."""
    held = request.object
    access.check(request.member, "hearing.see", held)
    form = QuoteForm(request.POST or None, dossier=held.dossier, hearing=held)
    if request.method == "POST" and form.is_valid():
        made: Any = changes.save(form, request.member)
        ties.part(made, request.member)
        said = _("La citation est relevée.")
        if made.word_for_word is False:
            said = _(
                "La citation est relevée ; elle n’est pas mot à mot dans la transcription : vérifiez-la."
            )
        messages.success(request, said)
        return redirect(f"{page_of(held, request)}#citations")
    return _hearing(request, held, form, 422 if form.errors else 200)
