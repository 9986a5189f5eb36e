"""When digests go out: in the morning, by the blog's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from blog.db import now
from blog.models.site import Site
from blog.models.subscriber import Rhythm

MORNING = time(7)
"""When the day's news of yesterday goes out; on Mondays, that of the week."""
GRACE = timedelta(minutes=5)
"""How long an edition waits for what is being published at its hour."""
DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}


def last(rhythm: Rhythm, site: Site) -> datetime:
    """Until when an edition of today, or the last one before, tells what was published."""
    moment = now() - GRACE
    day = moment.astimezone(site.zone).date()
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    at = datetime.combine(day, MORNING, site.zone).astimezone(UTC)
    if at > moment:
        day -= timedelta(days=DAYS[rhythm])
        at = datetime.combine(day, MORNING, site.zone).astimezone(UTC)
    return at
