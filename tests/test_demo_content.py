import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import inspect, select, text

from blog import pictures
from blog.articles import actions as life
from blog.articles import queries
from blog.db import db, now
from blog.demo import actions, drawings, samples
from blog.demo.press import BANNER, LANDSCAPE, PORTRAIT
from blog.models.act import LoggedAct, Verb
from blog.models.article import Article
from blog.models.comment import Comment, Standing
from blog.models.label import Label
from blog.models.picture import Picture
from blog.models.site import LANGUAGES, Ad, Site
from blog.text import bodies

PAPERS = {language: samples.newspaper(language) for language in samples.languages()}

each_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)


def every(remarks):
    """A conversation, flat, with how deep each remark stands in it."""
    waiting = [(remark, 1) for remark in remarks]
    while waiting:
        remark, depth = waiting.pop()
        yield remark, depth
        waiting += [(reply, depth + 1) for reply in remark.replies]


def html_of(paper):
    return {one.key: bodies.render(one.body, "markdown") for one in [*paper.articles, paper.about]}


def test_there_are_samples_in_every_language_of_the_site():
    assert set(PAPERS) == set(LANGUAGES)


def test_every_language_tells_the_same_stories_at_the_same_hours():
    def shape(paper):
        return {(one.key, one.ago, one.picture, one.breaking) for one in paper.articles}

    def talk(paper):
        return {
            key: sorted((depth, one.after, one.waiting, one.by_owner) for one, depth in every(talk))
            for key, talk in paper.remarks.items()
        }

    english, turkish = PAPERS["en"], PAPERS["tr"]
    assert shape(english) == shape(turkish)
    assert talk(english) == talk(turkish)
    assert len(english.sections) == len(turkish.sections)


def test_a_language_without_samples_gets_the_english_ones():
    assert samples.newspaper("de") == PAPERS["en"]


@each_paper
def test_the_samples_show_everything_that_a_page_can_hold(paper):
    bodies_of = html_of(paper)
    together = "".join(bodies_of.values())

    for thing in ("<table", "<blockquote", "<ul", "<h2", "footnote", "<em>", "<strong>"):
        assert thing in together, thing
    assert max(len(one.body.split()) for one in paper.articles) >= 900
    assert len(min(paper.articles, key=lambda one: len(one.body)).body.splitlines()) == 2
    assert any(one.breaking for one in paper.articles)
    assert any(not one.picture for one in paper.articles)
    assert any(not one.standfirst for one in paper.articles)
    assert {one.picture for one in paper.articles} - {""} == set(drawings.SCENES)


@each_paper
def test_every_picture_is_described_and_every_article_labelled(paper):
    for one in paper.articles:
        assert bool(one.picture) == bool(one.alt) == bool(one.caption), one.key
        assert one.labels, one.key
    assert {name for one in paper.articles for name in one.labels} >= set(paper.sections)


