"""Articles as feeds give them: whole."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from blog.models.article import Article
from blog.models.label import Label
from blog.models.site import Site
from blog.text import html
from blog.web import links
from blog.web.feeds import Entry, Feed, Replies, id_of


def of_site(site: Site, articles: Sequence[Article]) -> Feed:
    """The feed of the whole blog."""
    return _feed(articles, site, id=site.feed_id, title=site.name, url=links.absolute("/"))


def of_label(site: Site, label: Label, articles: Sequence[Article]) -> Feed:
    """The feed of what bears a label; it stays the same feed when the label is renamed."""
    return _feed(
        articles,
        site,
        id=id_of(site.feed_id, f"label-{label.id}"),
        title=f"{label.name} · {site.name}",
        url=links.absolute(label.url),
        description=label.description,
    )


def _feed(articles: Sequence[Article], site: Site, **about: str) -> Feed:
    return Feed(entries=[_entry(article, site) for article in articles], **about)


def _entry(article: Article, site: Site) -> Entry:
    if article.published_at is None:
        raise ValueError(f"article {article.id} was never published")
    return Entry(
        id=article.feed_id,
        url=links.absolute(article.url),
        title=article.headline,
        summary=article.summary,
        html=links.in_full(_whole(article), article.url),
        author=article.byline or site.name,
        published=article.published_at,
        updated=article.updated_at or article.published_at,
        picture=links.absolute(article.picture.largest().url) if article.picture else "",
        labels=[label.name for label in article.labels],
        language=article.language or "",
        replies=_replies(article),
    )


def _whole(article: Article) -> str:
    """Everything that stands under the headline."""
    template = current_app.jinja_env.get_template("articles/whole.html")
    return template.render(article=article, text=html.without_more(article.html))


def _replies(article: Article) -> Replies | None:
    """Where its comments are, if it has any or takes them."""
    if not (article.invites_comments or article.comment_count):
        return None
    return Replies(
        number=article.comment_count,
        url=links.absolute(f"{article.url}#comments"),
        atom=links.absolute(article.comments_feed("atom")),
        rss=links.absolute(article.comments_feed("rss")),
    )
