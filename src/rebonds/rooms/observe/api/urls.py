"""Addresses of the public API."""

from __future__ import annotations

from django.urls import path, re_path

from rebonds.rooms.observe.api import flows, views

urlpatterns = [
    path("", views.index, name="index"),
    path("openapi.json", views.openapi_document, name="openapi"),
    path("territories", views.territories, name="territories"),
    path("territories/<str:code>", views.territory_detail, name="territory"),
    path("readings/<str:code>", views.reading, name="reading"),
    path("compare", views.compare, name="compare"),
    path("flows/<str:code>", flows.flows, name="flows"),
    path("pair-flows", flows.pair_flows, name="pair-flows"),
    path("round-table", flows.round_table, name="round-table"),
    path("negotiation", flows.negotiation, name="negotiation"),
    path("shocks", flows.shocks, name="shocks"),
    path("shocks/<slug:name>", flows.shock, name="shock"),
    path("indicators", views.indicator_list, name="indicators"),
    path("indicators/<slug:ident>", views.indicator_detail, name="indicator"),
    path("indicators/<slug:ident>/values", views.indicator_values, name="values"),
    path("sources", views.sources, name="sources"),
    re_path(r"^.*$", views.nothing_here),
]
