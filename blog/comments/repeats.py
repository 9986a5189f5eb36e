"""The same words, or links to the same place, again and again: on one article, or on several."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, select

from blog import ratelimits
from blog.comments import features
from blog.comments.spam import tokens
from blog.db import db, now
from blog.models.comment import Comment
from blog.models.spam import Sighting, SpamWord
from blog.web import links

WORDS_MIN = 5
"""Fewer are said by many who never met: "Very true, thank you"."""
TIMES = 3
"""So many comments on one article with the same words are a sign."""
ARTICLES = 3
"""So many articles with links to the same host are a sign; of the same words, two."""
HOSTS = 10
"""Hosts of one comment that are looked at."""


def noticed(comment: Comment) -> list[dict[str, Any]]:
    """What was there before, as reasons to hold it; from now on this comment counts, too.
    Belongs inside ``db.writing()``."""
    marks = _marks(comment)
    before = {
        mark: (articles, here)
        for mark, articles, here in db.session.execute(
            select(
                Sighting.mark,
                func.count().filter(Sighting.article_id != comment.article_id),
                func.sum(
                    case((Sighting.article_id == comment.article_id, Sighting.count), else_=0)
                ),
            )
            .where(Sighting.mark.in_(marks))
            .group_by(Sighting.mark)
        )
    }
    reasons = []
    for mark, host in marks.items():
        articles, here = before.get(mark, (0, 0))
        if host and articles + 1 >= ARTICLES:
            reasons.append({"reason": "host", "host": host, "articles": articles + 1})
        elif not host and articles:
            reasons.append({"reason": "repeated", "articles": articles + 1})
        elif not host and here + 1 >= TIMES:
            reasons.append({"reason": "repeated", "times": here + 1})
        _note(mark, comment.article_id)
    return reasons


def _marks(comment: Comment) -> dict[str, str]:
    """A hash of its words, and of each host that no honest comment led to, with that host."""
    words = features.words(features.text(comment))
    hosts = set(features.hosts(comment)[:HOSTS]) - {features.host_of(links.home())}
    if hosts:
        by_token = {tokens.host(host): host for host in hosts}
        is_honest = SpamWord.word.in_(by_token) & (SpamWord.ham > 0)
        hosts -= {
            by_token[word] for word in db.session.scalars(select(SpamWord.word).where(is_honest))
        }
    marks = {ratelimits.lasting(b"host", host.encode()): host for host in sorted(hosts)}
    if len(words) >= WORDS_MIN:
        marks[ratelimits.lasting(b"words", " ".join(words).encode())] = ""
    return marks


def _note(mark: str, article_id: int) -> None:
    known = db.session.get(Sighting, (mark, article_id))
    if known is None:
        known = Sighting(mark=mark, article_id=article_id, count=0)
        db.session.add(known)
    known.count += 1
    known.seen_at = now()
