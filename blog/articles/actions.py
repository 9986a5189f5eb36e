"""The life of an article: written, published, withdrawn. Belongs inside ``db.writing()``."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import select, update

from blog import acts, addresses
from blog.articles import history, labels, sharing
from blog.db import db, now
from blog.models.act import Verb
from blog.models.address import Address
from blog.models.article import BREAKING_FOR, Article, WorkingCopy
from blog.models.picture import Picture
from blog.models.revision import Act
from blog.models.site import Moderation, Site
from blog.search import index
from blog.text import excerpts, html, slugs

PICTURE = ("picture_id", "picture_alt", "picture_caption", "picture_credit")
OWN = (
    *("title", "standfirst", "body", "format", "language", "takes_comments", "moderation"),
    *PICTURE,
)
"""The columns that a working copy and an article have in common."""
NOTICED = ("title", "standfirst", "html", *PICTURE)
"""The columns of which a reader would notice a change."""


@dataclass(kw_only=True)
class Typed:
    """What an owner typed into the article form. Labels are parted by commas."""

    title: str = ""
    standfirst: str = ""
    body: str = ""
    format: str = "markdown"
    language: str | None = None
    picture_id: int | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    picture_credit: str = ""
    labels: str = ""
    wants_breaking: bool = False
    breaking_until: datetime | None = None
    publish_at: datetime | None = None
    wants_slug: str = ""
    takes_comments: bool = True
    moderation: Moderation | None = None


def written(article: Article) -> Typed:
    """What is being written on an article, else what is public of it."""
    if article.working:
        return Typed(
            **{field.name: getattr(article.working, field.name) for field in fields(Typed)}
        )
    return Typed(
        **{name: getattr(article, name) for name in OWN},
        labels=labels.join(article.labels),
        wants_breaking=article.is_breaking,
        breaking_until=article.breaking_until if article.is_breaking else None,
        publish_at=article.published_at,
    )


def write(
    article: Article,
    typed: Typed,
    act: Act = Act.SAVED,
    sender: history.Sender = history.NOBODY,
) -> WorkingCopy:
    """Keep what was typed in the article's working copy; readers see nothing of it."""
    db.session.add(article)
    db.session.flush()
    history.note_former(article)
    if article.working is None:
        article.working = WorkingCopy()
    copy = article.working
    for name, value in vars(typed).items():
        setattr(copy, name, value)
    copy.saved_at = now()
    article.version += 1
    history.note(article, act, sender)
    return copy


def publish(
    article: Article, cleaned: str, site: Site, sender: history.Sender = history.NOBODY
) -> None:
    """Make the working copy the public text, from its ``publish_at`` on (now, if it has none).

    ``cleaned`` is its body as readers see it; cleaning is too slow for a transaction. An
    article that readers saw before keeps its date unless it is given another, and its address
    unless it wants another; then the old one leads there for ever.
    """
    copy = article.working
    if copy is None:
        raise ValueError(f"article {article.id} has nothing written to publish")
    was_published, was_seen = article.is_published, article.was_seen
    before = _noticed(article)
    history.note_public(article)

    for name in OWN:
        setattr(article, name, getattr(copy, name))
    if article.picture_id:
        words = article.picture_alt, article.picture_caption, article.picture_credit
        db.session.get_one(Picture, article.picture_id).learn(*words)
    article.html, article.policy = cleaned, html.ARTICLE_POLICY
    article.words = excerpts.words(html.plain(cleaned))
    article.labels = labels.named(copy.labels)

    _date(article, copy.publish_at or article.published_at or now(), copy.wants_slug, site)
    article.breaking_until = copy.breaking_until
    if copy.wants_breaking and not copy.breaking_until and article.published_at:
        article.breaking_until = max(article.published_at, now()) + BREAKING_FOR
    if was_seen and _noticed(article) != before:
        article.updated_at = now()
    article.withdrawn_at = article.binned_at = None
    article.working = None
    article.version += 1
    history.note(article, Act.PUBLISHED, sender)
    index.note([article.id])
    _log(article, was_published)


def _log(article: Article, was_published: bool) -> None:
    """Log what publishing was for those who read."""
    if article.is_published:
        acts.note(Verb.CHANGED if was_published else Verb.PUBLISHED, article)
    else:
        acts.note(Verb.SCHEDULED, article)


def duplicate(article: Article) -> Article:
    """A draft with the same text; where and when it was published is the other's."""
    copy = Article(kind=article.kind, byline=article.byline)
    text = replace(
        written(article), wants_breaking=False, breaking_until=None, publish_at=None, wants_slug=""
    )
    write(copy, text)
    return copy


def withdraw(article: Article) -> None:
    """Take an article from its readers; its address says that it is gone, if they knew it."""
    article.withdrawn_at = now()
    sharing.end_all(article)
    article.version += 1
    index.note([article.id])
    acts.note(Verb.WITHDRAWN, article)


def bring_back(article: Article) -> None:
    """Show a withdrawn article again, where and as it was."""
    article.withdrawn_at = None
    article.version += 1
    index.note([article.id])
    acts.note(Verb.BROUGHT_BACK, article)


def _noticed(article: Article) -> list[object]:
    return [getattr(article, name) for name in NOTICED]


def _date(article: Article, moment: datetime, wish: str, site: Site) -> None:
    """Date the article, and give it an address if it has none that a reader may know.

    ``wish`` is the slug of another address that its owner wants.
    """
    day = moment.astimezone(site.zone)
    month = month_of(day)
    if article.path and not article.was_seen and (wish or article.month != month):
        wish = wish or addresses.slug_of(article.path)
        _forget_address(article)
    article.published_at, article.month = moment, month
    if article.path is None:
        slug = wish or article.slug or slugs.slug(article.title, fallback=str(article.id))
        addresses.assign(article, slug, day)
    elif wish and wish != addresses.slug_of(article.path):
        addresses.move(article, wish)
        acts.note(Verb.ADDRESS_CHANGED, article)


def month_of(day: datetime) -> int:
    """The month that an article is counted to, as ``yyyymm``; ``day`` is in the site's zone."""
    return day.year * 100 + day.month


def _forget_address(article: Article) -> None:
    address = db.session.get(Address, article.path)
    article.path = None
    if address:
        db.session.delete(address)
        db.session.flush()


def redate(site: Site) -> None:
    """Count every article to the month that the site's zone, after a change, puts it in.

    Addresses stay: they never change by themselves.
    """
    dated = select(Article.id, Article.published_at).where(Article.published_at.is_not(None))
    for article_id, moment in db.session.execute(dated).all():
        month = month_of(moment.astimezone(site.zone)) if moment else None
        db.session.execute(update(Article).where(Article.id == article_id).values(month=month))
