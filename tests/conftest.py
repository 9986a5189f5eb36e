"""A blog for every test: a real database, real pages, and a factory for what is in them."""

from __future__ import annotations

import contextvars
import gc
import io
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, profiles
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from itsdangerous import URLSafeTimedSerializer
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from PIL import Image
from sqlalchemy import event, func, select

import app as blog_app
from blog import instance, pictures, signin
from blog.articles import actions as life
from blog.comments import threads
from blog.db import db, now
from blog.models.article import Article, Kind
from blog.models.comment import Comment, Standing
from blog.models.owner import Login, Owner
from blog.models.picture import Picture
from blog.models.site import Site
from blog.text import bodies, html
from tests import mailing
from tests.mailing import PostOffice

settings.register_profile("shared", deadline=None)  # the machine's load is no property of ours
settings.load_profile("shared")

PASSWORD = "a sentence nobody guesses"

as_shipped = signin._hasher  # slow by intent
signin._hasher = PasswordHasher.from_parameters(profiles.CHEAPEST)


LONGEST = (
    *("test_fitting.py", "test_html.py", "test_axe.py", "browser", "test_pictures.py"),
    *("test_import_broadsheet.py", "test_limits.py", "test_moving_breaks.py", "test_commands.py"),
    "test_any_language.py",
)
"""Files and folders of tests that take minutes, from the longest on."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let them begin first, so that no worker has nothing to do at the end."""
    items.sort(key=lambda item: [name not in item.path.parts for name in LONGEST])


class Compiled(BytecodeCache):
    """Templates as Python's bytecode, by their source: compiled once, not for every blog."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get((bucket.key, bucket.checksum))
        if known:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


compiled = Compiled()


class Visitor(FlaskClient):
    """A browser: it says that its forms come from our own pages."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        # In a context of its own, as under a server: what one request noted in `g` ends with it.
        answer = contextvars.Context().run(super().open, *args, headers=headers, **kwargs)
        db.session.rollback()  # so that the test sees what the request did
        return answer


