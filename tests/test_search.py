"""What is found, what is not, and in which order; however an article came to be what it is."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, text

from blog.articles import actions as life
from blog.articles import bin as waste
from blog.articles import labels
from blog.db import db, now
from blog.models.article import Article, Kind, published
from blog.models.label import Label
from blog.models.search import SearchDue, SearchEntry, SearchTerm, SearchText
from blog.models.site import Site
from blog.owner import selection
from blog.search import finding, index
from blog.text import html, questions
from blog.transfer import backup, backup_file, undoing
from tests import counting
from tests.text.test_folding import PAIRS
from tests.transfer import moving


def find(typed, **more):
    """The titles of what is found and can be seen, in order."""
    zone = db.session.get_one(Site, 1).zone
    found = finding.find(questions.read(typed), zone, **more)
    known = {one.id: one.title for one in db.session.scalars(published(kind=None))}
    return [known.get(one, "nothing to see") for one in found.articles]


def rewrite(article, **fields):
    """Publish an article with other words."""
    with db.writing():
        typed = life.Typed(**{**vars(life.written(article)), **fields})
        life.write(article, typed)
        life.publish(article, html.article(typed.body), db.get_or_404(Site, 1))


def everything():
    """What the index knows, but for where it keeps it."""
    db.session.rollback()
    counts = dict(db.session.execute(select(SearchTerm.term, SearchTerm.articles)).all())
    matches = text("SELECT count(*) FROM search_words WHERE search_words MATCH :words")
    kept = {term: db.session.scalar(matches, {"words": f'"{term}"'}) for term in counts}
    texts = select(SearchEntry.article_id, SearchText.title, SearchText.body, SearchText.labels)
    texts = texts.join(SearchText, SearchText.place == SearchEntry.place)
    return counts, kept, sorted(db.session.execute(texts).all())


# -- words --


@pytest.mark.parametrize(("written", "asked"), PAIRS)
def test_a_word_is_found_however_it_is_written(make, written, asked):
    make.article("It", body=f"Here is {written}, at last.")
    make.article("Another")

    assert find(asked) == ["It"]
    assert find(f'"is {asked}"') == ["It"]


@pytest.mark.parametrize("field", ["title", "standfirst", "body", "labels"])
def test_words_are_found_wherever_they_stand(make, field):
    article = make.article(**{"title": "News", "body": "Some.", field: "Güneş"})

    assert find("gunes") == [article.title]


def test_all_of_the_words_have_to_be_there_wherever(make):
    make.article("Vapur", body="Ada seferi", labels="Deniz")
    make.article("Vapur durdu", body="Sefer yok")

    assert find("vapur ada deniz") == ["Vapur"]
    assert find("vapur ada tren") == []


def test_a_phrase_is_found_where_its_words_follow_each_other(make):
    make.article("One", body="Ada vapuru geldi.")
    make.article("Two", body="Vapuru ada bekledi.")

    assert find('"ada vapuru"') == ["One"]
    assert sorted(find("ada vapuru")) == ["One", "Two"]


def test_a_beginning_finds_the_words_that_begin_so(make):
    make.article("One", body="okullar")
    make.article("Two", body="okul")
    make.article("Three", body="yokuş")

    assert sorted(find("oku*")) == ["One", "Two"]
    assert find('"okullar yo"*') == []


def test_where_few_have_a_word_those_with_endings_come_after_them(make):
    make.article("Ending", body="okulda, okulun, okullar")
    make.article("Word", body="okul")

    assert find("okul") == ["Word", "Ending"]
    assert find('"okul"') == ["Word"]


def test_a_label_narrows_down_and_its_words_are_found(make):
    make.article("Match", labels="Son Dakika, Spor/Futbol")
    make.article("Talk", body="spor")

    assert find("label:spor/futbol") == ["Match"]
    assert find('etiket:"son dakika"') == ["Match"]
    assert find("label:spor") == []
    assert sorted(find("spor")) == ["Match", "Talk"]
    assert find("dakika label:spor/futbol") == ["Match"]
    assert find("label:nothing") == []


def test_a_year_is_the_blogs_own(make):
    make.article("Old", publish_at=datetime(2019, 12, 31, 20, 30, tzinfo=UTC))  # 23:30 there
    make.article("New", publish_at=datetime(2019, 12, 31, 21, 30, tzinfo=UTC))

    assert find("year:2019") == ["Old"]
    assert find("year:2020 words") == ["New"]
    assert find('yıl:2020 "some words"') == ["New"]
    assert find("year:2018") == find("year:9999") == []


@pytest.mark.parametrize(
    "typed",
    [
        '"', "*", "AND", "NEAR(", "NEAR(a b)", "a OR b", "NOT", "-x", "^x", "title:x", "{a b}:x",
        "x:", "'", "'; DROP TABLE article; --", "%", "_", "\\", "\x00", "a\x00b", "\ufeff",
        "\U000e0041",
        "§7", "¶2026", "¶202611 §1", '"§1"', "(" * 200, '"' * 200, "a" * 10_000, "a* " * 100,
        "* * *",
        "label:'", 'label:"', "label:%", "year:", "🎉", "\u0301", "ａ", "ß" * 300,
    ],
)  # fmt: skip
def test_nothing_that_is_typed_is_more_than_words(make, typed):
    make.article("Vapur")

    assert find(typed) == []
    assert find(f"{typed} vapur"[-150:]) in ([], ["Vapur"])


# -- order --


def test_the_title_is_worth_most_then_what_stands_under_it_then_the_text(make):
    make.article("Text", body="vapur ve başka sözler", ago=timedelta(days=1))
    make.article("Standfirst", standfirst="vapur", body="başka sözler", ago=timedelta(days=2))
    make.article("Vapur", body="başka sözler", ago=timedelta(days=3))

    assert find("vapur") == ["Vapur", "Standfirst", "Text"]
    assert find("vapur", newest_first=True) == ["Text", "Standfirst", "Vapur"]


def test_of_two_alike_the_newer_one_comes_first(make):
    for years in (3, 0, 6):
        make.article(f"{years} years ago", body="vapur", ago=timedelta(days=366 * years))

    assert find("vapur") == ["0 years ago", "3 years ago", "6 years ago"]


def test_of_more_hits_than_are_ranked_the_newest_are_taken(make, monkeypatch):
    monkeypatch.setattr(finding, "HITS", 2)
    for days in (3, 1, 2):
        make.article(f"{days}", body="vapur", ago=timedelta(days=days))

    found = finding.find(questions.read("vapur"), db.session.get_one(Site, 1).zone)

    assert find("vapur") == ["1", "2"]
    assert found.is_more


def test_words_that_nearly_all_have_tell_nothing_so_titles_come_first_and_then_the_newest(
    make, monkeypatch
):
    monkeypatch.setattr(finding, "TELLING", 1)
    for days, title in enumerate(["New", "Vapur", "Old"], 1):
        make.article(title, body="vapur " * days, ago=timedelta(days=days))

    found = finding.find(questions.read("vapur"), db.session.get_one(Site, 1).zone)

    assert find("vapur") == ["Vapur", "New", "Old"]
    assert found.by_date


def test_where_looking_at_all_costs_too_much_the_newest_months_are_looked_at(make, monkeypatch):
    monkeypatch.setattr(finding, "WORK", 4)
    for month in range(1, 12):
        day = datetime(2025, month, 5, 9, tzinfo=UTC)
        make.article(f"{month}", body="ada vapuru", publish_at=day)
    zone = db.session.get_one(Site, 1).zone

    found = finding.find(questions.read("ada vapuru"), zone)
    earlier = finding.find(questions.read("ada vapuru year:2024"), zone)

    assert found.is_partial
    assert find("ada vapuru")[0] == "11"
    assert 0 < len(found.articles) < 11
    assert not earlier.articles


def test_a_question_does_no_more_work_where_there_are_more_articles_with_common_words(
    app, make, monkeypatch
):
    monkeypatch.setattr(finding, "HITS", 20)
    monkeypatch.setattr(finding, "WORK", 200)
    monkeypatch.setattr(finding, "TELLING", 100)

    def work(typed):
        with counting.steps() as taken:
            finding.find(questions.read(typed), db.session.get_one(Site, 1).zone)
        return taken["steps"]

    typed = ["vapur", "vapur ada", '"ada vapur"', "vap*", "label:deniz", "vapur year:2026"]
    add_many(make, 200)
    for one in typed:
        work(one)
    few = [work(one) for one in typed]
    add_many(make, 2_000)

    # Eleven times as many articles with them: it would be about eleven times the work.
    assert all(work(one) < 2 * before for one, before in zip(typed, few, strict=True))


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("ada vapuru year:2025", "¶202412 ¶2025 ¶2026"),
        ('"ada vapuru" year:2026', "¶2026"),
        ("ada vapuru", ""),
        ("vapuru year:2025", ""),
    ],
)
def test_words_that_seldom_meet_are_not_looked_for_past_the_year(make, typed, marks):
    for month in ((2024, 11), (2024, 12), (2025, 3), (2026, 1)):
        make.article("Ada vapuru", publish_at=datetime(*month, 5, tzinfo=UTC))
    asked = []

    def watch(_connection, _cursor, statement, parameters, *_rest):
        asked.extend([parameters[0]] if "search_words MATCH" in statement else [])

    event.listen(db.engine, "before_cursor_execute", watch)
    find(typed)
    event.remove(db.engine, "before_cursor_execute", watch)

    assert sorted(re.findall(r"¶\d+", asked[0])) == marks.split()


def add_many(make, count):
    """Articles like one that is published as ever, past the desk."""
    like = make.article("Vapur", body="vapur ada vapur", labels="Deniz")
    first = db.session.scalars(select(Article.id).order_by(Article.id.desc())).first() + 1
    with db.writing():
        connection = db.session.connection()
        for number in range(first, first + count):
            connection.execute(
                text(
                    "INSERT INTO article (id, kind, path, slug, html, policy, words, byline,"
                    " created_at, published_at, month, feed_id, version, comment_count, spam_count,"
                    " rejected_count, source, title, standfirst, body, format, picture_alt,"
                    " picture_caption, picture_credit, takes_comments, in_navigation)"
                    " SELECT :id, kind, '/' || :id, slug, html, policy, words, byline, created_at,"
                    " published_at, month, 'urn:' || :id, version, 0, 0, 0, '', title, standfirst,"
                    " body, format, '', '', '', takes_comments, in_navigation FROM article"
                    " WHERE id = :like"
                ),
                {"id": number, "like": like.id},
            )
            connection.execute(
                text("INSERT INTO article_label VALUES (:id, :label)"),
                {"id": number, "label": like.labels[0].id},
            )
        index.note(range(first, first + count))
    index.catch_up()


# -- what readers can't see --


@pytest.fixture
def hidden(make, site):
    """A word in everything that readers can't see, or can no more."""
    make.article("kanarya", body="kanarya", labels="kanarya", publish=False)
    make.article("kanarya", body="kanarya", ago=-timedelta(hours=1))
    rewritten = make.article("kanarya", body="kanarya", standfirst="kanarya")
    rewrite(rewritten, title="Public", body="Public", standfirst="")
    with db.writing():
        life.write(rewritten, life.Typed(title="kanarya", body="kanarya"))
    withdrawn, waste_paper = make.article("kanarya"), make.article("kanarya", body="kanarya")
    page = make.article("kanarya", kind=Kind.PAGE, body="kanarya")
    gone = make.article("kanarya", body="kanarya")
    with db.writing():
        life.withdraw(withdrawn)
        waste.put_in(waste_paper)
        waste.put_in(page)
        waste.put_in(gone)
        waste.destroy([gone])


