"""Colours, strokes and patterns, in one table: literal for files and print, themed for pages.

The hues derive from the palette of Okabe and Ito (2008), which stays distinct for colour-blind readers;
states are never told by colour alone, each has a pattern of its own. Texts reach a contrast of 4.5:1
and meaningful shapes 3:1 on their ground (WCAG 2.2, 1.4.3 and 1.4.11), in light and in dark.
"""

from __future__ import annotations

from rebonds.drawing.svg import tag

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1c2430",
    "soft": "#515c68",
    "line": "#8a949e",
    "faint": "#d5dbe0",
    "track": "#f5f6f7",
    "safe": "#e4f2ea",
    "met": "#1d7a5a",
    "alarm": "#c7461a",
    "alarm-ink": "#a83409",
    "on-alarm": "#ffffff",
    "mark": "#68727c",
    "a": "#0067a5",
    "b": "#d98300",
    "on-a": "#ffffff",
    "on-b": "#1c1408",
    "focus": "#0b57d0",
    "halo": "#ffffff",
}
DARK = {
    "paper": "#14181d",
    "ink": "#eef1f4",
    "soft": "#b4bec8",
    "line": "#7d8893",
    "faint": "#353d46",
    "track": "#1b2026",
    "safe": "#1c352c",
    "met": "#58c49c",
    "alarm": "#ff8a5b",
    "alarm-ink": "#ffa27c",
    "on-alarm": "#1c1008",
    "mark": "#97a2ad",
    "a": "#5cb6f2",
    "b": "#f2ab3c",
    "on-a": "#08131c",
    "on-b": "#1c1408",
    "focus": "#8ab4ff",
    "halo": "#14181d",
}

# Class -> attributes; a value starting with "$" names a colour of the tables above.
STYLES: dict[str, dict[str, str]] = {
    "paper": {"fill": "$paper"},
    "safe": {"fill": "$safe"},
    "track": {"fill": "$track"},
    "hub": {"fill": "$paper"},
    "grid": {"fill": "none", "stroke": "$line", "stroke-width": "0.8", "stroke-dasharray": "2 4"},
    "spoke": {"fill": "none", "stroke": "$faint", "stroke-width": "1"},
    "met": {"fill": "$met"},
    "alarm": {"fill": "$alarm"},
    "within": {"fill": "$paper", "stroke": "$met", "stroke-width": "1.6"},
    "deep": {"fill": "$alarm-ink"},
    "noverdict": {"fill": "$paper", "stroke": "$mark", "stroke-width": "1.5"},
    "edge": {"fill": "none", "stroke": "$paper", "stroke-width": "1.5"},
    "outline": {"fill": "none", "stroke": "$mark", "stroke-width": "1"},
    "dashed": {"fill": "none", "stroke": "$alarm", "stroke-width": "1.5", "stroke-dasharray": "5 3"},
    "torn": {"fill": "none", "stroke": "$paper", "stroke-width": "3"},
    "leader": {"fill": "none", "stroke": "$line", "stroke-width": "1"},
    "band": {"fill": "none", "stroke": "$ink", "stroke-width": "1.8"},
    "bandhalo": {"fill": "none", "stroke": "$halo", "stroke-width": "4.5"},
    "label": {"fill": "$ink"},
    "value": {"fill": "$ink"},
    "quiet": {"fill": "$soft"},
    "crossed": {"fill": "$alarm-ink"},
    "onalarm": {"fill": "$on-alarm"},
    "tick": {
        "fill": "$soft",
        "stroke": "$halo",
        "stroke-width": "3",
        "stroke-linejoin": "round",
        "paint-order": "stroke",
    },
    "arcname": {"fill": "$met"},
    "badge": {"fill": "$paper", "stroke": "$mark", "stroke-width": "1.2"},
    "badgealarm": {"fill": "$alarm"},
    "badgemissing": {"fill": "$paper", "stroke": "$mark", "stroke-width": "1.2", "stroke-dasharray": "3 2"},
    "hit": {"fill": "$paper", "fill-opacity": "0"},
    "sidea": {"fill": "$a"},
    "sideb": {"fill": "$b"},
    "onsidea": {"fill": "$on-a"},
    "onsideb": {"fill": "$on-b"},
    "chorda": {"fill": "$a", "fill-opacity": "0.85"},
    "chordb": {"fill": "$b", "fill-opacity": "0.85"},
    "joint": {"fill": "none", "stroke": "$ink", "stroke-width": "2.6"},
    "jointhalo": {"fill": "none", "stroke": "$halo", "stroke-width": "4.6"},
    "bar": {"fill": "$line"},
    "barhi": {"fill": "$a"},
    "axis": {"fill": "none", "stroke": "$line", "stroke-width": "1"},
    "threshold": {"fill": "none", "stroke": "$alarm", "stroke-width": "2", "stroke-dasharray": "6 3"},
    "marker": {"fill": "$a", "stroke": "$halo", "stroke-width": "1.5"},
    "peer": {"fill": "$b", "stroke": "$halo", "stroke-width": "1"},
    "series": {"fill": "none", "stroke": "$a", "stroke-width": "2.5"},
    "chart2": {"fill": "none", "stroke": "$b", "stroke-width": "2.5"},
    "chart3": {"fill": "none", "stroke": "$met", "stroke-width": "2", "stroke-dasharray": "1 3"},
    "bridge": {"fill": "none", "stroke": "$line", "stroke-width": "1.2", "stroke-dasharray": "2 3"},
    "ribbon": {"fill": "$a", "fill-opacity": "0.16"},
    "dot": {"fill": "$a"},
    "dotopen": {"fill": "$paper", "stroke": "$a", "stroke-width": "2"},
    "inset": {"fill": "$soft"},
    "land": {"stroke": "$paper", "stroke-linejoin": "round"},
    "highlight": {"fill": "none", "stroke": "$ink", "stroke-linejoin": "round"},
    "highlighthalo": {"fill": "none", "stroke": "$halo", "stroke-linejoin": "round"},
    "frame": {"fill": "none", "stroke": "$faint", "stroke-width": "1"},
    "linkplus": {"fill": "none", "stroke": "$a"},
    "linkminus": {"fill": "none", "stroke": "$alarm", "stroke-dasharray": "7 4"},
    "linksolid": {"fill": "none", "stroke": "$alarm"},
    "pmark": {"fill": "none", "stroke": "$mark", "stroke-width": "1.1"},
    "pdot": {"fill": "$mark"},
    "pstripe": {"fill": "none", "stroke": "$paper", "stroke-width": "2.6"},
}

