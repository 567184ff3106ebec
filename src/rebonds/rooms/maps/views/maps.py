"""The list of maps, a map to draw, and ways to begin one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rebonds.causal import exchange
from rebonds.causal.maps import CausalMap as Core
from rebonds.causal.parameters import load
from rebonds.errors import RebondsError
from rebonds.rooms.maps import store
from rebonds.rooms.maps.forms import ImportForm, MapForm, NewLink, NodeForm
from rebonds.rooms.maps.models import CausalMap
from rebonds.rooms.people import access, editing
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.listing import Column, Listing


def page_of(held: CausalMap, request: HttpRequest) -> str:
    """Return the address of a map."""
    return reverse("map", kwargs={"workspace": request.workspace.slug, "uid": held.uid})  # type: ignore[attr-defined]


MAPS = Listing(
    columns=(
        Column("title", gettext_lazy("Carte"), sort="title", link=True),
        Column("group", gettext_lazy("Groupe"), sort="group"),
        Column("node_count", gettext_lazy("Nœuds"), sort="node_count", kind="number"),
        Column("link_count", gettext_lazy("Liens"), sort="link_count", kind="number"),
        Column("created_by", gettext_lazy("Ouverte par"), value=lambda m: m.created_by or "–"),
        Column("changed_at", gettext_lazy("Modifiée"), sort="changed_at", kind="day"),
    ),
    search=("title", "group", "question"),
    sort="-changed_at",
    empty=gettext_lazy("Aucune carte pour l’instant : ouvrez-en une, ou importez-en une."),
    address=page_of,
    file="cartes",
)


@needs("map.see")
@require_safe
def maps(request: Any) -> HttpResponse:
    """List the maps of the workspace."""
    found = (
        CausalMap.kept.within(request.workspace)
        .select_related("created_by")
        .annotate(
            node_count=Count("nodes", filter=Q(nodes__deleted_at=None), distinct=True),
            link_count=Count("links", filter=Q(links__deleted_at=None), distinct=True),
        )
    )
    choices = list(CausalMap.kept.within(request.workspace).order_by("title").values_list("uid", "title"))
    return MAPS.answer(request, found, "maps/maps.html", {"choices": choices})


@needs("map.add")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a map."""
    return editing.edit(request, MapForm, "maps/new.html", context={"importing": ImportForm()})


@needs("map.edit", CausalMap)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Any) -> HttpResponse:
    """Change the title, the group and the question."""
    return editing.edit(request, MapForm, "maps/edit.html", obj=request.object)


@needs("map.add")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Any) -> HttpResponse:
    """Read a map from files; nothing is written unless all of it reads."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        nodes = data["nodes"]
        second = (nodes.name, nodes.read()) if nodes else None
        try:
            read = exchange.read_file(data["links"].name, data["links"].read(), second, str(request.member))
        except RebondsError as error:
            form.add_error("links", error.message(request.LANGUAGE_CODE))
        else:
            made = store.write(Core(data["title"], read.nodes, read.links), request.member)
            messages.success(
                request,
                _("Carte importée : %(nodes)s nœuds, %(links)s liens.")
                % {"nodes": len(read.nodes), "links": len(read.links)},
            )
            return redirect(page_of(made, request))
    return render(request, "maps/import.html", {"form": form}, status=422 if form.errors else 200)


@needs("map.see", CausalMap)
@require_safe
def show(request: Any) -> HttpResponse:
    """Show a map: on the screen where there is JavaScript, as a drawing and tables everywhere."""
    context = {"svg": "", **body(request, request.object)}
    core = context["core"]
    if core.nodes:
        drawn = store.drawing(core, context["places"], context["addresses"], request.LANGUAGE_CODE)
        context["svg"] = mark_safe(drawn)  # noqa: S308 (the drawing escapes every text it writes)
    return render(request, "maps/map.html", context)


def removal(slug: str, kind: str, uid: str) -> str:
    """Return where an object of a map is put aside."""
    return reverse("object-delete", kwargs={"workspace": slug, "kind": kind, "uid": uid})


def body(
    request: Any, held: CausalMap, *, node_form: Any = None, link_form: Any = None, said: str = ""
) -> dict[str, Any]:
    """Return what the drawing part of the page shows: data, tables, forms."""
    nodes, links, rules = store.nodes_of(held), store.links_of(held), load()
    core = store.core(held, nodes, links)
    at = store.places(core, nodes)
    slug = request.workspace.slug
    may_edit = access.allowed(request.member, "map.edit", held)
    addresses = {n.uid: reverse("map-node", kwargs={"workspace": slug, "uid": n.uid}) for n in nodes}
    counts: dict[str, int] = {}
    for link in links:
        link.name = str(link)  # type: ignore[attr-defined]
        link.removal = removal(slug, "map-link", link.uid)  # type: ignore[attr-defined]
        link.address = reverse("map-link", kwargs={"workspace": slug, "uid": link.uid})  # type: ignore[attr-defined]
        link.may_delete = access.allowed(request.member, "map.delete", link)  # type: ignore[attr-defined]
        for end in (link.cause.uid, link.effect.uid):
            counts[end] = counts.get(end, 0) + 1
    for node in nodes:
        node.removal = removal(slug, "map-node", node.uid)  # type: ignore[attr-defined]
        node.address = addresses[node.uid]  # type: ignore[attr-defined]
        node.links_count = counts.get(node.uid, 0)  # type: ignore[attr-defined]
        node.may_delete = access.allowed(request.member, "map.delete", node)  # type: ignore[attr-defined]
    data = {
        "nodes": [
            {
                "id": n.uid,
                "label": n.label,
                "kind": n.kind,
                "x": at[n.uid][0],
                "y": at[n.uid][1],
                "address": n.address,
            }  # type: ignore[attr-defined]
            for n in nodes
        ],
        "links": [
            {
                "id": one.uid,
                "source": one.cause.uid,
                "target": one.effect.uid,
                "sign": one.sign,
                "weight": one.weight,
                "address": one.address,  # type: ignore[attr-defined]
            }
            for one in links
        ],
        "edit": may_edit,
        "model": {
            "slope": rules.slope,
            "steps": rules.steps,
            "tolerance": rules.tolerance,
            "nil": rules.nil,
            "most": rules.most_weight,
        },
    }
    return {
        "held": held,
        "core": core,
        "nodes": nodes,
        "links": links,
        "places": at,
        "addresses": addresses,
        "data": data,
        "may_edit": may_edit,
        "node_form": node_form or NodeForm(held=held, member=request.member, auto_id="node_%s"),
        "link_form": link_form or NewLink(held=held, auto_id="link_%s"),
        "said": said,
    }