@pytest.mark.parametrize(
    "typed",
    ["kanarya", "kana*", '"kanarya"', "kanary", "kanarya public", "label:kanarya", "year:2026"],
)
def test_what_readers_cannot_see_is_not_even_counted(hidden, typed):
    found = finding.find(questions.read(typed), db.session.get_one(Site, 1).zone)

    assert len(found.articles) == (typed.startswith("year"))
    assert find(typed) in ([], ["Public"])


def test_no_word_of_it_is_proposed_either(hidden):
    zone = db.session.get_one(Site, 1).zone

    assert finding.better(questions.read("kanaryo"), zone) is None
    assert finding.better(questions.read("kanarja"), zone) is None


def test_an_article_is_found_from_its_hour_on_and_nobody_has_to_do_anything(make, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False)
    make.article("Later", publish_at=now() + timedelta(hours=1))
    before = find("later")
    time_machine.move_to(datetime(2026, 11, 22, 10, tzinfo=UTC), tick=False)

    assert (before, find("later")) == ([], ["Later"])


# -- acts --


def test_what_is_published_anew_is_found_by_its_new_words_alone(make):
    article = make.article("Vapur", body="ada")

    rewrite(article, title="Tren", body="gar", labels="Yol")

    assert find("vapur") == find("ada") == []
    assert find("tren gar yol") == ["Tren"]


