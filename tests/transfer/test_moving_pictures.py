"""The pictures of an old blog: from its albums, its text, and, if the owner asks, the web."""

from __future__ import annotations

import base64
import io

import pytest
from sqlalchemy import func, select

from blog import housekeeping, pictures
from blog.db import db
from blog.models.moving import Move, OldPicture, Step, Whereabouts
from blog.models.picture import Picture
from blog.transfer import fetching, old_pictures, publishing, undoing, work
from tests.transfer.feeds import TAKEOUT_ZIP
from tests.transfer.moving import article, bring, entries, feed, post, rehearse

WEB = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEabcdefghijkl"
LARGE = f"{WEB}/s0/a.png"
SEPARATOR = (
    f'&lt;div class="separator"&gt;&lt;a href="{WEB}/s1600/a.png"&gt;'
    f'&lt;img src="{WEB}/s320/a.png" alt="A bridge"&gt;&lt;/a&gt;&lt;/div&gt;Words.'
)


def all_pictures(move: Move) -> list[OldPicture]:
    return list(db.session.scalars(select(OldPicture).where(OldPicture.move_id == move.id)))


@pytest.fixture
def web(monkeypatch, make):
    """The web: what it has by address, and what it was asked for."""

    class Web(dict[str, object]):
        def __init__(self, *there: object) -> None:
            super().__init__(*there)
            self.asked: list[str] = []

        def fetch(self, url: str) -> bytes:
            self.asked.append(url)
            found = self.get(url, fetching.NotFetched(fetching.Reason.GONE))
            if isinstance(found, Exception):
                raise found
            return found  # type: ignore[return-value]

    web = Web({LARGE: make.file(1200, 800).getvalue()})
    monkeypatch.setattr(fetching, "fetch", web.fetch)
    return web


def test_a_picture_from_the_album_leads_its_article(client, site):
    move = bring(TAKEOUT_ZIP)

    brought = next(one for one in all_pictures(move) if one.picture)
    led = next(entry.article for entry in entries(move).values() if entry.source == "1001")
    assert brought.whereabouts is Whereabouts.ALBUM
    assert led.picture == brought.picture
    assert "kopru" not in led.html
    with client.get(led.picture.largest().url) as answer:
        assert answer.status_code == 200


def test_a_picture_inside_the_text_becomes_a_file(client, site, make, tmp_path):
    data = base64.b64encode(make.file(300, 200).getvalue()).decode()
    body = f'Words. &lt;img src="data:image/png;base64,{data}" alt="A map"&gt; More.'

    move = bring(feed(tmp_path, post(1, content=body)))

    picture = all_pictures(move)[0].picture
    assert f'src="{picture.largest().url}"' in article(1).html
    assert 'width="300"' in article(1).html
    assert "data:" not in article(1).html


def test_a_picture_inside_the_text_that_is_none_is_lost_and_said(site, tmp_path):
    body = '&lt;img src="data:image/png;base64,AAAA" alt="A map"&gt;'

    move = rehearse(feed(tmp_path, post(1, content=body)))

    assert [(one.whereabouts, one.reason) for one in all_pictures(move)] == [
        (Whereabouts.LOST, pictures.Reason.NOT_A_PICTURE.value)
    ]


def test_nothing_is_asked_of_the_web_unless_the_owner_wishes_it(site, web, tmp_path):
    move = bring(feed(tmp_path, post(1, content=SEPARATOR)))

    assert web.asked == []
    assert all_pictures(move)[0].whereabouts is Whereabouts.AWAY
    assert f'<a class="not-fetched" href="{LARGE}"' in article(1).html


def test_a_picture_that_is_fetched_before_publishing_leads(site, web, tmp_path):
    move = rehearse(feed(tmp_path, post(1, content=SEPARATOR)))

    old_pictures.ask_for(move)
    work.go_on()
    publishing.publish(move)

    assert (article(1).picture.width, article(1).picture_alt) == (1200, "A bridge")
    assert article(1).html == "<p>Words.</p>"


