"""A field of a form where a territory is typed: suggestions as one types, by the search of the observatory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


class TerritoryInput(forms.TextInput):
    """A text input with its list of suggestions; without JavaScript, a text input."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Render the input and its list."""
        given = {**self.attrs, **(attrs or {})}
        html = render_to_string(
            "observe/_territory_input.html",
            {
                "ident": given.get("id", name),
                "name": name,
                "value": value or "",
                "required": self.is_required and self.use_required_attribute(value),
                "described": given.get("aria-describedby", ""),
                "invalid": given.get("aria-invalid", ""),
            },
        )
        return mark_safe(html.strip())  # noqa: S308 (a template, escaped)
