"""Signing in: django-allauth's views under French addresses, and the provider's."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount import views as social_views
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from requests import RequestException

from rebonds.rooms.people.adapters import OIDCAdapter
from rebonds.rooms.people.farewell import forgets

LOG = logging.getLogger(__name__)


def _provider(view: Any) -> Any:
    @login_not_required
    def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view.adapter_view(OIDCAdapter(request, provider_id))(request)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        except RequestException as error:
            LOG.warning("the provider %s does not answer: %s", provider_id, type(error).__name__)
            return render(request, "socialaccount/authentication_error.html", status=503)

    return answer


oidc_login = _provider(OAuth2LoginView)
oidc_callback = _provider(OAuth2CallbackView)

#: Names are those that django-allauth looks for.
urlpatterns = [
    path("connexion/", allauth_views.login, name="account_login"),
    path("deconnexion/", forgets(allauth_views.logout), name="account_logout"),
    path("inscription/", allauth_views.signup, name="account_signup"),
    path("connexion/inactif/", allauth_views.account_inactive, name="account_inactive"),
    path("connexion/confirmer/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("compte/mot-de-passe/", allauth_views.password_change, name="account_change_password"),
    path("compte/premier-mot-de-passe/", allauth_views.password_set, name="account_set_password"),
    path("connexion/oubli/", allauth_views.password_reset, name="account_reset_password"),
    path("connexion/oubli/envoye/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^connexion/oubli/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "connexion/oubli/fait/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("connexion/<slug:provider_id>/aller/", oidc_login, name="openid_connect_login"),
    path("connexion/<slug:provider_id>/retour/", oidc_callback, name="openid_connect_callback"),
    path("connexion/annulee/", social_views.login_cancelled, name="socialaccount_login_cancelled"),
    path("connexion/erreur/", social_views.login_error, name="socialaccount_login_error"),
    path("inscription/suite/", social_views.signup, name="socialaccount_signup"),
    path("compte/liens/", social_views.connections, name="socialaccount_connections"),
]