def test_a_picture_can_be_fetched_after_publishing_too(site, web, tmp_path):
    move = bring(feed(tmp_path, post(1, content=f"First.{SEPARATOR}")))

    old_pictures.ask_for(move)
    work.go_on()

    assert "not-fetched" not in article(1).html
    assert article(1).html == article(1).body
    assert undoing.obstacles(move) == []
    undoing.undo(move)
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 0


def test_a_text_that_its_owner_changed_keeps_its_words(site, web, tmp_path):
    move = bring(feed(tmp_path, post(1, content=SEPARATOR)))
    with db.writing():
        article(1).body += "<!-- a note to myself -->"
        article(1).version += 1
    before = article(1).body

    old_pictures.ask_for(move)
    work.go_on()

    assert article(1).body == before


def test_one_picture_in_two_articles_is_fetched_once(site, web, tmp_path):
    body = SEPARATOR
    move = rehearse(feed(tmp_path, post(1, content=body), post(2, content=body)))

    old_pictures.ask_for(move)
    work.go_on()

    assert web.asked == [LARGE]


def test_what_is_gone_for_good_is_lost_and_what_is_not_is_asked_for_again(site, web, tmp_path):
    slow, gone = f"{WEB}b/s0/slow.png", f"{WEB}c/s0/gone.png"
    web[slow] = fetching.NotFetched(fetching.Reason.TOO_SLOW)
    body = "".join(f'&lt;img src="{url}"&gt;' for url in (slow, gone))
    move = rehearse(feed(tmp_path, post(1, content=body)))
    for _ in range(2):
        old_pictures.ask_for(move)
        work.go_on()

    assert web.asked == [slow, gone, slow]
    assert {(one.key, one.whereabouts, one.reason) for one in all_pictures(move)} == {
        (slow, Whereabouts.AWAY, "too slow"),
        (gone, Whereabouts.LOST, "gone"),
    }


def test_what_is_no_picture_is_never_shown(site, web, tmp_path):
    web[LARGE] = b"<html>Sign in</html>"
    move = rehearse(feed(tmp_path, post(1, content=SEPARATOR)))

    old_pictures.ask_for(move)
    work.go_on()

    assert all_pictures(move)[0].whereabouts is Whereabouts.LOST


def test_fetching_goes_on_where_it_was_left(site, web, monkeypatch, tmp_path):
    other = f"{WEB}b/s0/b.png"
    web[other] = web[LARGE]
    body = "".join(f'&lt;img src="{url}"&gt;' for url in (LARGE, other))
    move = rehearse(feed(tmp_path, post(1, content=body)))
    old_pictures.ask_for(move)
    with monkeypatch.context() as patched:
        patched.setattr(housekeeping, "go_on", _stop)
        with pytest.raises(housekeeping.Stopped):
            work.go_on()

    work.go_on()

    assert web.asked == [LARGE, other]
    assert move.step is Step.READY


def _stop() -> None:
    raise housekeeping.Stopped


def test_a_damaged_picture_in_the_album_can_still_be_fetched(site, web, tmp_path):
    folder = tmp_path / "Takeout" / "Blogger"
    (folder / "Blogs" / "Gazete").mkdir(parents=True)
    (folder / "Albums" / "Gazete").mkdir(parents=True)
    (folder / "Albums" / "Gazete" / "a.png").write_bytes(b"\x89PNG, cut short")
    file = feed(tmp_path, post(1, content=SEPARATOR))
    file.rename(folder / "Blogs" / "Gazete" / "feed.atom")

    move = rehearse(tmp_path / "Takeout")
    assert all_pictures(move)[0].whereabouts is Whereabouts.AWAY

    old_pictures.ask_for(move)
    work.go_on()
    assert all_pictures(move)[0].whereabouts is Whereabouts.FETCHED


def test_a_picture_keeps_its_bytes_privately(site, web, tmp_path):
    move = rehearse(feed(tmp_path, post(1, content=SEPARATOR)))
    old_pictures.ask_for(move)
    work.go_on()

    kept = all_pictures(move)[0].picture
    assert pictures.original_of(kept).read_bytes() == io.BytesIO(web[LARGE]).getvalue()