FONT_FILE = "Liberation Sans, Arial, Helvetica, DejaVu Sans, Libertinus Serif, sans-serif"
FONT_PAGE = "system-ui, Liberation Sans, Arial, Helvetica, sans-serif"
PAGE_MODES = ("page", "phone")
MODES = ("page", "phone", "print", "file")


# Classes of a map: one ramp without a threshold; with one, a ramp on each side, light at the threshold.
RAMP = ("#dbe7f3", "#a9c7e2", "#6fa0cd", "#3673ad", "#123f73")
GOOD = ("#cfe8df", "#7fc0aa", "#3b9178", "#0e5945")
BAD = ("#fbdcc8", "#f0a274", "#d4622a", "#8f3206")


def _literal(value: str) -> str:
    return LIGHT[value[1:]] if value.startswith("$") else value


class Style:
    """Attributes of a class of shapes, under one mode.

    In page modes a class is written beside the literal attributes, so that the drawing stays right where
    the style sheet is refused (content security policy) and takes the theme of the page elsewhere. In
    ``print`` and ``file`` modes only literal attributes are written: the converters to PDF know neither
    custom properties nor media queries.
    """

    def __init__(self, mode: str, prefix: str) -> None:
        if mode not in MODES:
            raise ValueError(f"unknown drawing mode {mode!r}; one of {', '.join(MODES)}")
        self.mode = mode
        self.prefix = prefix
        self.themed = mode in PAGE_MODES

    def attrs(self, name: str, **more: object) -> dict[str, object]:
        """Return the attributes of class ``name``, then ``more`` (underscores become dashes)."""
        written: dict[str, object] = {"class": f"rb-{name}"} if self.themed else {}
        written.update({key: _literal(value) for key, value in STYLES[name].items()})
        written.update({key.replace("_", "-"): value for key, value in more.items()})
        return written

    def uid(self, name: str) -> str:
        """Return an id of this drawing."""
        return f"{self.prefix}-{name}"

    def paint(self, name: str, suffix: str = "") -> dict[str, object]:
        """Return the attributes that fill a shape with one of the patterns of `patterns`."""
        return {"fill": f"url(#{self.uid(name + suffix)})"}

    def patterns(self, scale: float = 1.0, suffix: str = "") -> str:
        """Return the definitions of the patterns, one per state that is not a plain measure.

        ``scale`` fits them to shapes of a group that is itself scaled; ``suffix`` tells such a set apart.
        """

        def pattern(name: str, size: float, turn: int, *inside: str) -> str:
            turns = [f"rotate({turn})"] if turn else []
            turns += [f"scale({scale:g})"] if scale != 1 else []
            return tag(
                "pattern",
                {
                    "id": self.uid(name + suffix),
                    "width": float(size),
                    "height": float(size),
                    "patternUnits": "userSpaceOnUse",
                    "patternTransform": " ".join(turns) or None,
                },
                *inside,
            )

        def ground(name: str, size: float) -> str:
            return tag("rect", self.attrs(name, width=float(size), height=float(size)))

        def line(d: str, name: str = "pmark") -> str:
            return tag("path", self.attrs(name, d=d))

        dot = tag("circle", self.attrs("pdot", cx=4.0, cy=4.0, r=1.25))
        return (
            pattern("missing", 9, 45, ground("track", 9), line("M4.5 0V9"))
            + pattern("secret", 9, 45, ground("track", 9), line("M0 4.5H9M4.5 0V9"))
            + pattern("nowhere", 8, 0, ground("track", 8), dot)
            + pattern("estalarm", 7, -45, ground("alarm", 7), line("M3.5 0V7", "pstripe"))
            + pattern("estmet", 7, -45, ground("met", 7), line("M3.5 0V7", "pstripe"))
            + pattern("esta", 7, -45, ground("sidea", 7), line("M3.5 0V7", "pstripe"))
            + pattern("estb", 7, -45, ground("sideb", 7), line("M3.5 0V7", "pstripe"))
        )


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--rb-{name}:{value};" for name, value in colours.items())