@each_paper
def test_the_archive_has_several_years_and_months(paper):
    ages = [one.ago for one in paper.articles]

    assert max(ages) > timedelta(days=2 * 365)
    assert len({age.days // 31 for age in ages}) >= 6
    assert ages == sorted(ages)


@each_paper
def test_the_conversations_have_every_kind_of_comment(paper):
    said = [pair for talk in paper.remarks.values() for pair in every(talk)]

    assert max(depth for _, depth in said) >= 3
    assert any(one.waiting for one, _ in said)
    assert any(one.by_owner for one, _ in said)
    assert set(paper.remarks) <= {one.key for one in paper.articles}
    assert all(one.name or one.by_owner for one, _ in said)
    lengths = [len(one.body) for one, _ in said]
    assert min(lengths) < 30
    assert max(lengths) > 200


@each_paper
def test_no_comment_is_older_than_what_it_answers_or_younger_than_now(paper):
    ages = {one.key: one.ago for one in paper.articles}
    for key, talk in paper.remarks.items():
        for one, _ in every(talk):
            assert one.after < ages[key], one.body
            assert all(reply.after > one.after for reply in one.replies), one.body


@each_paper
def test_quotes_and_apostrophes_are_set_properly(paper):
    said = [one for talk in paper.remarks.values() for one, _ in every(talk)]
    texts = [text for one in said for text in (one.name, one.body)]
    for one in [*paper.articles, paper.about]:
        texts += [one.title, one.standfirst, one.body, one.alt, one.caption]

    for words in texts:
        assert not re.search(r"""["']| - |\.\.\.""", words), words


@each_paper
def test_comments_say_nothing_in_a_markup_that_they_have_not(paper):
    for talk in paper.remarks.values():
        assert not [one.body for one, _ in every(talk) if re.search(r"[*_`]|\]\(", one.body)]


@each_paper
def test_the_banner_needs_no_letter_that_its_font_lacks(paper):
    assert (paper.ad.name + paper.ad.line).isascii()


@each_paper
def test_links_lead_nowhere_real(paper):
    addresses = [paper.ad.link, *(profile["url"] for profile in paper.follow)]

    assert all(re.match(r"https://([a-z]+\.)?example\.org/", address) for address in addresses)


@pytest.mark.parametrize("kind", drawings.SCENES)
def test_a_drawing_is_the_same_at_every_run_and_full_of_things(kind):
    drawn = drawings.draw(kind)

    assert drawn.size == (PORTRAIT if kind == "lighthouse" else LANDSCAPE)
    assert drawn.mode == "RGB"
    assert drawn.tobytes() == drawings.draw(kind).tobytes()
    assert len(drawn.resize((160, 107)).getcolors(160 * 107)) > 500


def test_the_banner_fits_its_slot():
    assert drawings.advertisement("The Blue Lamp", "Books").size == BANNER


def everything():
    """All that the database and the media folder hold, but for what only rises, and the log."""
    db.session.rollback()
    tables = set(inspect(db.engine).get_table_names()) - {
        "sqlite_sequence",
        "freshness",
        "logged_act",
    }
    tables = {table for table in tables if not table.startswith("search_words")}  # FTS5's own
    rows = {
        table: sorted(map(repr, db.session.execute(text(f"SELECT * FROM {table}"))))
        for table in tables
    }
    files = sorted(path.name for path in pictures.media().rglob("*") if path.is_file())
    return rows, files


@pytest.fixture(autouse=True)
def plain_pictures(monkeypatch):
    """Real ones take seconds, and what they look like matters only above."""

    def plain(kind):
        return actions._prepared(Image.new("RGB", (48, 32), (*kind.encode()[:2], len(kind))), kind)

    monkeypatch.setattr(actions, "_drawn", plain)


@pytest.mark.parametrize("language", PAPERS)
def test_what_was_filled_is_removed_without_a_trace(site, language):
    with db.writing():
        site.language = language
        site.follow = [{"name": "Mine", "url": "https://example.org/mine"}]
    before = everything()
    assert not actions.is_there()

    assert actions.fill(site) == len(PAPERS[language].articles)
    assert actions.is_there()
    assert everything() != before

    assert actions.remove() == len(PAPERS[language].articles)
    assert everything() == before
    assert not actions.is_there()


@pytest.fixture
def filled(site):
    actions.fill(site)
    return site


def test_readers_see_the_samples(filled, client):
    paper = PAPERS["en"]
    front = client.get("/").get_data(as_text=True)
    assert paper.articles[0].title in front

    newest = db.session.scalars(queries.newest()).all()
    assert [one.title for one in newest] == [one.title for one in paper.articles]
    assert db.session.scalars(queries.breaking()).all() == newest[:1]
    for one in newest:
        assert client.get(one.path).status_code == 200, one.path

    about = client.get("/p/about.html").get_data(as_text=True)
    assert "Saltmere Lantern" in about


def test_everything_that_is_made_says_where_it_came_from(filled):
    for noun in (Article, Comment, Picture):
        assert set(db.session.scalars(select(noun.source))) == {"demo"}


def test_the_masthead_gets_its_sections_in_order(filled):
    labels = db.session.scalars(
        select(Label).where(Label.position.is_not(None)).order_by(Label.position)
    )

    assert [label.name for label in labels] == PAPERS["en"].sections


def test_counts_tell_of_approved_comments_only(filled):
    tram = db.session.scalars(queries.newest()).first()
    standings = [comment.standing for comment in tram.comments]

    assert standings.count(Standing.WAITING) == 1
    assert tram.comment_count == standings.count(Standing.APPROVED) == len(standings) - 1


def test_filling_twice_is_filling_once(filled):
    actions.fill(filled)

    assert len(db.session.scalars(select(Article)).all()) == len(PAPERS["en"].articles) + 1
    assert len(filled.follow) == len(PAPERS["en"].follow)


def test_a_blog_with_news_of_its_own_is_left_alone(site, make):
    make.article("Mine")
    before = everything()

    with pytest.raises(actions.NotEmpty):
        actions.fill(site)
    assert everything() == before


def test_of_samples_that_are_gone_the_log_says_just_that(filled):
    actions.remove()

    assert db.session.scalars(select(LoggedAct.verb)).all() == [Verb.SAMPLES_REMOVED]


def test_what_the_owner_added_since_stays(filled, make):
    picture = db.session.scalars(select(Picture)).first()
    make.article("Mine", labels="Sport, Chess", picture_id=picture.id)
    with db.writing():
        filled.follow = [*filled.follow, {"name": "Mine", "url": "https://example.org/mine"}]
        db.session.get(Ad, "header").picture_id = make_own_picture()
    file = picture.largest().file

    actions.remove()

    assert [one.title for one in db.session.scalars(select(Article))] == ["Mine"]
    assert set(db.session.scalars(select(Label.name))) == {"Sport", "Chess"}
    assert db.session.get(Site, 1).follow == [{"name": "Mine", "url": "https://example.org/mine"}]
    assert db.session.get(Ad, "header")
    assert (pictures.media() / file).exists()


def make_own_picture():
    image = Image.new("RGB", (300, 40), "teal")
    return pictures.keep(actions._prepared(image, "mine")).id


def test_a_sample_that_the_owner_has_rewritten_is_the_owners(filled):
    tram, storm = db.session.scalars(queries.newest()).all()[:2]
    with db.writing():
        life.write(tram, life.Typed(title="My tram", body="Mine.", publish_at=tram.published_at))
        life.publish(tram, "<p>Mine.</p>", filled)
        life.write(storm, life.Typed(title="My storm", body="Half a sentence"))

    assert actions.remove() == len(PAPERS["en"].articles) - 2

    kept = db.session.scalars(select(Article).order_by(Article.id.desc())).all()
    assert {one.title for one in kept} == {"My tram", PAPERS["en"].articles[1].title}
    assert {one.source for one in kept} == {""}
    assert {one.comment_count for one in kept} == {0}
    assert not db.session.scalars(select(Comment)).all()
    assert not actions.is_there()


def test_comments_of_visitors_go_with_the_sample_they_stand_under(filled, make):
    tram = db.session.scalars(queries.newest()).first()
    make.comment(tram, "Is this real?")

    actions.remove()

    assert not db.session.scalars(select(Comment)).all()


def test_removing_samples_that_were_never_there_does_nothing(site, make):
    make.article("Mine")
    before = everything()

    assert actions.remove() == 0
    assert everything() == before


def test_samples_are_dated_from_now(filled):
    newest = db.session.scalars(queries.newest()).first()

    assert now() - newest.published_at < timedelta(hours=2)
