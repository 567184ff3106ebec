"""Tables of firms and of flows brought in, and what is presumed of all firms at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.errors import RebondsError
from rebonds.matching.declared import EXAMPLE
from rebonds.rooms.firms import store
from rebonds.rooms.firms.forms import ImportForm
from rebonds.rooms.firms.models import Firm
from rebonds.rooms.people.access import needs
from rebonds.sources.sheet import Given


@needs("firm.import")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Any) -> HttpResponse:
    """Read two tables; nothing is written unless all of it reads."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = [
            Given(form.cleaned_data[name].name, form.cleaned_data[name].read()) for name in ("firms", "flows")
        ]
        try:
            found = store.bring(given[0], given[1], request.member)
        except RebondsError as error:
            form.add_error(None, error.message(request.LANGUAGE_CODE))
        else:
            messages.success(
                request,
                _(
                    "Entreprises ajoutées : %(firms)s ; offres et besoins : %(flows)s. Déjà là et laissés comme ils "
                    "étaient : %(known_firms)s entreprises, %(known_flows)s lignes."
                )
                % vars(found),
            )
            return redirect("firms", workspace=request.workspace.slug)
    context = {"form": form, "examples": list(EXAMPLE)}
    return render(request, "firms/import.html", context, status=422 if form.errors else 200)


@needs("firm.import")
@require_safe
def example(request: Any, name: str) -> HttpResponse:
    """Return an example of table, filled with invented firms."""
    if name not in EXAMPLE:
        raise Http404(name)
    response = HttpResponse("\ufeff" + EXAMPLE[name], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs("firm.import")
@require_POST
def presume_all(request: Any) -> HttpResponse:
    """Presume from its activity what every firm of the workspace offers and needs."""
    made = sum(store.presume(one, request.member) for one in Firm.kept.within(request.workspace))
    messages.success(
        request,
        _("Lignes présumées : %(n)s. Chaque entreprise confirme ou refuse les siennes.") % {"n": made},
    )
    return redirect("firms", workspace=request.workspace.slug)