class Desk(Visitor):
    """The owner's browser: logged in, with the token that its forms carry."""

    def post(self, *args: Any, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        with self.session_transaction() as session:
            session["csrf_token"] = "known"
        signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        fields = {"csrf_token": signer.dumps("known"), **(data or {})}
        return super().post(*args, data=fields, **kwargs)


class Factory:
    """What tests have in their blog. Everything goes in as the blog itself would put it in."""

    def article(self, title: str = "A title", *, publish: bool = True, **fields: Any) -> Article:
        """An article or page, published now unless it is said otherwise."""
        ago = fields.pop("ago", timedelta(0))
        kind = fields.pop("kind", Kind.ARTICLE)
        slug = fields.pop("slug", "")
        fields.setdefault("publish_at", now() - ago)
        typed = life.Typed(title=title, **{"body": "Some words.", **fields})
        with db.writing():
            article = Article(kind=kind, slug=slug, byline="Ayşe Yılmaz")
            life.write(article, typed)
            if publish:
                cleaned = pictures.in_text(bodies.render(typed.body, typed.format))
                life.publish(article, cleaned, db.get_or_404(Site, 1))
        return article

    def comment(self, article: Article, body: str = "Well said.", **fields: Any) -> Comment:
        """A comment that readers see, unless its ``standing`` says otherwise."""
        standing = fields.pop("standing", Standing.APPROVED)
        parent = fields.pop("parent", None)
        with db.writing():
            comment = Comment(
                **{
                    "article_id": article.id,
                    "parent_id": parent.id if parent else None,
                    "anchor": f"comment-{_comments_on(article)}",
                    "name": "Deniz",
                    "body": body,
                    "html": html.comment(body),
                    "policy": html.COMMENT_POLICY,
                    "created_at": now(),
                    "standing": Standing.WAITING,
                    **fields,
                }
            )
            threads.add(comment)
            comment.decide(standing)
        return comment

    def picture(self, width: int = 640, height: int = 400, colour: str = "teal") -> Picture:
        """A picture of one colour."""
        prepared = pictures.prepare(self.file(width, height, colour), "picture.png")
        with db.writing():
            return pictures.keep(prepared)

    def file(self, width: int = 640, height: int = 400, colour: str = "teal") -> io.BytesIO:
        """A picture's file."""
        file = io.BytesIO()
        Image.new("RGB", (width, height), colour).save(file, "PNG")
        file.seek(0)
        return file


def _comments_on(article: Article) -> int:
    counted = select(func.count()).where(Comment.article_id == article.id)
    return db.session.scalars(counted).one()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog that is set up and empty; every test gets a copy of it."""
    folder = tmp_path_factory.mktemp("furnished")
    app = blog_app.create_app(INSTANCE=folder)
    with app.app_context():
        with db.writing():
            db.session.add(
                Site(
                    name="Günebakan",
                    description="News from the hills",
                    language="en",
                    time_zone="Europe/Istanbul",
                    url="http://localhost",
                    feed_id="urn:uuid:2f1c9f3e-8d44-4a0e-9d3c-0b8a4a6b7c11",
                    created_at=now(),
                )
            )
            db.session.add(
                Owner(name="Ayşe", password=signin.hash_password(PASSWORD), created_at=now())
            )
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def house(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The program, put together once: its addresses, templates and statements stay compiled."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(furnished, folder, dirs_exist_ok=True)
    app = blog_app.create_app(INSTANCE=folder)
    with app.app_context():
        event.listen(db.engine, "connect", _trust_the_power)
        db.engine.dispose()
    return app


def _trust_the_power(connection: sqlite3.Connection, _record: object) -> None:
    """Let commits not wait for the disk, which is most of what they cost."""
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture
def furniture(furnished: Path) -> Path:
    """What a test's blog begins with."""
    return furnished


@pytest.fixture
def app(house: Flask, furniture: Path) -> Iterator[Flask]:
    """A blog of its own, inside a request's context (so that articles know their addresses)."""
    as_it_was = dict(house.config)
    _see_others_out(house)
    _furnish_anew(Path(house.instance_path), furniture)
    house.extensions["visits"].take()
    house.test_client_class = Visitor
    with house.test_request_context():
        yield house
        db.session.remove()
        db.engine.dispose()
    house.extensions["pagecache"].forget()
    house.config.clear()
    house.config.update(as_it_was)


def _see_others_out(house: Flask) -> None:
    """An earlier test's second program is in the folder until the collector comes across it."""
    try:
        with instance.alone(house):
            pass
    except instance.InUse:
        gc.collect()


def _furnish_anew(folder: Path, furniture: Path) -> None:
    """Make the instance folder what it was; the file that says who is in it stays."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != ".lock":
            path.unlink()
    shutil.copytree(furniture, folder, dirs_exist_ok=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """The owner's browser, logged in."""
    with db.writing():
        owner = db.session.get_one(Owner, 1)
        token = signin._digest("the owner's token")
        db.session.add(Login(token=token, owner_id=owner.id, created_at=now(), seen_at=now()))
    client = Desk(app, app.response_class)
    with client.session_transaction() as session:
        session["login"] = "the owner's token"
    return client


@pytest.fixture
def site(app: Flask) -> Site:
    """The blog's settings."""
    return db.session.get_one(Site, 1)


@pytest.fixture
def make(app: Flask) -> Factory:
    """What the test needs to be there."""
    return Factory()


@pytest.fixture
def post_office() -> PostOffice:
    """A mail server that is not open yet."""
    return PostOffice()


@pytest.fixture
def office(app: Flask, post_office: PostOffice) -> Iterator[PostOffice]:
    """A mail server that takes the blog's letters."""
    with mailing.opened(post_office) as port:
        app.config["SMTP"] = mailing.server(port)
        yield post_office
