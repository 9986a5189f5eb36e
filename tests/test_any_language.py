"""Any language fits: the blog in one that nobody speaks, which is written from the right."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from zoneinfo import available_timezones

import pytest
from sqlalchemy import select

from blog import mail
from blog.articles import bin as waste
from blog.articles import sharing
from blog.comments import authors
from blog.db import db, now
from blog.models.address import Address
from blog.models.article import Article, Kind
from blog.models.block import Block, BlockKind
from blog.models.comment import Standing
from blog.models.letter import LetterKind
from blog.models.owner import Owner
from blog.models.picture import Picture
from blog.models.site import LANGUAGES
from blog.owner.settings_forms import NAMES as CONSOLES
from blog.transfer import work
from tests import every_page, pages, pseudo
from tests.owner.working import edit, press
from tests.test_translations import NAMES, seen
from tests.transfer import feeds
from tests.transfer import moving as moves

WORD = "كلمة"
"""What people write in this blog: a word with no letter of ours."""

TOKEN = "0123-4567"
OLD_BLOG = feeds.feed(moves.post(1, title=WORD, content=WORD), moves.remark(2, on=1, content=WORD))

SAME = {
    *(NAMES | {"JSON", *LANGUAGES.values()}),
    *{word for name in CONSOLES.values() for word in name.split()},
    *{part for zone in available_timezones() for part in re.split("[/_]", zone)},
}
LEAVE = {"owner.log_out", "owner.log_out_everywhere"}
OURS = re.compile("[A-Za-z]{2,}")


@pytest.fixture
def spoken(site):
    """A blog in which every word of ours is accented, and none of its people's has our letters."""
    with db.writing():
        site.language = pseudo.LANGUAGE
        site.name = site.description = WORD
        db.session.get_one(Owner, 1).name = WORD
    with pseudo.spoken():
        yield site


@pytest.fixture
def full(spoken, desk, make, monkeypatch):
    """Something of everything, so that no page is short of words."""
    article = make.article(
        WORD,
        standfirst=WORD,
        body=f"{WORD}\n\n## {WORD}\n\n![]({make.picture(320, 200).largest('jpeg').url})",
        labels=WORD,
        wants_breaking=True,
        picture_id=1,
    )
    make.article(WORD, body=WORD, ago=timedelta(days=40), labels=WORD)
    make.article(WORD, body=WORD, publish_at=now() + timedelta(days=2))
    make.article(WORD, body=WORD, publish=False)
    make.article(WORD, body=WORD, kind=Kind.PAGE, slug="about")
    press(desk, "keep", edit(article), body=f"{WORD} {WORD}")
    for standing in Standing:
        receipt = authors.digest(standing)
        make.comment(article, WORD, name=WORD, standing=standing, receipt=receipt)
    binned = make.article(WORD, body=WORD)
    with db.writing():
        waste.put_in(binned)
        monkeypatch.setattr(sharing.secrets, "token_urlsafe", lambda _: TOKEN)
        sharing.make(article, timedelta(days=2))
        db.session.add(Address(path="/2019/05/", article_id=article.id))
        db.session.add(Block(kind=BlockKind.WORD, value=WORD, created_at=now()))
        for one in db.session.scalars(select(Article)):
            one.byline = WORD
        db.session.get_one(Picture, 1).name = WORD
        mail.post(LetterKind.NOTICE, "deniz@example.org", WORD, WORD)
    desk.post("/owner/moving", data={"files": (io.BytesIO(OLD_BLOG.encode()), "feed.atom")})
    work.go_on()
    return article


def english(page: str) -> list[str]:
    """What a page says that did not go through the catalogue."""
    shown = seen(re.sub("<script.*?</script>", "", page, flags=re.DOTALL))
    words = re.sub(r"\S*[/@]\S*|\{\w+\}", " ", " ".join(shown)).split()
    return [word for word in words if OURS.search(word) and word.strip(".,:()·") not in SAME]


def is_page(answer) -> bool:
    return answer.mimetype == "text/html" and not 300 <= answer.status_code < 400


def test_every_page_speaks_it_and_is_written_from_the_right(app, desk, client, full):
    known = {"path": full.path[1:], "label": WORD, "slug": full.labels[0].slug, "token": TOKEN}
    untranslated = []

    for door in every_page.pages(app, **known):
        for who in (desk, client):
            with who.get(door.path) as answer:
                if is_page(answer) and door.endpoint != "site.ad_frame":
                    assert pages.tree(answer).get("dir") == "rtl", door
                    untranslated += [(door.path, words) for words in english(answer.text)]

    assert untranslated == []


def test_whatever_is_wrong_with_a_form_is_told_in_it(app, desk, client, full):
    mistakes = {"email": "@", "url": "/", "publish_at": "/", "format": "/", "body": ""}
    told, untranslated = 0, []

    for door in every_page.forms(app):
        if door.endpoint not in LEAVE:
            for who in (desk, client):
                answer = who.post(door.path, data=mistakes)
                if is_page(answer):
                    told += answer.status_code == 422
                    untranslated += [(door.path, words) for words in english(answer.text)]

    assert untranslated == []
    assert told > 10
