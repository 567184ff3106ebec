"""The compass of a workspace: shown, written model by model, its versions, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content.compass_dump import dump
from rebonds.content.compass_file import load
from rebonds.content.models import Compass, compass
from rebonds.errors import RebondsError, UsageError
from rebonds.reporting.deliver import rendered
from rebonds.reporting.models import models_report
from rebonds.reporting.report import Report
from rebonds.rooms.compass import store
from rebonds.rooms.compass.forms import FileForm, model_form
from rebonds.rooms.compass.models import LocalStrategy, OwnCompass
from rebonds.rooms.observe.reports import page as report_page
from rebonds.rooms.observe.reports import through
from rebonds.rooms.observe.views.comparing import links, side
from rebonds.rooms.observe.views.models import ways
from rebonds.rooms.people import access, changes, editing
from rebonds.rooms.people.access import needs
from rebonds.territory.model import Territory

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "toml": "application/toml",
}


def _where(request: Any) -> dict[str, Any]:
    """Return the territory asked for, else that of the workspace."""
    found = side(request, "territoire", request.workspace.territory)
    links(request, [found])
    return found


def _report(request: Any, row: OwnCompass | None, held: Compass, place: Territory | None) -> Report:
    chosen = request.GET.getlist("m")
    try:
        return models_report(
            chosen,
            request.GET.get("politique", ""),
            held=held if row else None,
            strategies=store.strategies(request.workspace, held),
            read=through(held, place, chosen),
        )
    except UsageError as error:
        raise Http404(error.message(request.LANGUAGE_CODE)) from error


@needs("compass.see")
@require_safe
def show(request: Any) -> HttpResponse:
    """Show the grid, the plane, the time line, a mix, and what local strategies take of each model."""
    lang, slug = request.LANGUAGE_CODE, request.workspace.slug
    row, held = store.in_use(request.workspace)
    chosen, policy = request.GET.getlist("m"), request.GET.get("politique", "")
    where = _where(request)
    query = request.GET.urlencode()
    end = f"?{query}" if query else ""
    context = {
        "own": row,
        "report": report_page(_report(request, row, held, where["place"]), lang),
        "models": [
            {"id": m.id, "label": m.label.to(lang), "chosen": m.id in chosen} for m in held.models.values()
        ],
        "policies": [
            {"id": p.id, "label": p.label.to(lang), "chosen": p.id == policy} for p in held.policies.values()
        ],
        "where": where,
        "ways": ways(held, chosen, where["place"], lang),
        "strategies": LocalStrategy.kept.within(request.workspace),
        "may_edit": access.allowed(request.member, "compass.edit"),
        "exports": [
            (kind, reverse("own-compass-export", kwargs={"workspace": slug, "kind": kind}) + end)
            for kind in TYPES
        ],
    }
    return render(request, "compass/compass.html", context)


@needs("compass.see")
@require_safe
def export(request: Any, kind: str) -> HttpResponse:
    """Return the compass as a file: a report, or the compass itself, to be read again (TOML)."""
    if kind not in TYPES:
        raise Http404(kind)
    if kind == "toml":
        content = dump(store.held(request.workspace)).encode()
    else:
        report = _report(request, *store.in_use(request.workspace), _where(request)["place"])
        content = rendered(report, kind, request.LANGUAGE_CODE, full=True)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="boussole.{kind}"'
    return response


@needs("compass.edit")
@require_POST
def begin(request: Any) -> HttpResponse:
    """Make the workspace's own compass, of the shipped one."""
    store.begin(request.member)
    messages.success(
        request, _("Cette boussole est à vous : changez ses degrés et ses textes, les versions sont gardées.")
    )
    return redirect("own-compass", workspace=request.workspace.slug)


def _own(request: Any) -> Any:
    row = store.own(request.workspace)
    if row is None:
        raise Http404
    return row


@needs("compass.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def model(request: Any, ident: str) -> HttpResponse:
    """Change the degrees and the texts of a model."""
    row, lang = _own(request), request.LANGUAGE_CODE
    held = store.core(row)
    if ident not in held.models:
        raise Http404
    return editing.edit(
        request,
        model_form(held, ident, lang),
        "compass/model_edit.html",
        obj=row,
        draft=f"owncompass-{ident}",
        context={"name": held.models[ident].label.to(lang)},
        done=lambda saved: reverse("own-compass", kwargs={"workspace": request.workspace.slug}),
    )


@needs("compass.edit")
@require_POST
def restore(request: Any) -> HttpResponse:
    """Come back to the shipped compass, as a new version."""
    store.write(_own(request), compass(), request.member)
    messages.success(request, _("La boussole de Rebonds est rétablie, comme nouvelle version."))
    return redirect("own-compass", workspace=request.workspace.slug)


@needs("compass.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Any) -> HttpResponse:
    """Read a compass from a file, as a new version."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = load(form.cleaned_data["file"].read(), form.cleaned_data["file"].name)
            models_report(held=found)  # what it names and nobody knows (a lens) is said before it is kept
        except RebondsError as error:
            form.add_error("file", error.message(request.LANGUAGE_CODE))
        except KeyError as error:
            form.add_error("file", _("Lunettes inconnues : %(name)s.") % {"name": error.args[0]})
        else:
            store.write(store.begin(request.member), found, request.member)
            messages.success(request, _("La boussole du fichier est celle de l’espace."))
            return redirect("own-compass", workspace=request.workspace.slug)
    return render(request, "compass/import.html", {"form": form}, status=422 if form.errors else 200)


@needs("compass.see")
@require_safe
def versions(request: Any) -> HttpResponse:
    """List the versions, and say in words what changed between two of them."""
    row, lang = _own(request), request.LANGUAGE_CODE
    known = changes.history(row)
    found = store.compared(known, _number(request.GET.get("a")), _number(request.GET.get("b")))
    context = {
        "versions": known,
        "found": found,
        "words": [one.to(lang) for one in found.words] if found else [],
        "may_edit": access.allowed(request.member, "compass.edit"),
        "current": row.version,
    }
    return render(request, "compass/versions.html", context)


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 9 else 0


@needs("compass.edit")
@require_POST
def bring_back(request: Any) -> HttpResponse:
    """Go back to a version, as a new one."""
    row, number = _own(request), _number(request.POST.get("version"))
    record = next((one.record for one in changes.history(row) if one.number == number), None)
    if record is None:
        raise Http404
    changes.bring_back(row, record, request.member, ("content",))
    messages.success(request, _("La version %(n)s est rétablie, comme nouvelle version.") % {"n": number})
    return redirect("own-compass-versions", workspace=request.workspace.slug)
