"""Draws by lot, in public: announced, drawn, verified, rehearsed; and the programme of a convention."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebonds.content.deliberating import Convention
from rebonds.content.kits import load
from rebonds.deliberation.sortition.examples import EXAMPLE
from rebonds.errors import RebondsError
from rebonds.rooms.kits import draw_reports, draws
from rebonds.rooms.kits.models import Draw, Sheet
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.kits.showing import answer, language
from rebonds.rooms.people import access
from rebonds.rooms.people.access import needs
from rebonds.rooms.people.tries import too_many
from rebonds.sources.sheet import Given


class DrawForm(forms.Form):
    """Prepare a draw."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=160)
    size = forms.IntegerField(label=gettext_lazy("Nombre de places"), min_value=1, max_value=500)
    pool = forms.FileField(
        label=gettext_lazy("Vivier (CSV ou XLSX)"),
        help_text=gettext_lazy("Colonnes : id, name, puis une par catégorie. Seules celles-là sont gardées."),
    )
    quotas = forms.FileField(
        label=gettext_lazy("Quotas (CSV ou XLSX)"),
        help_text=gettext_lazy("Colonnes : category, value, min, max."),
    )
    same_address = forms.CharField(
        label=gettext_lazy("Colonne de l’adresse"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Une personne au plus à chaque adresse."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse files that are too heavy."""
        data = super().clean() or self.cleaned_data
        most = parameter("convention", "most_bytes")
        for name in ("pool", "quotas"):
            if data.get(name) and data[name].size > most:
                self.add_error(name, _("Ce fichier est trop lourd (1 Mo au plus)."))
        return data


class NumbersForm(forms.Form):
    """What is drawn in front of everybody."""

    numbers = forms.CharField(
        label=gettext_lazy("Nombres tirés en public"),
        max_length=400,
        help_text=gettext_lazy("Dés, boules, numéro d’un journal du jour : ce que tout le monde voit."),
    )


class RatesForm(forms.Form):
    """How many accept, how many leave."""

    accept = forms.IntegerField(
        label=gettext_lazy("Acceptent, sur cent"), min_value=1, max_value=100, initial=60
    )
    leave = forms.IntegerField(
        label=gettext_lazy("Partent ensuite, sur cent"), min_value=0, max_value=99, initial=10
    )


@needs("draw.run", Sheet)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Announce a draw."""
    convention = request.object
    if convention.kind != "convention":
        raise Http404(convention.kind)
    if request.GET.get("exemple") in EXAMPLE:
        return _file(f"exemple-{request.GET['exemple']}", EXAMPLE[request.GET["exemple"]], "text/csv")
    form = DrawForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        files = tuple(Given(data[name].name, data[name].read()) for name in ("pool", "quotas"))
        try:
            made = draws.announce(
                convention, request.member, data["title"], data["size"], data["same_address"], files
            )  # type: ignore[arg-type]
        except RebondsError as error:
            form.add_error(None, error.message(request.LANGUAGE_CODE))
        else:
            return redirect("draw", workspace=request.workspace.slug, uid=made.uid)
    context = {"form": form, "convention": convention, "examples": ["pool.csv", "quotas.csv"]}
    return render(request, "kits/draw_new.html", context, status=422 if form.errors else 200)


def _file(name: str, text: str, kind: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs("draw.see", Draw)
@require_safe
def draw(request: Any) -> HttpResponse:
    """Show a draw, or give what verifies it: the published sheet, the quotas, the pool to those who run it."""
    held = request.object
    runs = access.allowed(request.member, "draw.run")
    asked = request.GET.get("fichier", "")
    if asked == "feuille":
        return _file(
            draws.SHEET, json.dumps(held.published, ensure_ascii=False, indent=1) + "\n", "application/json"
        )
    if asked == "quotas":
        return _file(draws.QUOTAS, held.quotas, "text/csv")
    if asked == "vivier":
        access.check(request.member, "draw.run", held)
        return _file(draws.POOL, held.pool, "text/csv")
    names = draws.names_of(held) if runs else {}
    context = {
        "draw": held,
        "runs": runs,
        "numbers": NumbersForm(),
        "rates": RatesForm(),
        "address_option": f' --same-address "{held.same_address}"' if held.same_address else "",
    }
    return answer(request, draw_reports.report(held, names), "kits/draw.html", context)


@needs("draw.run", Draw)
@require_POST
def reveal(request: Any) -> HttpResponse:
    """Draw, with the numbers said in public."""
    form = NumbersForm(request.POST)
    try:
        draws.reveal(request.object, request.member, form.data.get("numbers", ""))
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
    else:
        messages.success(request, _("Le panel est tiré. La même feuille le redonne à qui la vérifie."))
    return redirect("draw", workspace=request.workspace.slug, uid=request.object.uid)


@needs("draw.see", Draw)
@require_POST
def verify(request: Any) -> HttpResponse:
    """Redo the whole draw, for anyone who asks: not without end, since it is a long computation."""
    if too_many(request, "verify"):
        return render(request, "429.html", status=429)
    try:
        draws.verify(request.object)
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
    else:
        messages.success(
            request,
            _("Vérifié : vivier, quotas, chances, secret, graine et panel concordent.")
            if request.object.result
            else _("Vérifié : vivier, quotas et chances concordent avec la feuille publiée."),
        )
    return redirect("draw", workspace=request.workspace.slug, uid=request.object.uid)


@needs("draw.run", Draw)
@require_safe
def rehearse(request: Any) -> HttpResponse:
    """Rehearse: what happens to the quotas when people decline or leave."""
    form = RatesForm(request.GET)
    if not form.is_valid():
        messages.error(request, _("Deux nombres de 0 à 100 sont attendus."))
        return redirect("draw", workspace=request.workspace.slug, uid=request.object.uid)
    accept, leave = form.cleaned_data["accept"], form.cleaned_data["leave"]
    try:
        report = draw_reports.rehearsed(request.object, accept / 100, leave / 100)
    except RebondsError as error:
        messages.error(request, error.message(request.LANGUAGE_CODE))
        return redirect("draw", workspace=request.workspace.slug, uid=request.object.uid)
    lang = language()
    steps = [{"label": one.label.to(lang), "text": one.text.to(lang)} for one in load(Convention).rehearsal]
    context = {"draw": request.object, "form": form, "steps": steps}
    return answer(request, report, "kits/rehearsal.html", context, more=f"accept={accept}&leave={leave}")
