"""What a session shows now, and how phones learn that it changed."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from rebonds.rooms.deliberate.models import Ballot, Session, Stage


def stage_of(session: Session) -> Stage:
    """Return the stage of a session, made on first use."""
    return Stage.objects.select_related("shown").get_or_create(session=session)[0]


def changed(session: Session, **values: object) -> None:
    """Write what the stage shows, and let phones know that something changed."""
    stage_of(session)
    Stage.objects.filter(session=session).update(tick=F("tick") + 1, **values)


def tick_of(uid: str) -> int | None:
    """Return the tick of a session, in one query; ``None`` where there is no such session."""
    return (
        Stage.objects.filter(session__uid=uid, session__deleted_at=None)
        .values_list("tick", flat=True)
        .first()
    )


def start_timer(session: Session, seconds: int) -> None:
    """Run the timer."""
    changed(session, timer_ends_at=timezone.now() + timedelta(seconds=max(0, seconds)), timer_left=None)


def pause_timer(session: Session) -> None:
    """Hold the timer where it is."""
    changed(session, timer_ends_at=None, timer_left=stage_of(session).seconds_left)


def clear_timer(session: Session) -> None:
    """Take the timer away."""
    changed(session, timer_ends_at=None, timer_left=None)


def go_to(session: Session, step: int) -> None:
    """Go to a step of the run-sheet; its minutes are set on the timer, not started."""
    step = max(0, min(step, len(session.steps) - 1)) if session.steps else 0
    minutes = int(session.steps[step].get("minutes") or 0) if session.steps else 0
    changed(session, step=step, timer_ends_at=None, timer_left=60 * minutes or None)


def show(session: Session, ballot: Ballot | None) -> None:
    """Put a ballot on the wall."""
    changed(session, shown=ballot)
