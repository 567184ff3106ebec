"""What firms offer and need: the list, a line, what a firm answers to what is presumed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.rooms.firms import store
from rebonds.rooms.firms.forms import AnswerForm, FlowForm
from rebonds.rooms.firms.models import Firm, FirmFlow
from rebonds.rooms.firms.templatetags.firms import resource
from rebonds.rooms.firms.views.firms import page_of
from rebonds.rooms.people import access, changes, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Filter, Listing

# Quantities are neither sorted nor searched: an order would tell them.
FLOWS = Listing(
    columns=(
        Column("resource", gettext_lazy("Ressource"), value=lambda f: resource(f.resource), sort="resource"),
        Column("side", gettext_lazy("Sens"), value=lambda f: f.get_side_display(), sort="side"),
        Column("firm", gettext_lazy("Entreprise"), value=lambda f: f.firm.name, sort="firm__name", link=True),
        Column("quantity", gettext_lazy("Quantité par an"), kind="number"),
        Column("unit", gettext_lazy("Unité")),
        Column("state", gettext_lazy("État"), value=lambda f: f.get_state_display(), kind="badge"),
    ),
    filters=(
        Filter("side", gettext_lazy("Sens"), choices=FirmFlow.Side.choices),
        Filter("state", gettext_lazy("État"), choices=FirmFlow.State.choices[:2]),
    ),
    search=("resource", "firm__name"),
    sort="resource",
    empty=gettext_lazy("Aucune offre ni besoin pour l’instant."),
    address=lambda flow, request: page_of(flow.firm, request),
    file="offres-et-besoins",
)


@needs("firm.see")
@require_safe
def flows(request: Any) -> HttpResponse:
    """List offers and needs; a quantity that the member may not see is said to be withheld."""

    def quantity(row: FirmFlow) -> Any:
        return row.quantity if access.allowed(request.member, "flow.see", row) else None

    columns = tuple(replace(one, value=quantity) if one.name == "quantity" else one for one in FLOWS.columns)
    return replace(FLOWS, columns=columns).answer(
        request, store.flows_of(request.workspace), "firms/flows.html"
    )


@needs("firm.edit", Firm)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Add an offer or a need."""
    firm = request.object
    return editing.edit(
        request,
        FlowForm,
        "firms/flow_edit.html",
        draft=f"firmflow-{firm.uid}",
        form_kwargs={"firm": firm},
        context={"firm": firm},
        done=lambda saved: page_of(firm, request),
    )


@needs("flow.edit", FirmFlow)
@require_http_methods(["GET", "HEAD", "POST"])
def flow(request: Any) -> HttpResponse:
    """Change an offer or a need."""
    firm = request.object.firm
    return editing.edit(
        request,
        FlowForm,
        "firms/flow_edit.html",
        obj=request.object,
        context={"firm": firm},
        done=lambda saved: page_of(firm, request),
    )


@needs("flow.edit", FirmFlow)
@require_POST
def answer(request: Any) -> HttpResponse:
    """Confirm or refuse what was presumed; what was refused can be taken up again."""
    row, form = request.object, AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Donnez une quantité positive, ou laissez-la vide."))
        return redirect(page_of(row.firm, request))
    yes = form.cleaned_data["answer"] == "yes"
    row.state = FirmFlow.State.DECLARED if yes else FirmFlow.State.REFUSED
    if yes and form.cleaned_data["quantity"] is not None:
        row.quantity = form.cleaned_data["quantity"]
    try:
        changes.save(row, request.member)
    except changes.Conflict:
        messages.error(request, _("Quelqu’un vient de répondre : relisez la ligne."))
    else:
        messages.success(request, _("« %(name)s » : c’est noté.") % {"name": row.resource})
    return redirect(page_of(row.firm, request))
