"""The table of a negotiation: for each flow, who gives, who receives, who risks, and what could be agreed.

The side whose need is met in the other receives; the other gives; the one that depends more is at risk. Lines
go from easy to hard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rebonds.flows import dependence, rules
from rebonds.flows.clauses import at_stake, clause
from rebonds.flows.results import NegotiationLine, PairFlow, PairFlows
from rebonds.flows.subjects import EASIEST, HARDEST, Subject, for_branch, for_kind
from rebonds.text import Text, typeset

#: Titles of sources by identifier, for citing.
Titles = Callable[[Sequence[str]], Sequence[Text]]


def lines(flows: PairFlows, titles: Titles) -> tuple[NegotiationLine, ...]:
    """Return the lines of a pair, from easy to hard, then by how much the more dependent side depends.

    Parameters
    ----------
    flows : PairFlows
    titles : callable
        Gives the titles of sources from their identifiers.
    """
    least = float(rules.section("dependence")["least"])
    found = []
    for flow in flows.totals:
        if _weight(flow) >= least:
            found += [line(subject, flow, flows, titles) for subject in for_kind(flow.kind, flow.reading)]
    for flow in _branches(flows):
        subject = for_branch(flow.code)
        if subject is not None:
            found.append(line(subject, flow, flows, titles))
    return in_order(found)


def in_order(found: Sequence[NegotiationLine]) -> tuple[NegotiationLine, ...]:
    """Return lines from easy to hard, the weightiest first among equals."""
    return tuple(sorted(found, key=lambda one: (one.difficulty, -_weight(one.flow), one.id)))


def _weight(flow: PairFlow) -> float:
    return max(flow.d_ab.value or 0.0, flow.d_ba.value or 0.0)


def _branches(flows: PairFlows) -> list[PairFlow]:
    """Return the branches worth a line: enough trade, and a side that depends on it."""
    rule = rules.section("negotiate")
    least = float(rules.section("dependence")["least"])
    worth = [
        flow
        for flow in flows.branches
        if (flow.flow_ab.value or 0.0) + (flow.flow_ba.value or 0.0) >= float(rule["least_trade"])
        and _weight(flow) >= least
    ]
    worth.sort(key=lambda flow: (-(flow.flow_ab.value or 0.0) - (flow.flow_ba.value or 0.0), flow.code))
    return worth[: int(rule["branches"])]


def line(subject: Subject, flow: PairFlow, flows: PairFlows, titles: Titles) -> NegotiationLine:
    """Return one line of the table."""
    a, b = flows.a.name, flows.b.name
    gives, receives = roles(flow)
    difficulty, reason = _difficulty(subject, flow)
    return NegotiationLine(
        id=f"{flow.kind}-{flow.code}-{subject.id}" if flow.code != flow.kind else f"{flow.kind}-{subject.id}",
        flow=flow,
        gives=gives,
        receives=receives,
        at_risk=at_risk(flow),
        at_stake=at_stake(flow, a, b),
        subject=subject.label,
        difficulty=difficulty,
        reason=reason,
        clause=clause(subject, flow, a, b, titles(flow.sources)),
    )


def roles(flow: PairFlow) -> tuple[str, str]:
    """Return who gives and who receives: ``a``, ``b`` or ``both``; ``both`` too when a side is not known."""
    d_ab, d_ba = flow.d_ab.value, flow.d_ba.value
    if d_ab is None or d_ba is None or not dependence.vulnerable(dependence.asymmetry(d_ab, d_ba)):
        return "both", "both"
    return ("b", "a") if d_ab > d_ba else ("a", "b")


def at_risk(flow: PairFlow) -> str:
    """Return the side that would lose most without the flow: that which depends more, hard to serve elsewhere."""
    d_ab, d_ba = flow.d_ab.value, flow.d_ba.value
    if d_ab is None or d_ba is None:
        return "both"
    exposed_a = d_ab * (1.0 - (flow.substitutability or 0.0) / 2)
    exposed_b = d_ba * (1.0 - (flow.substitutability_b or 0.0) / 2)
    if max(exposed_a, exposed_b) <= 0:
        return "both"
    if abs(exposed_a - exposed_b) / (exposed_a + exposed_b) < 0.1:
        return "both"
    return "a" if exposed_a > exposed_b else "b"


def _difficulty(subject: Subject, flow: PairFlow) -> tuple[int, Text]:
    """Return the difficulty and its reason: that of the subject, harder when one side holds the other.

    An even flow makes a shared rule easier to accept; a flow that is only estimated asks for figures first.
    """
    level = subject.difficulty
    reasons = [subject.reason]
    if flow.reading == "vulnerability" and level > EASIEST:
        level += 1
        reasons.append(
            Text(
                "la dépendance est très inégale : celui qui dépend le moins a peu à y gagner",
                "dependence is very uneven: the side that depends less has little to gain",
            )
        )
    elif flow.reading == "joint_effort" and level > EASIEST:
        level -= 1
        reasons.append(
            Text(
                "les deux sens se valent : chacun y gagne autant",
                "both ways weigh the same: each gains as much",
            )
        )
    if flow.state == "estimated":
        reasons.append(
            Text(
                "le chiffre est estimé, à confirmer ensemble",
                "the figure is an estimate, to be confirmed together",
            )
        )
    level = min(HARDEST, max(EASIEST, level))
    return level, Text(
        typeset(" ; ".join(one.fr for one in reasons) + "."), "; ".join(one.en for one in reasons) + "."
    )


def to_bring(flows: PairFlows) -> tuple[Text, ...]:
    """Return the data that each side must bring for the flows that are missing or only estimated."""
    found = []
    for flow in flows.totals:
        if flow.gap is None or not flow.gap.fr:
            continue
        state = Text("manque", "missing") if flow.state == "missing" else Text("estimé", "estimated")
        found.append(
            Text(
                typeset(f"{flow.label.fr} ({state.fr}) : {flow.gap.fr}"),
                f"{flow.label.en} ({state.en}): {flow.gap.en}",
            )
        )
    return tuple(dict.fromkeys(found))
