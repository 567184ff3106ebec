"""Workspaces: mine, one's home, settings, the access log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import CharField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.errors import RebondsError
from rebonds.rooms.people import access, joining, journal, registry
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.farewell import forget_here
from rebonds.rooms.people.forms import NewWorkspace, Settings
from rebonds.rooms.people.listing import Column, Filter, Listing
from rebonds.rooms.people.models import AccessEntry
from rebonds.rooms.people.words import LOG_WORDS, spoken

NEWEST = 12


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workspaces(request: HttpRequest) -> HttpResponse:
    """List one's workspaces, and open one."""
    form = NewWorkspace(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        member = joining.open_workspace(
            request.user, data["name"], data["kind"], purpose=data["purpose"], language=request.LANGUAGE_CODE
        )
        messages.success(request, _("« %(name)s » est ouvert.") % {"name": data["name"]})
        return redirect("workspace", workspace=member.workspace.slug)
    context = {"form": form, "memberships": list(access.workspaces_of(request.user))}
    return render(request, "people/workspaces.html", context, status=422 if form.errors else 200)


@needs("workspace.see")
@require_safe
def workspace(request: Any) -> HttpResponse:
    """Home of a workspace: the doors of its rooms, and what is new."""
    return render(request, "people/workspace.html", {"news": news(request.member)})


def news(member: Any) -> list[dict[str, Any]]:
    """Return the latest changes of a workspace, of the kinds that a member may see.

    One query finds the latest among all kinds, then one per kind found reads them: rooms may bring many kinds.
    """
    known = {
        kind.kind: kind
        for kind in registry.kinds().values()
        # What is private is shown one by one only: it is not news.
        if not kind.part and access.action_of(kind.see).roles.get(member.role) == ("any",)
    }
    latest = [
        kind.model.kept.filter(workspace=member.workspace_id)
        .order_by()
        .values_list(Value(kind.kind, output_field=CharField()), "pk", "changed_at")
        for kind in known.values()
    ]
    if not latest:
        return []
    first, *others = latest
    rows = list(first.union(*others, all=True).order_by("-changed_at")[:NEWEST])
    objects = {
        name: known[name]
        .model.kept.select_related("changed_by")
        .in_bulk([pk for kind, pk, _ in rows if kind == name])
        for name in {row[0] for row in rows}
    }
    return [
        {"kind": known[name], "obj": obj, "address": known[name].address(obj, member.workspace)}
        for name, pk, _ in rows
        if (obj := objects[name].get(pk))
    ]


@needs("workspace.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Any) -> HttpResponse:
    """Change the settings of a workspace."""
    form = Settings(request.POST or None, instance=request.workspace)
    if request.method == "POST" and form.is_valid():
        form.save()
        journal.write(request.workspace, request.member, "settings", ", ".join(form.changed_data))
        messages.success(request, _("Les réglages sont enregistrés."))
        return redirect("workspace-settings", workspace=request.workspace.slug)
    return render(request, "people/settings.html", {"form": form}, status=422 if form.errors else 200)


@needs("workspace.archive")
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: Any) -> HttpResponse:
    """Archive a workspace, open it again, hand it over, delete it."""
    space, member = request.workspace, request.member
    if request.method != "POST":
        others = space.members.present().exclude(pk=member.pk).exclude(account=None)
        return render(request, "people/closing.html", {"others": others})
    asked = request.POST.get("do", "")
    if asked in ("archive", "reopen"):
        space.archived_at = timezone.now() if asked == "archive" else None
        space.save(update_fields=["archived_at"])
        journal.write(space, member, "archived" if asked == "archive" else "reopened")
        said = _("L’espace est archivé : il se lit, et ne change plus.")
        messages.success(request, said if asked == "archive" else _("L’espace est rouvert."))
    elif asked == "hand-over":
        to = space.members.present().exclude(account=None).filter(pk=request.POST.get("to") or 0).first()
        if to is None or to == member:
            messages.error(request, _("Choisissez à qui le transmettre."))
        else:
            joining.hand_over(member, to)
            messages.success(request, _("L’espace est transmis à %(name)s.") % {"name": to.name})
            return redirect("workspace", workspace=space.slug)
    elif asked == "delete" and (space.is_demo or request.POST.get("name", "").strip() == space.name):
        name = space.name
        space.delete()
        messages.success(
            request, _("« %(name)s » est supprimé, avec tout ce qu’il contenait.") % {"name": name}
        )
        return redirect("workspaces")
    else:
        messages.error(request, _("Rien n’a changé : le nom écrit n’est pas celui de l’espace."))
    return redirect("workspace-closing", workspace=space.slug)


@needs("workspace.see")
@require_POST
def leave(request: Any) -> HttpResponse:
    """Leave a workspace."""
    try:
        joining.leave(request.member)
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
        return redirect("workspace", workspace=request.workspace.slug)
    messages.success(request, _("Vous avez quitté « %(name)s ».") % {"name": request.workspace.name})
    return forget_here(redirect("workspaces" if request.user.is_authenticated else "home"))


LOG = Listing(
    columns=(
        Column("at", gettext_lazy("Quand"), sort="at", kind="moment"),
        Column("member", gettext_lazy("Qui"), sort="member__name"),
        Column("action", gettext_lazy("Quoi"), value=lambda line: LOG_WORDS[line.action], sort="action"),
        Column("what", gettext_lazy("Sur"), value=lambda line: spoken(line.what)),
    ),
    filters=(Filter("action", gettext_lazy("Quoi"), choices=tuple(LOG_WORDS.items())),),
    search=("member__name", "what"),
    empty=gettext_lazy("Rien n’a encore été noté."),
    file="journal",
)


@needs("workspace.log")
@require_safe
def log(request: Any) -> HttpResponse:
    """Show the access log."""
    found = AccessEntry.objects.filter(workspace=request.workspace).select_related("member")
    return LOG.answer(request, found, "people/log.html")
