"""One's own account: profile, export, erasure, sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rebonds.rooms.people import access, journal, personal
from rebonds.rooms.people.farewell import forgets
from rebonds.rooms.people.forms import Profile
from rebonds.rooms.people.languages import remember_language

WORD = "EFFACER"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show and change one's profile."""
    form = Profile(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Votre profil est enregistré."))
        return remember_language(redirect("account"), request.user.language)
    context = {
        "form": form,
        "user": request.user,
        "memberships": access.workspaces_of(request.user),
        "word": WORD,
    }
    return render(request, "people/account.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Give a person all that is held of her, as a ZIP."""
    for member in access.workspaces_of(request.user):
        journal.write(member.workspace, member, "exported", f"member {member.pk}")
    content = personal.archive(request.user, request.LANGUAGE_CODE)
    return as_zip(content, "mes-donnees")


def as_zip(content: bytes, name: str) -> HttpResponse:
    """Return a ZIP to keep."""
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@forgets
@login_required
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase a person everywhere, once she has typed the word that says so."""
    if request.POST.get("word", "").strip().upper() != WORD:
        messages.error(request, _("Rien n’est effacé : écrivez %(word)s pour confirmer.") % {"word": WORD})
        return redirect("account")
    person = request.user
    logout(request)
    personal.erase_account(person)
    messages.success(request, _("Vos données sont effacées. Ce que vous aviez écrit reste, sans votre nom."))
    return redirect("home")


@login_required
@require_POST
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    request.user.log_out_everywhere()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Toutes vos autres sessions sont fermées."))
    return redirect("account")
