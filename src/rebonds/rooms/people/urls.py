"""Addresses of the room, in French like the interface. Those of every room's objects start with ``/espaces/``."""

from __future__ import annotations

from django.urls import include, path

from rebonds.rooms.people.views import (
    account,
    drafts,
    files,
    joining,
    objects,
    people,
    pinning,
    signing,
    workspaces,
)

inside = [
    path("", workspaces.workspace, name="workspace"),
    path("reglages/", workspaces.settings, name="workspace-settings"),
    path("reglages/fermeture/", workspaces.closing, name="workspace-closing"),
    path("quitter/", workspaces.leave, name="workspace-leave"),
    path("journal/", workspaces.log, name="workspace-log"),
    path("personnes/", people.members, name="members"),
    path("personnes/inviter/", people.invite, name="invite"),
    path("personnes/inviter/<int:pk>/fermer/", people.revoke, name="invitation-revoke"),
    path("personnes/organisations/", people.organisations, name="organisations"),
    path("personnes/organisations/<int:pk>/retirer/", people.remove_organisation, name="organisation-remove"),
    path("personnes/<int:pk>/", people.member, name="member"),
    path("personnes/<int:pk>/role/", people.role, name="member-role"),
    path("personnes/<int:pk>/donnees/", people.data, name="member-data"),
    path("historique/<slug:kind>/<slug:uid>/", objects.history, name="object-history"),
    path("historique/<slug:kind>/<slug:uid>/revenir/", objects.bring_back, name="object-bring-back"),
    path("objets/<slug:kind>/<slug:uid>/supprimer/", objects.delete, name="object-delete"),
    path("objets/<slug:kind>/<slug:uid>/retablir/", objects.restore, name="object-restore"),
    path("brouillon/", drafts.keep, name="draft"),
    path("fichiers/<slug:uid>/", files.get, name="upload"),
    path("fichiers/<slug:uid>/retirer/", files.remove, name="upload-remove"),
    path("objets/<slug:kind>/<slug:uid>/joindre/", files.add, name="upload-add"),
    path("objets/<slug:kind>/<slug:uid>/epingler/", pinning.add, name="pin-add"),
    path("chiffres/<slug:uid>/retirer/", pinning.remove, name="pin-remove"),
    path("fil/", objects.orphans, name="orphans"),
    path("fil/<slug:kind>/<slug:uid>/", objects.why, name="object-why"),
]

urlpatterns = [
    path("", include(signing.urlpatterns)),
    path("compte/", account.account, name="account"),
    path("compte/donnees/", account.export, name="account-export"),
    path("compte/effacer/", account.erase, name="account-erase"),
    path("compte/sessions/", account.log_out_everywhere, name="account-sessions"),
    path("rejoindre/", joining.join, name="join"),
    path("rejoindre/nom/", joining.name, name="join-name"),
    path("rejoindre/<str:token>/", joining.link, name="join-link"),
    path("espaces/", workspaces.workspaces, name="workspaces"),
    path("espaces/<slug:workspace>/", include(inside)),
]
