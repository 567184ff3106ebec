"""Drawing: nodes, links, who supports them, and where nodes stand."""

from __future__ import annotations

import json
import math
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rebonds.rooms.maps.forms import LinkForm, NewLink, NodeForm, SupportForm
from rebonds.rooms.maps.models import CausalMap, LinkSupport, MapLink, MapNode
from rebonds.rooms.maps.views.maps import body, page_of
from rebonds.rooms.people import access, changes, editing, registry
from rebonds.rooms.people.access import needs

CHANGED = "map-changed"
MOST_MOVED = 1000
FARTHEST = 1e5


def drawn(request: Any, held: CausalMap, said: str, **forms: Any) -> HttpResponse:
    """Answer a drawing: the part of the page that changed, or the page."""
    failed = bool(forms)
    if request.htmx:
        response = render(request, "maps/_body.html", body(request, held, said=said, **forms))
        if not failed:
            response["HX-Trigger-After-Settle"] = CHANGED
        return response
    if failed:
        return render(request, "maps/map.html", {"svg": "", **body(request, held, **forms)}, status=422)
    messages.success(request, said)
    return redirect(page_of(held, request))


@needs("map.edit", CausalMap)
@require_POST
def add_node(request: Any) -> HttpResponse:
    """Add a node."""
    held = request.object
    form = NodeForm(request.POST, held=held, member=request.member, auto_id="node_%s")
    if not form.is_valid():
        return drawn(request, held, "", node_form=form)
    form.instance.x, form.instance.y = _place(request.POST.get("x")), _place(request.POST.get("y"))
    if form.instance.x is None or form.instance.y is None:
        form.instance.x = form.instance.y = None
    node = changes.save(form, request.member)
    return drawn(request, held, _("« %(name)s » est sur la carte.") % {"name": node})


def _place(raw: Any) -> float | None:
    try:
        found = float(raw)
    except (TypeError, ValueError):
        return None
    return round(found, 1) if math.isfinite(found) and abs(found) <= FARTHEST else None


def may_edit(request: Any, obj: Any) -> bool:
    """Tell whether the visitor may change an object; refuse her if she tries though she may not."""
    if request.method == "POST":
        access.check(request.member, "map.edit", obj)
    return access.allowed(request.member, "map.edit", obj)


@needs("map.see", MapNode)
@require_http_methods(["GET", "HEAD", "POST"])
def node(request: Any) -> HttpResponse:
    """Show a node, and change it where that is allowed."""
    found = request.object
    about = registry.kinds().get(found.about_kind)
    thing = (
        about.model.kept.filter(workspace=request.workspace, uid=found.about_uid).first() if about else None
    )
    if about and thing and not access.allowed(request.member, about.see, thing):
        thing = None
    context = {
        "held": found.map,
        "about": thing,
        "about_address": about.address(thing, request.workspace) if about and thing else "",
    }
    if not may_edit(request, found):
        return render(request, "maps/node.html", {**context, "obj": found, "form": None})
    return editing.edit(
        request,
        NodeForm,
        "maps/node.html",
        obj=found,
        form_kwargs={"held": found.map, "member": request.member},
        context=context,
        done=lambda saved: page_of(saved.map, request),
    )


@needs("map.edit", CausalMap)
@require_POST
def add_link(request: Any) -> HttpResponse:
    """Add a link, supported by who draws it."""
    held = request.object
    form = NewLink(request.POST, held=held, auto_id="link_%s")
    if not form.is_valid():
        return drawn(request, held, "", link_form=form)
    try:
        with transaction.atomic():
            link = changes.save(form, request.member)
            support = LinkSupport(link=link, source=form.cleaned_data["source"])
            changes.save(support, request.member)
    except IntegrityError:
        form.add_error(None, _("Quelqu’un vient de dessiner ce lien : ouvrez-le pour le soutenir."))
        return drawn(request, held, "", link_form=form)
    return drawn(request, held, _("Lien ajouté : %(name)s.") % {"name": link})


@needs("map.see", MapLink)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Any) -> HttpResponse:
    """Show a link and who supports it, and change it where that is allowed."""
    found = request.object
    supports = list(LinkSupport.kept.filter(link=found).select_related("created_by"))
    context = {
        "held": found.map,
        "supports": [
            {"support": one, "may_remove": len(supports) > 1 and one.owned_by(request.member)}
            for one in supports
        ],
        "support_form": SupportForm(),
    }
    if not may_edit(request, found):
        return render(request, "maps/link.html", {**context, "obj": found, "form": None})
    return editing.edit(
        request,
        LinkForm,
        "maps/link.html",
        obj=found,
        context=context,
        done=lambda saved: page_of(saved.map, request),
    )


@needs("map.edit", MapLink)
@require_POST
def add_support(request: Any) -> HttpResponse:
    """Support a link."""
    form = SupportForm(request.POST)
    if form.is_valid():
        changes.save(LinkSupport(link=request.object, **form.cleaned_data), request.member)
        messages.success(request, _("Votre appui est noté."))
    else:
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
    return redirect(registry.kind_of(MapLink).address(request.object, request.workspace))


@needs("map.edit", LinkSupport)
@require_POST
def remove_support(request: Any) -> HttpResponse:
    """Take one's support back; the last one stays, for a link always has someone who says so."""
    support = request.object
    others = LinkSupport.kept.filter(link=support.link_id).exclude(pk=support.pk).exists()
    if others and support.owned_by(request.member):
        support.delete_softly(request.member)
        messages.success(request, _("Votre appui est retiré."))
    else:
        messages.error(request, _("Le dernier appui reste : sans lui, supprimez le lien."))
    return redirect(registry.kind_of(MapLink).address(support.link, request.workspace))


@needs("map.edit", CausalMap)
@require_POST
def move(request: Any) -> HttpResponse:
    """Keep where nodes were put; the last one who moves a node wins, no text is at stake."""
    try:
        given = json.loads(request.body)
        moved = {str(uid): (_place(at[0]), _place(at[1])) for uid, at in given.items()}
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return JsonResponse({"error": "places"}, status=400)
    if len(moved) > MOST_MOVED or any(x is None or y is None for x, y in moved.values()):
        return JsonResponse({"error": "places"}, status=400)
    nodes = list(MapNode.kept.filter(map=request.object, uid__in=moved))
    for one in nodes:
        one.x, one.y = moved[one.uid]
    MapNode.objects.bulk_update(nodes, ["x", "y"])
    return JsonResponse({"moved": len(nodes)})