def test_what_is_brought_back_is_found_again(make):
    article = make.article("Vapur")
    with db.writing():
        life.withdraw(article)
    withdrawn = find("vapur")
    with db.writing():
        life.bring_back(article)
        waste.put_in(article)
    binned = find("vapur")
    with db.writing():
        waste.take_out(article)

    assert (withdrawn, binned, find("vapur")) == ([], [], ["Vapur"])


def test_a_label_is_found_by_what_it_is_called_now(make):
    make.article("Match", labels="Futbol")
    label = db.session.scalars(select(Label)).one()

    with db.writing():
        labels.rename(label, "Ayaktopu")

    assert find("futbol") == find("label:futbol") == []
    assert find("ayaktopu") == find("label:ayaktopu") == ["Match"]


def test_merged_labels_are_found_as_one(make, site):
    make.article("One", labels="Futbol")
    make.article("Two", labels="Top")
    one, other = db.session.scalars(select(Label).order_by(Label.key))

    with db.writing():
        labels.merge(one, [other])

    assert sorted(find("label:futbol")) == sorted(find("futbol")) == ["One", "Two"]


def test_labels_that_many_articles_get_or_lose_at_once_are_found_or_not(make):
    ids = [make.article(title).id for title in ("One", "Two")]
    selection.apply(selection.Act.LABEL, ids, "Deniz")
    labelled = find("deniz")
    selection.apply(selection.Act.UNLABEL, ids, "Deniz")

    assert (sorted(labelled), find("deniz")) == (["One", "Two"], [])


