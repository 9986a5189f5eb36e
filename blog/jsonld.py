"""What a page is about, in schema.org's words (JSON-LD), for search engines and other machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from blog import cards, icons
from blog.models.article import Article
from blog.models.comment import Said, permalink
from blog.models.site import Site
from blog.text import html
from blog.web import links
from blog.web.macros import memory

Node = dict[str, Any]
"""A thing with its properties; what is empty is left out when it is written."""

SEARCHED = "{search_term_string}"


def front(site: Site) -> str:
    """The blog itself, and how it is searched."""
    return _graph(
        {
            "@type": "WebSite",
            "name": site.name,
            "description": site.description,
            "url": links.absolute("/"),
            "inLanguage": site.language,
            "publisher": _publisher(site),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": links.absolute(f"/search?q={SEARCHED}"),
                },
                "query-input": f"required name={SEARCHED.strip('{}')}",
            },
        }
    )


def article(site: Site, article: Article, comments: Sequence[Said] = ()) -> str:
    """An article, with those comments on it that are shown, or a page, and the way to it."""
    here = article.headline, links.absolute(article.url)
    if article.is_page:
        return _graph(_page(site, article), _way(here))
    return _graph(
        _news(site, article, bool(comments)),
        _way(*((label.name, links.absolute(label.url)) for label in article.labels[:1]), here),
        comment=map(partial(_comment, links.home()), comments),
    )


def listing(site: Site, name: str, url: str, *over: tuple[str, str]) -> str:
    """A list of articles, and the way to it: names and paths of what lies ``over`` it."""
    address = links.absolute(url)
    return _graph(
        {
            "@type": "CollectionPage",
            "name": name,
            "url": address,
            "inLanguage": site.language,
            "isPartOf": {"@type": "WebSite", "name": site.name, "url": links.absolute("/")},
        },
        _way(*((title, links.absolute(path)) for title, path in over), (name, address)),
    )


def _news(site: Site, article: Article, is_discussed: bool) -> Node:
    publisher = _publisher(site)
    return {
        "@type": "NewsArticle",
        **_about(site, article),
        "headline": article.headline,
        "datePublished": _moment(article.published_at),
        "dateModified": _moment(article.updated_at),
        "author": {"@type": "Person", "name": article.byline} if article.byline else publisher,
        "publisher": publisher,
        "mainEntityOfPage": links.absolute(article.url),
        "articleSection": article.labels[0].name if article.labels else "",
        "keywords": [label.name for label in article.labels],
        "wordCount": article.words,
        "isAccessibleForFree": True,
        "commentCount": article.comment_count,
        "comment": [None] if is_discussed else [],
    }


def _page(site: Site, article: Article) -> Node:
    is_about = article.slug == "about" or article.path == "/p/about.html"
    return {
        "@type": "AboutPage" if is_about else "WebPage",
        **_about(site, article),
        "name": article.headline,
        "publisher": _publisher(site),
    }


def _about(site: Site, article: Article) -> Node:
    """What is true of articles and pages alike."""
    pictures = [article.picture.largest().url] if article.picture else []
    return {
        "url": links.absolute(article.url),
        "description": article.summary,
        "inLanguage": article.language or site.language,
        "image": [links.absolute(path) for path in (*pictures, cards.of(site, article).url)],
    }


def _comment(home: str, comment: Said) -> str:
    url = f"{home}{permalink(comment.id)}"

    def make() -> str:
        about = {
            "@type": "Comment",
            "url": url,
            "author": {"@type": "Person", "name": comment.name, "url": comment.url},
            "dateCreated": _moment(comment.created_at),
            "text": html.plain(comment.html),
        }
        return html.data(_filled(about))

    return memory().recall((_comment, comment, url), make)


def _publisher(site: Site) -> Node:
    return {
        "@type": "Organization",
        "name": site.name,
        "url": links.absolute("/"),
        "logo": links.absolute(icons.of(site).touch_url),
        "sameAs": [profile["url"] for profile in site.follow],
    }


def _way(*steps: tuple[str, str]) -> Node:
    """The way from the front page: each step a name and an address."""
    front = _("Front page"), links.absolute(url_for("articles.index"))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate((front, *steps), 1)
        ],
    }


def _moment(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _graph(*nodes: Node, **ready: Iterable[str]) -> str:
    graph = {"@context": "https://schema.org", "@graph": [_filled(node) for node in nodes]}
    return html.data(graph, **ready)


def _filled(value: Any) -> Any:
    """The same without what nothing is said of."""
    if isinstance(value, dict):
        kept = {key: _filled(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("", [], None)}
    if isinstance(value, list):
        return [_filled(one) for one in value]
    return value
