"""Every kind of page the blog has, each in a blog where it is at its fullest or at its oddest."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from flask import Flask, abort
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

import app as blog_app
from blog import mail, pictures, signin
from blog.articles import actions as life
from blog.articles import bin as waste
from blog.articles import history, sharing
from blog.comments import authors, following, passes
from blog.db import db, now
from blog.demo import actions as demo
from blog.demo import drawings, samples
from blog.follow import subscribers
from blog.models.address import Address
from blog.models.article import Article, Kind
from blog.models.comment import Standing
from blog.models.label import Label
from blog.models.letter import Letter
from blog.models.owner import Errand, Owner
from blog.models.site import Site
from blog.models.visit import Referrals, Visits
from blog.transfer import work
from tests import mailing, pages
from tests.comments import visiting
from tests.conftest import PASSWORD, Desk, Factory, Visitor, compiled
from tests.owner import working
from tests.transfer import feeds
from tests.transfer import moving as moves

LONG_HEADLINE = {
    "en": "Council votes eleven to ten, after a debate of nine hours and a power cut, to ask "
    "again whether the bridge that was opened in June may be closed",
    "tr": "Belediye meclisi, dokuz saat süren tartışmanın ve bir elektrik kesintisinin ardından, "
    "haziranda açılan köprünün kapatılıp kapatılmayacağını sormaya karar verdi",
}
LONG_WORD = "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine"
EVERYTHING = """{opening} This is **bold**, this *italic*, and this a [link](https://example.org/a/rather/long/address?with=parts).

## One heading

> {quoted}
>
> — {name}

1. First, with `code` in it
2. Second
   - a point
   - another one[^1]

### Another heading

| Year | Passengers | Share of all journeys | Remarks |
|---|--:|--:|---|
| 2024 | 1,240 | 3.1 % | Two trams |
| 2025 | 118,911 | 41.7 % | Six trams, and one on loan |

```
for tram in trams:
    print(f"{{tram.name:>20}} {{tram.passengers:8}} a long line that has to go somewhere")
```

---

{closing}[^2]

[^1]: A note, at the foot.
[^2]: Another one, with a [link](https://example.org/).
"""

Ask = Callable[[], Any]


class Shown(NamedTuple):
    """A page to look at: what it is called, and how one gets its answer."""

    name: str
    ask: Ask
    client: FlaskClient


class Blog:
    """One blog to take pages from: its visitor, its owner, and what is put into it."""

    def __init__(self, app: Flask, language: str) -> None:
        self.app, self.language = app, language
        self.make = Factory()
        self.paper = samples.newspaper(language)
        self.visitor = app.test_client()
        self.desk = Desk(app, app.response_class)

    def read(self, name: str, path: str) -> Shown:
        """What a reader gets at this address."""
        return Shown(name, lambda: self.visitor.get(path), self.visitor)

    def manage(self, name: str, path: str) -> Shown:
        """What the owner gets at this address."""
        return Shown(name, lambda: self.desk.get(path), self.desk)

    def print_paper(self, count: int, pictured: bool = True) -> list[Article]:
        """Publish articles out of the samples, newest first, one every three days."""
        made = []
        for number in range(count):
            one = self.paper.articles[number % len(self.paper.articles)]
            picture = None
            if pictured and one.picture:
                prepared = demo._drawn(one.picture)
                with db.writing():
                    picture = pictures.keep(prepared)
            made.append(
                self.make.article(
                    one.title,
                    standfirst=one.standfirst,
                    body=one.body,
                    labels=", ".join(one.labels),
                    picture_id=picture.id if picture else None,
                    ago=timedelta(days=3 * number + 1),
                )
            )
        return made


@contextmanager
def without_drawings() -> Iterator[None]:
    """Samples with small pictures of one colour: drawing real ones takes a second each."""
    plain = Image.new("RGB", (320, 200), "teal")
    with (
        mock.patch.object(drawings, "draw", return_value=plain),
        mock.patch.object(drawings, "advertisement", return_value=plain),
    ):
        yield


@contextmanager
def blog(language: str, is_set_up: bool = True) -> Iterator[Blog]:
    """A blog of its own, in a folder that goes when it does."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "blog.db").write_bytes(_empty_database())
        app = blog_app.create_app(INSTANCE=folder)
        app.jinja_env.bytecode_cache = compiled
        app.test_client_class = Visitor
        app.add_url_rule("/trouble/<int:code>", view_func=abort)
        with app.test_request_context():
            made = Blog(app, language)
            if is_set_up:
                _set_up(made)
            yield made
            db.session.remove()
            db.engine.dispose()


@cache
def _empty_database() -> bytes:
    """A database as the migrations make it, which takes them a second."""
    with tempfile.TemporaryDirectory() as folder:
        app = blog_app.create_app(INSTANCE=folder)
        with app.app_context():
            db.engine.dispose()
        return (Path(folder) / "blog.db").read_bytes()


def _set_up(blog: Blog) -> None:
    with db.writing():
        site = Site(
            name=blog.paper.name,
            description=blog.paper.description,
            language=blog.language,
            time_zone="Europe/Istanbul" if blog.language == "tr" else "Europe/London",
            url="http://localhost",
            feed_id="urn:uuid:2f1c9f3e-8d44-4a0e-9d3c-0b8a4a6b7c11",
            created_at=now(),
        )
        password = signin.hash_password(PASSWORD)
        db.session.add_all([site, Owner(name="Ada", password=password, created_at=now())])
    blog.desk.post("/login", data={"name": "Ada", "password": PASSWORD})


def every(language: str) -> Iterator[Shown]:
    """Every kind of page. Each has to be asked for before the next one is taken."""
    for scene in (newspaper, oddities, troubles, moving, letters_leave, news_by_mail):
        with blog(language) as made:
            yield from scene(made)
    for count, name, pictured in ((0, "none", False), (1, "1", True), (7, "7", True)):
        with blog(language) as made:
            made.print_paper(count, pictured)
            yield made.read(f"front-{name}", "/")
            if not count:
                yield made.read("archive-none", "/archive/")
                yield made.manage("desk-articles-none", "/owner/articles")
                yield made.manage("desk-comments-none", "/owner/comments")
                yield made.manage("desk-ad-none", "/owner/ad")
    with blog(language) as made:
        made.print_paper(14, pictured=False)
        yield made.read("front-plain", "/")
    with blog(language, is_set_up=False) as made:
        yield from beginning(made)


def newspaper(blog: Blog) -> Iterator[Shown]:
    """The samples, with the articles of two years behind them."""
    demo.fill(db.get_or_404(Site, 1))
    known = list(db.session.scalars(select(Article).where(Article.kind == Kind.ARTICLE)))
    for number, one in enumerate(known * 2):
        blog.make.article(
            one.title,
            standfirst=one.standfirst,
            labels=", ".join(label.name for label in one.labels),
            picture_id=one.picture_id,
            ago=timedelta(days=31 + 19 * number),
        )
    by_comments = max(known, key=lambda article: article.comment_count)
    breaking = next(article for article in known if article.is_breaking)
    longest = max(known, key=lambda article: article.words)
    with db.writing():
        db.session.add(Label(name="Ships", key="ships", slug="ships"))

    yield blog.read("front-40", "/")
    yield blog.read("front-older", "/?page=2")
    yield blog.read("article", longest.url)
    yield blog.read("article-breaking", breaking.url)
    yield blog.read("article-talk", by_comments.url)
    yield blog.read("archive", "/archive/")
    yield blog.read("year", f"/{longest.month // 100}/")
    yield blog.read("month", f"/{longest.month // 100}/{longest.month % 100:02}/")
    yield blog.read("label", longest.labels[0].url)
    yield blog.read("label-none", "/label/ships")
    yield blog.read("search", "/search")
    yield blog.read("search-hits", f"/search?q={longest.title.split()[0]}")
    yield blog.read("search-better", "/search?q=habrour+tranvay")
    yield blog.read("search-nothing", f"/search?q={LONG_WORD}")
    yield blog.read("search-no-word", "/search?q=*+%22+(")
    yield blog.read("about", demo.ABOUT_PATH)

    yield from conversation(blog, by_comments)
    yield from desk(blog, longest)


def conversation(blog: Blog, article: Article) -> Iterator[Shown]:
    """What a visitor meets who takes part."""
    answered = next(one for one in article.comments if one.is_approved)
    answer = f"/comments/on/{article.id}?parent={answered.id}"
    yield blog.read("answer", answer)

    def send(**fields: str) -> Any:
        return visiting.send(blog.visitor, article, **fields)

    wrong = {"name": "", "email": "nowhere", "url": "no address", "body": answered.body}
    yield Shown("comment-mistakes", lambda: send(**wrong), blog.visitor)

    for standing in Standing:
        sent = blog.make.comment(article, answered.body, standing=standing)
        with db.writing():
            sent.receipt = authors.digest(standing)
        yield blog.read(f"receipt-{standing}", f"/comments/receipt/{standing}")

    for number in range(11):
        last = send(body=f"{answered.body} {number}")
    yield Shown("comment-too-many", lambda: last, blog.visitor)


def oddities(blog: Blog) -> Iterator[Shown]:
    """Articles that no designer thought of."""
    make, paper = blog.make, blog.paper
    longest = max(paper.articles, key=lambda one: len(one.body))
    first, *_, last = longest.body.split("\n\n")
    portrait = make.picture(900, 1500, "darkslategray").id
    make.article("About", kind=Kind.PAGE, slug="about", body=paper.about.body)
    odd = {
        "long-headline": {"title": LONG_HEADLINE[blog.language], "body": longest.body[:2000]},
        "long-words": {
            "title": LONG_WORD,
            "standfirst": f"{LONG_WORD} {LONG_WORD}",
            "body": f"{LONG_WORD} {longest.body[:900]}\n\n## {LONG_WORD}\n\n`{LONG_WORD}`",
            "labels": LONG_WORD,
        },
        "portrait": {
            "title": longest.title,
            "picture_id": portrait,
            "picture_alt": longest.alt,
            "picture_caption": longest.caption,
            "body": longest.body[:2500],
        },
        "5000-words": {
            "title": longest.title,
            "standfirst": longest.standfirst,
            "body": "\n\n".join([longest.body] * 4),
        },
        "everything": {
            "title": paper.articles[1].title,
            "body": EVERYTHING.format(
                opening=first, quoted=longest.standfirst, name=longest.byline, closing=last
            ),
        },
    }
    for name, fields in odd.items():
        article = make.article(**fields)
        yield blog.read(f"article-{name}", article.url)
    bare = make.article(paper.articles[0].title, body="", takes_comments=False)
    yield blog.read("article-bare", bare.url)

    article = make.article(paper.articles[2].title, body=first)
    comment = None
    for depth in range(6):
        comment = make.comment(
            article, f"{longest.body[: 60 + 130 * (depth % 3)]}…", parent=comment
        )
        make.comment(article, f"{LONG_WORD} https://example.org/{LONG_WORD}", parent=comment)
    yield blog.read("article-deep-talk", article.url)
    yield blog.read("front-odd", "/")


def troubles(blog: Blog) -> Iterator[Shown]:
    """Pages nobody wants to see."""
    gone = blog.make.article("Gone")
    with db.writing():
        life.withdraw(gone)
    blog.print_paper(2, pictured=False)
    yield blog.read("error-410", gone.url)
    yield blog.read("error-404", "/nowhere")
    for code in (400, 403, 413, 429, 500, 503):
        yield blog.read(f"error-{code}", f"/trouble/{code}")
    words = {"title": "Bridge opens", "body": blog.paper.articles[0].body[:700], "labels": "Town"}
    stranger = blog.app.test_client()
    yield Shown("error-401", lambda: stranger.post("/owner/articles", data=words), stranger)


def desk(blog: Blog, first: Article) -> Iterator[Shown]:
    """The owner's pages."""
    make = blog.make
    first = db.get_or_404(Article, first.id)
    edited = f"/owner/articles/{first.id}"
    one, two, *_ = blog.paper.articles
    make.article(one.title, standfirst=one.standfirst, publish=False)
    make.article(LONG_HEADLINE[blog.language], labels="Kent, Spor", ago=timedelta(days=-1))
    gone = make.article(two.title, ago=timedelta(days=50))
    binned = make.article(two.title)
    with db.writing():
        life.withdraw(gone)
        waste.put_in(binned)
        life.write(
            first, life.Typed(title=first.title, body=first.body, picture_id=first.picture_id)
        )
        token = sharing.make(first, timedelta(days=7))
        db.session.add(Address(path="/2019/05/bridge.html", article_id=first.id))
        db.session.add(Address(path="/2019/05/gone.html"))
    make.comment(first, one.body[:500], standing=Standing.REJECTED)

    yield blog.manage("desk-articles", "/owner/articles")
    yield blog.manage("desk-new", "/owner/articles/new")
    yield blog.manage("desk-edit", edited)
    yield blog.manage("desk-comments", "/owner/comments")
    yield blog.manage("desk-comments-approved", "/owner/comments?standing=approved")
    yield blog.manage("desk-comments-rejected", "/owner/comments?standing=rejected")
    yield blog.manage("desk-comments-sender", "/owner/comments?standing=all&like=1")
    yield blog.manage("desk-comments-by-article", "/owner/comments?standing=approved&by=article")
    yield blog.manage("desk-answer", "/owner/comments/1/answer")
    yield blog.manage("desk-block", "/owner/comments/1/block")
    yield blog.manage("desk-blocks", "/owner/blocks")
    yield blog.read("report", "/comments/1/report")
    yield blog.manage("desk-about", "/owner/about")
    yield blog.manage("desk-pages", "/owner/pages")
    yield blog.manage("desk-bin", "/owner/bin")
    yield blog.manage("desk-destruction", f"/owner/articles/{binned.id}/destruction")
    yield blog.manage("desk-share-links", f"{edited}/share-links")
    yield blog.read("shared", f"/shared/{token}")
    redirects = "/owner/redirects"
    nowhere = {"source": "/archive/", "destination": "nowhere"}
    yield blog.manage("desk-redirects", redirects)
    yield blog.manage("desk-redirect", f"{redirects}/change?path=/2019/05/bridge.html")
    refused = lambda: blog.desk.post(redirects, data=nowhere)  # noqa: E731
    yield Shown("desk-redirects-mistakes", refused, blog.desk)
    yield blog.manage("desk-ad", "/owner/ad")
    yield blog.manage("desk-settings", "/owner/settings")
    yield from tools(blog, first)

    def press(button: str, path: str, **typed: Any) -> Ask:
        return lambda: working.press(blog.desk, button, path, **typed)

    wrong = {"title": "", "body": "", "labels": "x" * 300}
    yield Shown("desk-edit-mistakes", press("publish", edited, **wrong), blog.desk)
    outdated = press("keep", edited, version="1", title=f"{first.title} II")
    yield Shown("desk-edit-outdated", outdated, blog.desk)
    yield blog.manage("desk-revisions", f"{edited}/revisions")
    *_, oldest = db.session.scalars(history.of(first))
    yield blog.manage("desk-revision", f"{edited}/revisions/{oldest.id}")
    form = working.fill_in(blog.desk, edited)
    yield Shown("desk-preview", lambda: blog.desk.post("/owner/preview", data=form), blog.desk)
    settings = pages.form(blog.desk.get("/owner/settings"), having="accent")
    settings |= {"name": "", "time_zone": "Atlantis", "url": "nowhere"}
    yield Shown(
        "desk-settings-mistakes",
        lambda: blog.desk.post("/owner/settings", data=settings),
        blog.desk,
    )

    def save() -> Any:
        saved = working.press(blog.desk, "keep", title=one.title)
        return blog.desk.get(saved.location)

    yield Shown("desk-saved", save, blog.desk)

    stranger = blog.app.test_client()
    yield Shown("login", lambda: stranger.get("/login"), stranger)
    yield Shown(
        "login-wrong",
        lambda: Desk(blog.app, blog.app.response_class).post(
            "/login", data={"name": "Ada", "password": "a guess"}
        ),
        stranger,
    )
    token = signin.make_link(Errand.NEW_PASSWORD, timedelta(days=1))
    yield blog.read("new-password", f"/login/new-password?token={token}")


def tools(blog: Blog, read: Article) -> Iterator[Shown]:
    """What the owner looks at now and then."""
    today = now().date()
    with db.writing():
        for ago in range(0, 60, 3):
            day = str(today - timedelta(days=ago))
            db.session.add(Visits(day=day, article_id=read.id, count=7 * (ago % 11)))
        db.session.add(Referrals(day=str(today), host=f"{LONG_WORD[:50]}.example", count=3))
    yield blog.manage("desk-visits", "/owner/visits")
    yield blog.manage("desk-pictures", "/owner/pictures")
    yield blog.manage("desk-picture", f"/owner/pictures/{read.picture_id}")
    yield blog.manage("desk-labels", "/owner/labels")
    yield blog.manage("desk-label", f"/owner/labels/{read.labels[0].id}")
    yield blog.manage("desk-security", "/owner/security")
    yield blog.manage("desk-log", "/owner/log")
    yield blog.manage("desk-backups", "/owner/backups")
    yield blog.manage("desk-address", "/owner/settings/address")
    away = {"url": f"https://{LONG_WORD[:40]}.example"}
    leave = lambda: blog.desk.post("/owner/settings/address", data=away)  # noqa: E731
    yield Shown("desk-address-away", leave, blog.desk)


def moving(blog: Blog) -> Iterator[Shown]:
    """An old blog that comes in, at every stage of it."""
    place = "/owner/moving"
    ours = blog.make.article(blog.paper.articles[0].title)
    away = "https://1.bp.blogspot.com/-a/b/c/s1600/kopru.jpg"
    inline = "data:image/png;base64,AAAA"
    body = f"Words&lt;img src='{away}'&gt; and&lt;br&gt;&lt;br&gt;&lt;img src='{inline}'&gt;"
    fed = feeds.feed(
        *(moves.post(number, content=body, title=LONG_WORD) for number in (1, 2)),
        moves.post(3, blogger_filename=ours.path, title=""),
        moves.post(4, blogger_filename="/feed.atom"),
        moves.post(5, blogger_trashed="2024-01-01T00:00:00Z"),
        moves.remark(6, on=1, blogger_status="EMPTIED"),
        moves.remark(7, on=1, answers=6),
        moves.remark(8, on=99, content=f"{LONG_WORD} " * 9),
    )

    def hand_in(file: str, content: bytes, addresses: str = "eski.blogspot.com") -> Any:
        sent = {"files": (io.BytesIO(content), file), "addresses": addresses}
        return blog.desk.post(place, data=sent)

    yield Shown("moving-mistakes", lambda: hand_in("feed.atom", fed.encode(), "?"), blog.desk)
    yield Shown("moving-unknown", lambda: hand_in("x.xml", b"<rss/>", ""), blog.desk)
    hand_in("feed.atom", fed.encode())
    yield blog.manage("moving-busy", f"{place}/1")
    work.go_on()
    for name in ("", "/addresses", "/left-out", "/pictures", "/samples/1"):
        yield blog.manage(f"moving-rehearsed{name.replace('/', '-')}", f"{place}/1{name}")
    blog.desk.post(f"{place}/1/publication")
    yield blog.manage("moving-public", f"{place}/1")
    yield blog.read("article-moved-in", "/2024/03/post-1.html")
    blog.make.comment(ours)
    blog.make.comment(db.session.scalars(select(Article).where(Article.id > ours.id)).first())
    refused = lambda: blog.desk.post(f"{place}/1/reversal")  # noqa: E731
    yield Shown("moving-refused", refused, blog.desk)

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("Gazetem", LONG_WORD):
            archive.writestr(f"Takeout/Blogger/Blogs/{name}/feed.atom", fed)
    hand_in("takeout.zip", packed.getvalue())
    yield blog.manage("moving-choosing", f"{place}/2")
    hand_in("feed.atom", fed[:-20].encode())
    work.go_on()
    yield blog.manage("moving-problem", f"{place}/3")
    hand_in("feed.atom", feeds.feed(moves.post(9)).encode())
    work.go_on()
    for act in ("publication", "reversal"):
        blog.desk.post(f"{place}/4/{act}")
    yield blog.manage("moving-undone", f"{place}/4")
    yield blog.manage("moving", place)


def letters_leave(blog: Blog) -> Iterator[Shown]:
    """A blog with a mail server, and somebody who follows a conversation."""
    blog.app.config["SMTP"] = mailing.server(25, "mail.example.org")
    article = blog.make.article(LONG_HEADLINE[blog.language])
    yield blog.read("article-with-letters", article.url)
    sent = visiting.send(blog.visitor, article, email="deniz@example.org", follow="y").location
    comment = visiting.kept()[-1]
    follower = following.of(comment)
    yield blog.read("receipt-asked", sent)
    yield blog.read("following", f"{sent}/following")
    mistake = {"email": LONG_WORD, "scope": "article"}
    follow = lambda: blog.visitor.post(f"{sent}/following", data=mistake)  # noqa: E731
    yield Shown("following-mistake", follow, blog.visitor)
    letter = db.session.scalars(select(Letter)).one()
    confirmation = mailing.link(mail.message(letter, "news@example.org"), "confirmation")
    yield blog.read("confirmation", confirmation)
    blog.visitor.post(confirmation)
    yield blog.read("confirmed", confirmation)
    yield blog.read("receipt-following", sent)
    yield blog.read("leaving", f"/comments/leaving/{follower.leave}")
    left = lambda: blog.visitor.post("/comments/leaving/already")  # noqa: E731
    yield Shown("left", left, blog.visitor)
    decide = f"/decide/{passes.make(comment)}"
    yield blog.read("decide-by-letter", decide)
    blog.visitor.post(decide, data={"act": "approval"})
    yield blog.read("decided-by-letter", decide)
    yield blog.manage("letters-waiting", "/owner/letters")
    with db.writing():
        letter.gave_up_at, letter.next_try_at = now(), None
        letter.error = f"550 {LONG_WORD * 3}"
    yield blog.manage("letters-given-up", "/owner/letters")


def news_by_mail(blog: Blog) -> Iterator[Shown]:
    """A blog that is followed: by somebody who may be, and by one whose letters came back."""
    yield blog.read("follow-without-letters", "/follow")
    blog.app.config["SMTP"] = mailing.server(25, "mail.example.org")
    blog.make.article(LONG_HEADLINE[blog.language], labels=f"{LONG_WORD}, Spor/Futbol")
    yield blog.manage("subscribers-none", "/owner/subscribers")
    yield blog.read("follow", "/follow")
    typed = {"email": LONG_WORD, "rhythm": "daily"}
    follow = lambda: blog.visitor.post("/follow", data=typed)  # noqa: E731
    yield Shown("follow-mistake", follow, blog.visitor)
    for email in (f"{LONG_WORD[:22]}@example.org", "deniz@example.org"):
        blog.visitor.post("/follow", data={"email": email, "rhythm": "daily"})
    yield blog.read("follow-asked", "/follow/asked")
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    confirmation = mailing.link(mail.message(letter, "news@example.org"), "confirmation")
    yield blog.read("news-confirmation", confirmation)
    way_out = blog.visitor.post(confirmation).location
    yield blog.read("news-letters", way_out)
    left = lambda: blog.visitor.post("/follow/letters/already")  # noqa: E731
    yield Shown("news-left", left, blog.visitor)
    yield blog.manage("subscribers", "/owner/subscribers")
    with db.writing():
        deniz = subscribers.of("deniz@example.org")
        deniz.ended_at, deniz.ended_for = now(), f"550 {LONG_WORD * 3}"
    yield blog.manage("subscribers-ended", "/owner/subscribers")
    yield blog.read("news-ended", way_out)


def beginning(blog: Blog) -> Iterator[Shown]:
    """Before there is anything."""
    token = signin.make_link(Errand.SET_UP, timedelta(days=1))
    asks = [("Accept-Language", blog.language)]
    yield Shown("unready", lambda: blog.visitor.get("/", headers=asks), blog.visitor)
    path = f"/setup?token={token}"
    yield Shown("set-up", lambda: blog.visitor.get(path, headers=asks), blog.visitor)
    empty = {"token": token, "language": blog.language, "url": "nowhere", "name": ""}
    yield Shown(
        "set-up-mistakes",
        lambda: blog.desk.post("/setup", data=empty, headers=asks),
        blog.desk,
    )
