"""The list of firms, a firm, and what is presumed of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.matching.profiles import profiles
from rebonds.matching.web import exposed
from rebonds.rooms.firms import store
from rebonds.rooms.firms.forms import FirmForm
from rebonds.rooms.firms.models import STATE_CHOICES, Firm, FirmFlow
from rebonds.rooms.people import access, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.text import number


def page_of(firm: Firm, request: HttpRequest) -> str:
    """Return the address of a firm."""
    return reverse("firm", kwargs={"workspace": request.workspace.slug, "uid": firm.uid})  # type: ignore[attr-defined]


FIRMS = Listing(
    columns=(
        Column("name", gettext_lazy("Entreprise"), sort="name", link=True),
        Column("naf", gettext_lazy("NAF"), sort="naf"),
        Column("commune", gettext_lazy("Commune"), sort="commune"),
        Column("offers", gettext_lazy("Offres"), sort="offers", kind="number"),
        Column("wants", gettext_lazy("Besoins"), sort="wants", kind="number"),
        Column("presumed", gettext_lazy("À confirmer"), sort="presumed", kind="number"),
        Column("consent", gettext_lazy("Quantités vues de"), value=lambda f: f.get_consent_display()),
    ),
    filters=(Filter("consent", gettext_lazy("Quantités vues de"), choices=Firm.Consent.choices),),
    search=("name", "naf", "commune", "siret"),
    sort="name",
    empty=gettext_lazy("Aucune entreprise pour l’instant : ajoutez-en une, ou importez une table."),
    address=page_of,
    file="entreprises",
)


@needs("firm.see")
@require_safe
def firms(request: Any) -> HttpResponse:
    """List the firms of the workspace."""
    kept = Q(flows__deleted_at=None)
    presumed, refused = Q(flows__state="presumed"), Q(flows__state="refused")
    found = Firm.kept.within(request.workspace).annotate(
        offers=Count("flows", filter=kept & Q(flows__side="offer") & ~refused),
        wants=Count("flows", filter=kept & Q(flows__side="need") & ~refused),
        presumed=Count("flows", filter=kept & presumed),
    )
    return FIRMS.answer(request, found, "firms/firms.html")


@needs("firm.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Add a firm."""
    return editing.edit(request, FirmForm, "firms/firm_edit.html")


@needs("firm.edit", Firm)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change a firm, and who sees its quantities."""
    return editing.edit(request, FirmForm, "firms/firm_edit.html", obj=request.object)


@needs("firm.see", Firm)
@require_safe
def firm(request: Any) -> HttpResponse:
    """Show a firm: what it offers and needs, its synergies, and who is exposed if it stops."""
    one, member, lang = request.object, request.member, request.LANGUAGE_CODE
    held = [
        synergy
        for synergy in store.opened(request.workspace)
        if one.pk in (synergy.giver_id, synergy.receiver_id)
    ]
    context = {
        "firm": one,
        "flows": shown_flows(FirmFlow.kept.filter(firm=one).select_related("firm"), request),
        "may_edit": access.allowed(member, "firm.edit", one),
        "may_see_contact": access.allowed(member, "firm.contact", one),
        "shows": access.allowed(member, "flow.see", FirmFlow(firm=one, workspace=one.workspace)),
        "profile": profile.label.to(lang) if (profile := profiles().of(one.naf)) else "",
        "basis": profiles().basis.to(lang),
        "synergies": held,
        "exposed": exposures(request, one),
    }
    return render(request, "firms/firm.html", context)


def shown_flows(rows: Any, request: Any) -> list[dict[str, Any]]:
    """Return offers and needs as the member may see them: a quantity that she may not see is never in the page."""
    lang = request.LANGUAGE_CODE
    out = []
    for row in rows:
        sees = access.allowed(request.member, "flow.see", row)
        out.append(
            {
                "row": row,
                "sees": sees,
                "quantity": number(row.quantity, lang) if sees and row.quantity is not None else "",
                "value": number(row.value, lang) if sees and row.value is not None else "",
                "may_edit": access.allowed(request.member, "flow.edit", row),
                "presumed": row.state == FirmFlow.State.PRESUMED,
                "refused": row.state == FirmFlow.State.REFUSED,
            }
        )
    return out


def exposures(request: Any, one: Firm) -> list[dict[str, Any]]:
    """Return who is exposed if a firm stops, and through which links, in words."""
    found = store.reading(request.member)
    ties = store.ties(found, store.opened(request.workspace))
    rows = {row.uid: row for row in Firm.kept.within(request.workspace)}
    states = dict(STATE_CHOICES)
    ways = {
        "supplier": _("perd un fournisseur"),
        "outlet": _("perd un débouché"),
        "chain": _("son fournisseur est touché"),
    }
    out = []
    for reached in exposed(ties, one.uid):
        through = [
            {
                "giver": rows[tie.giver].name,
                "receiver": rows[tie.receiver].name,
                "resource": tie.resource,
                "state": states[tie.state],
            }
            for tie in reached.through
        ]
        out.append(
            {
                "firm": rows[reached.firm],
                "way": ways[reached.way],
                "through": through,
                "others": reached.others,
                "depth": reached.depth,
            }
        )
    return out


@needs("firm.edit", Firm)
@require_POST
def presume(request: Any) -> HttpResponse:
    """Write what firms of this activity commonly offer and need, to be confirmed or refused one by one."""
    made = store.presume(request.object, request.member)
    if made:
        messages.success(request, _("Lignes présumées : %(n)s. Confirmez ou refusez chacune.") % {"n": made})
    else:
        messages.info(request, _("Rien de plus à présumer de cette activité."))
    return redirect(page_of(request.object, request))
