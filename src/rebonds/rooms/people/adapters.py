"""How django-allauth is fitted to the workbench: names, places to go to, and ProConnect's signed answers."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from rebonds.rooms.people.languages import remember_language
from rebonds.rooms.people.models import Account

INVITED = "invited"  # in the session: the address of an invitation that was followed before signing up


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of the workbench: a name, no user name."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether a visitor may make an account: anyone, or only who follows an invitation."""
        return bool(settings.PEOPLE_SIGNUP_OPEN or request.session.get(INVITED))

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the name and the language besides the address."""
        user.name = form.cleaned_data.get("name", "") or user.name
        user.language = getattr(request, "LANGUAGE_CODE", "fr")
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the invitation that was followed, else to the workspaces."""
        return request.session.pop(INVITED, None) or super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """As after signing in."""
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account."""
        return reverse("account")

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Give the pages the language of the person's account."""
        return remember_language(super().post_login(request, user, **kwargs), user.language)

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Say nothing of what the next page shows."""


class SocialAdapter(DefaultSocialAccountAdapter):
    """Accounts that come from a provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Tell whether the provider's people may come: whoever set the provider up wanted them."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Make the account at once, unless its address belongs to another: that is for its owner to tie."""
        email = sociallogin.user.email
        return bool(email) and not Account.objects.filter(email=email.lower()).exists()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Take the name: whole, or given and usual as ProConnect says them."""
        user = super().populate_user(request, sociallogin, data)
        extra = sociallogin.account.extra_data
        said = extra.get("userinfo") or extra.get("id_token") or extra
        family = said.get("usual_name") or said.get("family_name") or ""
        whole = " ".join(part for part in (said.get("given_name") or "", family) if part)
        user.name = (said.get("name") or whole or "")[:120]
        user.language = getattr(request, "LANGUAGE_CODE", "fr")
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Go back to the account."""
        return reverse("account")


class OIDCAdapter(OpenIDConnectOAuth2Adapter):
    """OpenID Connect, where the answer about the person may be signed (``application/jwt``, as ProConnect's)."""

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        from allauth.socialaccount.adapter import get_adapter

        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
        if "jwt" not in response.headers.get("Content-Type", ""):
            return dict(response.json())
        return dict(
            jwtkit.verify_and_decode(
                credential=response.text.strip(),
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=self.get_provider().app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        )
