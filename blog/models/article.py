"""Articles and pages: what readers see, and apart from it what is being written."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from flask import url_for
from sqlalchemy import BindParameter, ForeignKey, Index, Select, String, Text, select, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from blog.db import NOW, Model, now
from blog.models.label import Label, labelling
from blog.models.picture import Picture
from blog.models.site import Moderation, Site
from blog.text import excerpts, html, languages

if TYPE_CHECKING:
    from blog.models.comment import Comment

TITLE_MAX = 300
STANDFIRST_MAX = 1_000
BREAKING_FOR = timedelta(hours=2)
"""How long an article is breaking news when its owner says no more than that it is."""


class Kind(enum.StrEnum):
    """News belongs to its day; a page, such as About, belongs to none."""

    ARTICLE = "article"
    PAGE = "page"


class State(enum.StrEnum):
    """Where an article is in its life."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    BINNED = "binned"


class Written:
    """What an owner writes. ``body`` is kept in the ``format`` in which it was typed.

    Where it takes comments, they are dealt with as ``moderation`` says; without one, as on the
    whole blog. ``language`` is a tag of BCP 47, where the text is not in the blog's own.
    """

    title: Mapped[str] = mapped_column(String(TITLE_MAX), default="")
    standfirst: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    format: Mapped[str] = mapped_column(String(20), default="markdown")
    picture_alt: Mapped[str] = mapped_column(String(500), default="")
    picture_caption: Mapped[str] = mapped_column(String(500), default="")
    picture_credit: Mapped[str] = mapped_column(String(200), default="")
    breaking_until: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(languages.TAG_MAX))
    takes_comments: Mapped[bool] = mapped_column(default=True)
    moderation: Mapped[Moderation | None]

    @declared_attr
    def picture_id(cls) -> Mapped[int | None]:
        """The lead picture."""
        return mapped_column(ForeignKey("picture.id"), index=True)

    @declared_attr
    def picture(cls) -> Mapped[Picture | None]:
        """The lead picture."""
        return relationship(Picture, lazy="joined")


