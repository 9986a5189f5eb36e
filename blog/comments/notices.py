"""Letters that follow from comments: to the owner when some wait, to followers when some are new.

Neither is written in the transaction of a comment, which only notes what there is to tell:
housekeeping gathers it, so that a thousand comments make one letter.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from blog import housekeeping, mail
from blog.comments import following, letters
from blog.db import db, now
from blog.models.article import Article, published
from blog.models.comment import Comment, Standing
from blog.models.letter import Follower, Letter, LetterKind, Scope
from blog.models.site import Notices, Site
from blog.web import links

OFTEN = timedelta(seconds=10)
"""How often somebody looks whether there is something to tell."""
GAPS = {Notices.HOURLY: timedelta(hours=1), Notices.DAILY: timedelta(days=1)}
"""How much time there is between two letters to the owner."""
GAP = timedelta(hours=1)
"""The same, between two letters to a follower about one article."""
NEWS_FOR = timedelta(days=30)
"""How old a comment may be when it is first shown, to be news."""
FEW = 5
"""How many comments a letter quotes."""


def decided(comment: Comment) -> None:
    """Note what there is to tell of a comment, now that it stands as it does. Belongs inside
    ``db.writing()``."""
    if comment.is_approved and comment.announced_at is None:
        comment.announced_at = now()
    if comment.is_removed:
        following.forget(comment)


# -- to the owner --


def _waits() -> ColumnElement[bool]:
    """What came since the last letter, or was held for readers' complaints since."""
    site = Site.current()
    waits = Comment.standing == Standing.WAITING
    if site is None or site.noticed_at is None:
        return waits
    complained_of = (Comment.reports > 0) & (Comment.decided_at > site.noticed_at)
    return waits & or_(Comment.created_at > site.noticed_at, complained_of)


def owner_is_to_be_told() -> bool:
    """Whether something waits that the owner was not told of, and it is time to."""
    site = Site.current()
    if not (mail.server() and site and site.notices_to and site.notices in GAPS):
        return False
    if site.noticed_at and now() - site.noticed_at < GAPS[site.notices]:
        return False
    has_one_already = exists().where(
        Letter.kind == LetterKind.NOTICE, Letter.next_try_at.is_not(None)
    )
    return bool(db.session.scalar(select(exists().where(_waits()) & ~has_one_already)))


@housekeeping.task("notices", every=OFTEN, when=owner_is_to_be_told)
def tell_the_owner() -> None:
    """Write one letter about everything that waits."""
    with links.public(), db.writing():
        site = Site.current()
        if site is None:
            return
        query = select(Comment).where(_waits()).order_by(Comment.created_at, Comment.id)
        first = db.session.scalars(query.options(joinedload(Comment.article)).limit(FEW)).all()
        count = db.session.scalar(select(func.count(Comment.id)).where(_waits())) or 0
        if first:
            mail.post(LetterKind.NOTICE, site.notices_to, *letters.waiting(first, count))
        site.noticed_at = now()


# -- to followers --

mine, other = aliased(Comment), aliased(Follower)


def _is_news() -> ColumnElement[bool]:
    """Whether a comment is something that a follower wants to know, and doesn't yet."""
    is_theirs = mine.id == Follower.comment_id
    in_their_thread = exists().where(is_theirs, mine.thread == Comment.thread)
    return (
        (Comment.article_id == Follower.article_id)
        & (Comment.announced_at > Follower.told_at)
        & (Comment.standing == Standing.APPROVED)
        & (Comment.created_at > now() - NEWS_FOR)
        & (Comment.id != Follower.comment_id)
        & (func.lower(Comment.email) != func.lower(Follower.email))
        & or_(Follower.scope == Scope.ARTICLE, in_their_thread.correlate(Comment, Follower))
    )


def _to_be_told() -> Select[Follower]:
    """Those who have confirmed that they want it, were not written to lately, and whom there is
    something to tell."""
    written_to = exists().where(
        other.article_id == Follower.article_id,
        other.email == Follower.email,
        other.written_at > now() - GAP,
    )
    seen = published(kind=None).where(Article.id == Follower.article_id)
    return (
        select(Follower)
        .where(Follower.confirmed_at.is_not(None), ~written_to)
        .where(exists().where(_is_news()), seen.exists())
        .order_by(Follower.id)
    )


def followers_are_to_be_told() -> bool:
    """Whether there is news for somebody."""
    return bool(mail.server() and db.session.scalar(select(_to_be_told().exists())))


@housekeeping.task("news of comments", every=OFTEN, when=followers_are_to_be_told)
def tell_followers() -> None:
    """Write each follower one letter about an article, a transaction each: visitors, too, want to
    write."""
    last: int | None = 0
    with links.public():
        while last is not None:
            last = _tell_next(last)
            housekeeping.go_on()


def _tell_next(last: int) -> int | None:
    """The number of the follower who was told, if there was one after the last."""
    with db.writing():
        follower = db.session.scalar(_to_be_told().where(Follower.id > last).limit(1))
        if follower is None:
            return None
        _tell(follower)
        return follower.id


def _tell(follower: Follower) -> None:
    """Everything about one article, whichever of their comments it follows."""
    all_of_them = (
        select(Follower)
        .where(Follower.email == follower.email, Follower.article_id == follower.article_id)
        .where(Follower.confirmed_at.is_not(None))
    )
    those = db.session.scalars(all_of_them).all()
    is_news = (
        (Comment.article_id == follower.article_id)
        & (Comment.announced_at > min(one.told_at for one in those))
        & exists().where(Follower.id.in_([one.id for one in those]), _is_news())
    )
    query = select(Comment).where(is_news).order_by(Comment.announced_at, Comment.id)
    count, last = db.session.execute(
        select(func.count(Comment.id), func.max(Comment.announced_at)).where(is_news)
    ).one()
    words = letters.news(
        follower.article,
        db.session.scalars(query.limit(FEW)).all(),
        count,
        following.way_out(follower),
    )
    for one in those:
        one.told_at, one.written_at = last or now(), now()
    mail.post(LetterKind.NEWS, follower.email, *words, leave=following.way_out(follower))
