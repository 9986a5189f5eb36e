"""The pictures of an old blog: found in its albums, its text or the web, and put in their places.

Nothing is asked of the web unless the owner wishes it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from blog import housekeeping, pictures
from blog.db import db
from blog.models.article import Article
from blog.models.moving import Entry, Move, OldPicture, Step, Whereabouts
from blog.models.picture import Picture
from blog.text import excerpts, html
from blog.text.policies import NOT_FETCHED
from blog.transfer import fetching
from blog.transfer.found import NotReadable
from blog.transfer.matching import WRITTEN
from blog.transfer.readers.packages import Albums

if TYPE_CHECKING:
    from blog.transfer import tidying

MANY = 50
"""Articles that pictures are put into together."""


def look_for(
    move: Move, found: Iterable[tidying.OldPicture], albums: Albums
) -> dict[str, OldPicture]:
    """What is known of pictures, by key. New ones are looked for, which is slow."""
    known = {}
    for one in found:
        if one.key not in known:
            known[one.key] = _known(move, one.key) or _look_for(move, one, albums)
    return known


def arrange(
    body: str, known: Mapping[str, Picture]
) -> tuple[str, Picture | None, tidying.Lead | None]:
    """Put the pictures that are here into a tidied body; one that it begins with leads it."""
    from blog.transfer import tidying  # here, for its parser takes a fifth of the blog's memory

    lead, rest = tidying.led(body, known)
    shown = tidying.show(
        rest, {key: pictures.attributes(picture) for key, picture in known.items()}
    )
    return shown, known[lead.key] if lead else None, lead


def _known(move: Move, key: str) -> OldPicture | None:
    known = select(OldPicture).where(OldPicture.move_id == move.id, OldPicture.key == key)
    return db.session.scalar(known)


def _look_for(move: Move, found: tidying.OldPicture, albums: Albums) -> OldPicture:
    old = OldPicture(move_id=move.id, key=found.key, whereabouts=Whereabouts.AWAY)
    prepared = None
    try:
        if found.data is not None:
            old.whereabouts = Whereabouts.INLINE
            prepared = pictures.prepare(io.BytesIO(found.data), "picture")
        elif member := albums.find(found.key, move.blog):
            with member.open() as stream:
                prepared = pictures.prepare(stream, member.parts[-1])
            old.whereabouts = Whereabouts.ALBUM
    except pictures.Refused as refusal:
        old.reason = refusal.reason.value
    except NotReadable as error:
        old.reason = error.why.value
    if prepared is None and found.data is not None:
        old.whereabouts = Whereabouts.LOST

    with db.writing():
        db.session.add(old)
        if prepared:
            old.picture = pictures.keep(prepared, move.picture_source)
    return old


def ask_for(move: Move) -> None:
    """Have the pictures that are away fetched, those that failed before once more."""
    away = update(OldPicture).where(
        OldPicture.move_id == move.id, OldPicture.whereabouts == Whereabouts.AWAY
    )
    with db.writing():
        if move.step is Step.READY and not move.problem and not move.undone_at:
            db.session.execute(away.values(reason=""))
            move.step = Step.FETCHING


def fetch(move: Move) -> None:
    """Fetch what is away, one after the other, and put it where it belongs.

    Work goes on where it was left: what failed bears its reason, and is not asked for again
    until the owner asks again.
    """
    wanted = select(OldPicture).where(
        OldPicture.move_id == move.id,
        OldPicture.whereabouts == Whereabouts.AWAY,
        OldPicture.reason == "",
    )
    while old := db.session.scalar(wanted.order_by(OldPicture.id).limit(1)):
        _fetch(move, old)
        housekeeping.go_on()
    place(move)
    with db.writing():
        move.step = Step.READY


def _fetch(move: Move, old: OldPicture) -> None:
    prepared, reason, is_lasting = None, "", True
    try:
        name = old.key.rpartition("/")[2]
        prepared = pictures.prepare(io.BytesIO(fetching.fetch(old.key)), name)
    except fetching.NotFetched as failure:
        reason, is_lasting = failure.reason.value, failure.is_lasting
    except pictures.Refused as refusal:
        reason = refusal.reason.value
    with db.writing():
        old.reason = reason
        if prepared:
            old.picture = pictures.keep(prepared, move.picture_source)
            old.whereabouts = Whereabouts.FETCHED
        elif is_lasting:
            old.whereabouts = Whereabouts.LOST


def place(move: Move) -> None:
    """Put the pictures that are here by now into every text that still lacks them.

    A text that the owner has written on since it came keeps the links to them.
    """
    here = select(OldPicture).where(
        OldPicture.move_id == move.id, OldPicture.picture_id.is_not(None)
    )
    known = {old.key: old.picture for old in db.session.scalars(here) if old.picture}
    for entries in _lacking(move):
        arranged = [(entry, arrange(_body(entry), known)) for entry in entries]
        with db.writing():
            for entry, (body, picture, lead) in arranged:
                _put(entry, body, picture, lead)
        housekeeping.go_on()


def _lacking(move: Move) -> Iterator[list[Entry]]:
    """The entries whose texts show pictures that are not here, many at a time."""
    last = 0
    while True:
        query = (
            select(Entry)
            .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN), Entry.number > last)
            .order_by(Entry.number)
            .limit(MANY)
        )
        if not (batch := db.session.scalars(query).all()):
            return
        last = batch[-1].number
        if lacking := [entry for entry in batch if NOT_FETCHED in _body(entry)]:
            yield lacking


def _body(entry: Entry) -> str:
    """The text of an entry that is not public yet, or of its article as it came."""
    if entry.content:
        return str(entry.content["html"])
    article = entry.article if entry.version is not None else None
    return article.html if article and article.html == article.body else ""


def _put(entry: Entry, body: str, picture: Picture | None, lead: tidying.Lead | None) -> None:
    led: dict[str, Any] = {}
    if picture and lead:
        led = {"picture_id": picture.id, "picture_alt": lead.alt[:500]}
        led["picture_caption"] = lead.caption
    if entry.content:
        words = excerpts.words(html.plain(body))
        entry.content = {**entry.content, "html": body, "words": words, **led}
    elif entry.article and entry.article.version == entry.version:
        _change(entry.article, {"html": body, "body": body, **led})
        entry.version = entry.article.version


def _change(article: Article, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(article, name, value)
    article.words = excerpts.words(html.plain(article.html))
    article.version += 1