def stylesheet() -> str:
    """Return the style sheet of the drawings in a page: light, dark and print, focus and hover.

    A page under a content security policy serves it as a file and draws with ``css=False``; alone, a
    drawing carries it. The theme follows the system, or the attribute ``data-theme`` of the page.
    """
    rules = [
        f".rbd{{{_variables(LIGHT)}font-family:inherit;height:auto;max-width:66rem;display:block;margin-inline:auto}}",
        ".rbd-chart{max-width:36rem}.rbd-map{max-width:52rem}.rbd-phone{max-width:32rem}",
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]) .rbd{{{_variables(DARK)}}}}}",
        f"[data-theme=dark] .rbd{{{_variables(DARK)}}}",
    ]
    for name, attrs in STYLES.items():
        body = ";".join(
            f"{k}:{'var(--rb-' + v[1:] + ')' if v.startswith('$') else v}" for k, v in attrs.items()
        )
        rules.append(f".rbd .rb-{name}{{{body}}}")
    rules += [
        ".rbd a,.rbd a:hover{text-decoration:none;outline:none}",
        ".rbd [tabindex]{outline:none}",
        ".rbd a:hover .rb-hit{stroke:var(--rb-line);stroke-width:1.5}",
        ".rbd a:focus-visible .rb-hit,.rbd [tabindex]:focus-visible .rb-hit"
        "{stroke:var(--rb-focus);stroke-width:3.5}",
        ".rbd .rb-place:hover path,.rbd .rb-place:focus-visible path"
        "{stroke:var(--rb-ink);stroke-width:3;paint-order:stroke}",
        ".rb-narrow{display:none}.rb-figure{container-type:inline-size}",
        "@container (max-width:40rem){.rb-wide{display:none}.rb-narrow{display:block}"
        ".rbd .rb-inset{font-size:22px}}",
        f"@media print{{:root .rbd,:root:not([data-theme=light]) .rbd,[data-theme=dark] .rbd"
        f"{{{_variables(LIGHT)}}}.rbd *{{print-color-adjust:exact;-webkit-print-color-adjust:exact}}}}",
    ]
    return "\n".join(rules)