def test_articles_of_one_second_all_have_their_place(make, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False)
    for number in range(12):
        make.article(f"Vapur {number}")

    assert len(find("vapur")) == 12


def test_an_article_may_be_as_old_as_a_date_can_be(make):
    make.article("Ancient vapur", publish_at=datetime(1, 1, 2, tzinfo=UTC))
    make.article("Old vapur", publish_at=datetime(1923, 10, 29, tzinfo=UTC))

    assert find("vapur") == ["Old vapur", "Ancient vapur"]
    assert find('"old vapur" year:1923') == ["Old vapur"]


def test_a_page_is_found_too(make):
    make.article("Hakkında", kind=Kind.PAGE, body="vapur")

    assert find("vapur") == ["Hakkında"]


def test_markup_is_no_word(make):
    make.article("News", body='<p class="vapur">a<em>d</em>a</p><p>tren</p>', format="html")

    assert find("vapur") == find("em") == find("atren") == []
    assert find("ada tren") == ["News"]


def test_however_it_came_about_the_index_is_as_if_made_anew(make, hidden, client):
    one = make.article("Vapur", body="ada vapuru, vapur", labels="Deniz, Ada")
    two = make.article("Tren", body="gar", labels="Ada", ago=timedelta(days=400))
    rewrite(one, body="ada ada")
    rewrite(two, publish_at=now() - timedelta(days=3))
    with db.writing():
        two.labels = [label for label in two.labels if label.name != "Ada"]
        index.note([two.id])
    before = everything()

    with db.writing():
        index.clear()
        index.put_off_all()
    index.catch_up()

    counts, kept, _texts = everything()
    assert everything() == before
    assert counts == kept


