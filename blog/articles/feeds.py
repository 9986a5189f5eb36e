"""The feed, for people who follow the blog with a reader (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence

from feedgenerator import Atom1Feed

from blog.models.article import Article
from blog.models.site import Site
from blog.text import names
from blog.web import links

LENGTH = 20


def atom(site: Site, articles: Sequence[Article], path: str) -> str:
    """An Atom feed of whole articles, served at ``path``."""
    feed = Atom1Feed(
        title=names.clean_words(site.name),
        link=links.absolute("/"),
        description="",
        subtitle=names.clean_words(site.description),
        language=site.language,
        feed_url=links.absolute(path),
        feed_guid=site.feed_id,
        author_name=names.clean_words(site.name),
    )
    for article in articles:
        feed.add_item(
            title=names.clean_words(article.headline),
            link=links.absolute(article.url),
            description=names.clean_words(article.summary),
            content=links.in_full(names.clean_words(article.html)),
            unique_id=article.feed_id,
            pubdate=article.published_at,
            updateddate=article.updated_at or article.published_at,
            author_name=names.clean_words(article.byline or site.name),
            categories=[label.name for label in article.labels],
        )
    return str(feed.writeString("utf-8"))