class _Known(Protocol):
    """What has to be known of an article to lead to it."""

    @property
    def id(self) -> int: ...
    @property
    def path(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def standfirst(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def language(self) -> str | None: ...


class Linked:
    """What an article is called and where it is, however much was read of it."""

    @property
    def headline(self: _Known) -> str:
        """Its title, or the first words of an article that was never given one."""
        return self.title or _summary(self) or "…"

    @property
    def summary(self: _Known) -> str:
        """The standfirst, or the first words of the text."""
        return _summary(self)

    @property
    def direction(self: _Known) -> str | None:
        """Which way it is written, where it has a language of its own."""
        return languages.direction(self.language) if self.language else None

    @property
    def url(self: _Known) -> str:
        """Its address on this site."""
        if self.path is None:
            raise ValueError(f"article {self.id} was never published: it has no address")
        return url_for("articles.show", path=self.path.removeprefix("/"))


def _summary(known: _Known) -> str:
    return known.standfirst or excerpts.excerpt(html.opening(known.html))


class Article(Linked, Written, Model):
    """One piece of news, or a page.

    ``published_at`` is the article's whole life: empty while it is a draft, in the
    future once scheduled, in the past once readers can see it. Nothing has to run at
    the hour of publication. ``month`` is that date's year and month in the site's zone, as
    ``yyyymm``. ``updated_at`` is the last change of the text that readers could notice.
    ``slug`` is the one it shall get when it is first published; empty: the title's.
    ``position`` is a page's place in the navigation; pages without one come last, by title.
    ``html`` is the cleaned body, ``words`` its length. ``version`` counts every save, so
    that two windows can tell that they met.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_kind_published_at", "kind", "published_at"),
        # What lists are read from. All that is asked of a row before it is shown is in them.
        Index(
            *("ix_article_in_order", "kind", "month", "published_at", "id"),
            *("withdrawn_at", "binned_at"),
        ),
        Index(
            *("ix_article_withdrawn", "kind", "published_at", "id"),
            *("month", "withdrawn_at", "binned_at"),
            sqlite_where=text("withdrawn_at IS NOT NULL"),
        ),
        Index("ix_article_kind_breaking_until", "kind", "breaking_until"),
        Index("ix_article_binned_at", "binned_at"),
        Index(
            *("ix_article_binned", "kind", "binned_at"), sqlite_where=text("binned_at IS NOT NULL")
        ),
        Index("ix_article_samples", "source", sqlite_where=text("source = 'demo'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(default=Kind.ARTICLE)
    path: Mapped[str | None] = mapped_column(String(500), unique=True)
    slug: Mapped[str] = mapped_column(String(120), default="")
    html: Mapped[str] = mapped_column(Text, default="")
    policy: Mapped[int] = mapped_column(default=0)
    words: Mapped[int] = mapped_column(default=0)
    byline: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    month: Mapped[int | None]
    updated_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    binned_at: Mapped[datetime | None]
    in_navigation: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int | None]
    feed_id: Mapped[str] = mapped_column(String(200), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    spam_count: Mapped[int] = mapped_column(default=0)
    rejected_count: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(20), default="")

    labels: Mapped[list[Label]] = relationship(
        secondary=labelling, order_by=Label.key, lazy="selectin"
    )
    working: Mapped[WorkingCopy | None] = relationship(
        back_populates="article", cascade="all, delete-orphan", uselist=False
    )
    comments: Mapped[list[Comment]] = relationship(
        back_populates="article", cascade="all, delete-orphan", passive_deletes=True
    )

    def __init__(self, **fields: Any) -> None:
        """Begin an article; its feed id is a permanent name (RFC 4287, 4.2.6), not an address."""
        beginning = {
            "kind": Kind.ARTICLE,
            "format": "markdown",
            "takes_comments": True,
            "in_navigation": True,
            "words": 0,
            "version": 1,
            "comment_count": 0,
            "spam_count": 0,
            "rejected_count": 0,
            "created_at": now(),
            "feed_id": f"urn:uuid:{uuid.uuid4()}",
        }
        texts = dict.fromkeys(("title", "standfirst", "body", "html", "slug", "byline"), "")
        super().__init__(**{**beginning, **texts, **fields})

    @property
    def state(self) -> State:
        """Where it is in its life, now."""
        if self.binned_at is not None:
            return State.BINNED
        if self.published_at is None:
            return State.DRAFT
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        return State.PUBLISHED if self.published_at <= now() else State.SCHEDULED

    @property
    def is_published(self) -> bool:
        """Whether readers can see it."""
        return self.state is State.PUBLISHED

    @property
    def was_seen(self) -> bool:
        """Whether there was a time at which readers could see it."""
        ends = [moment for moment in (self.withdrawn_at, self.binned_at) if moment]
        return self.published_at is not None and self.published_at <= min([now(), *ends])

    @property
    def is_page(self) -> bool:
        """Whether it belongs to no day."""
        return self.kind is Kind.PAGE

    @property
    def is_breaking(self) -> bool:
        """Whether it is breaking news still."""
        return self.breaking_until is not None and now() < self.breaking_until

    @property
    def invites_comments(self) -> bool:
        """Whether its owner wants any, be it in readers' sight or not."""
        return self._wanted is not Moderation.CLOSED

    @property
    def accepts_comments(self) -> bool:
        """Whether a visitor may comment on it now."""
        return self.is_published and self.rule is not Moderation.CLOSED

    @property
    def rule(self) -> Moderation:
        """What happens to comments on it now, its age being what it is."""
        site, wanted = Site.current(), self._wanted
        if site is None or wanted is Moderation.CLOSED:
            return wanted
        if self._is_older_than(site.comments_close_after):
            return Moderation.CLOSED
        return Moderation.HOLD_ALL if self.has_grown_old else wanted

    @property
    def has_grown_old(self) -> bool:
        """Whether every comment on it waits because of its age."""
        site = Site.current()
        return site is not None and self._is_older_than(site.comments_held_after)

    @property
    def _wanted(self) -> Moderation:
        if not self.takes_comments:
            return Moderation.CLOSED
        site = Site.current()
        return self.moderation or (site.moderation if site else Moderation.HOLD_ALL)

    def _is_older_than(self, days: int) -> bool:
        """Whether so many days have passed since it was published; a page never grows old."""
        if not days or self.is_page or not self.published_at:
            return False
        return now() - self.published_at >= timedelta(days=days)

    @property
    def minutes(self) -> int:
        """How long reading it takes."""
        return excerpts.minutes(self.words)

    def comments_feed(self, format: str) -> str:
        """Where its comments can be followed: under its own address."""
        path = (self.path or "").strip("/")
        return url_for("comments.article_feed", path=path, format=format)


def published(
    kind: Kind | None = Kind.ARTICLE, until: datetime | BindParameter[datetime] = NOW
) -> Select[Article]:
    """What readers can see now, in no order. Every way in for readers starts here.

    ``until`` leaves out what was published after that moment; one that is told when the statement
    is carried out has to have passed.
    """
    query = select(Article).where(
        Article.published_at <= (min(now(), until) if isinstance(until, datetime) else until),
        Article.withdrawn_at.is_(None),
        Article.binned_at.is_(None),
    )
    return query if kind is None else query.where(Article.kind == kind)


def next_published(after: datetime, kind: Kind = Kind.ARTICLE) -> Select[datetime | None]:
    """The first hour of publication after a moment."""
    return (
        select(Article.published_at)
        .where(Article.kind == kind, Article.published_at > after)
        .order_by(Article.published_at)
        .limit(1)
    )


class WorkingCopy(Written, Model):
    """What is being written on an article; readers see nothing of it until it is published.

    ``labels`` and ``publish_at`` are kept as the form had them: labels parted by commas.
    ``wants_breaking`` without a ``breaking_until`` means ``BREAKING_FOR`` from publication.
    ``wants_slug`` is the end of another address that it shall get with its next publication.
    """

    __tablename__ = "working_copy"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    labels: Mapped[str] = mapped_column(Text, default="")
    wants_breaking: Mapped[bool] = mapped_column(default=False)
    wants_slug: Mapped[str] = mapped_column(String(120), default="")
    publish_at: Mapped[datetime | None]
    saved_at: Mapped[datetime]

    article: Mapped[Article] = relationship(back_populates="working")