# -- many at once --


@pytest.fixture
def two_at_once(monkeypatch):
    """No act has more than two articles indexed."""
    monkeypatch.setattr(index, "AT_ONCE", 2)


def test_what_moved_in_by_the_thousand_is_found_once_housekeeping_has_read_it(
    make, two_at_once, tmp_path
):
    posts = [moving.post(number, content="vapur") for number in range(5)]
    move = moving.bring(moving.feed(tmp_path, *posts))
    before, behind = find("vapur"), index.behind()

    index.catch_up()

    assert (before, behind, index.behind()) == ([], 5, 0)
    assert len(find("vapur")) == 5
    undoing.undo(move)
    assert find("vapur") == []
    index.catch_up()
    assert db.session.scalars(select(SearchEntry)).all() == []
    assert db.session.scalars(select(SearchTerm)).all() == []


def test_a_small_move_is_found_at_once(make, tmp_path):
    move = moving.bring(moving.feed(tmp_path, moving.post(1, content="vapur")))
    found = find("vapur")
    undoing.undo(move)

    assert (found, find("vapur")) == (["Post 1"], [])


def test_a_merged_label_of_thousands_goes_on_being_found_by_its_other_words(
    make, two_at_once, site
):
    for number in range(5):
        make.article(f"Vapur {number}", labels="Deniz")
    make.article("Other", labels="Su")
    other, label = db.session.scalars(select(Label).order_by(Label.key))

    with db.writing():
        labels.merge(label, [other])

    assert len(find("vapur")) == 5
    index.catch_up()
    assert len(find("label:su")) == 6


# -- keeping --


def test_reindexing_reads_everything_and_finds_all_the_while(app, make):
    make.article("Vapur")
    index.begin_again()
    meanwhile, behind = find("vapur"), index.behind()

    done = app.test_cli_runner().invoke(args=["reindex"])
    db.session.rollback()

    assert (meanwhile, behind) == (["Vapur"], 1)
    assert done.exit_code == 0, done.output
    assert (find("vapur"), index.behind()) == (["Vapur"], 0)


def test_reindexing_that_was_broken_off_goes_on(make, two_at_once):
    for number in range(5):
        make.article(f"Vapur {number}")
    index.begin_again()

    class Enough(Exception):
        pass

    def stop(_articles):
        raise Enough

    with pytest.raises(Enough):
        index.catch_up(stop)
    index.begin_again()

    assert index.behind() == 3
    assert len(find("vapur")) == 5


def test_a_damaged_index_is_made_anew(app, make):
    make.article("Vapur")
    with db.writing():
        db.session.connection().exec_driver_sql("DELETE FROM search_words_data WHERE id > 10")

    done = app.test_cli_runner().invoke(args=["reindex"])
    db.session.rollback()

    assert done.exit_code == 0, done.output
    assert find("vapur") == ["Vapur"]


def test_a_backup_has_no_index_and_a_restored_blog_makes_its_own(app, make, tmp_path):
    make.article("Vapur")
    backup.make(tmp_path / "blog.backup")
    with closing(backup_file.connect(tmp_path / "blog.backup")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        (rows,) = connection.execute("SELECT count(*) FROM search_text").fetchone()

    done = app.test_cli_runner().invoke(args=["restore", str(tmp_path / "blog.backup")])
    db.session.rollback()

    assert done.exit_code == 0, done.output
    assert not [name for name in names if name.startswith("search_words")]
    assert rows == 0
    assert db.session.scalars(select(SearchDue.article_id)).all() == [1]
    index.catch_up()
    assert find("vapur") == ["Vapur"]
