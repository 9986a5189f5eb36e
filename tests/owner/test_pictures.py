"""The library: pictures come in, are described, found, placed and deleted."""

from __future__ import annotations

import io
import itertools
import random

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from blog import cards, pictures
from blog.db import db
from blog.models.moving import Move, OldPicture, Whereabouts
from blog.models.picture import Picture
from blog.owner import library
from tests import entering, pages
from tests.counting import queries
from tests.owner import working

LIBRARY = "/owner/pictures"
SCRIPT = {"Accept": "application/json"}


def upload(desk, *files, **how):
    """Choose files in the library, and send them; each is its bytes and its name."""
    return desk.post(LIBRARY, data={"pictures": chosen(files)}, **how)


def send(desk, *files, share=1.0):
    """The same, byte by byte; of which only a share may arrive."""
    streams = [FileStorage(stream, name) for stream, name in chosen(files)]
    token = entering.token(desk.get(LIBRARY))
    boundary, body = encode_multipart({"csrf_token": token, "pictures": streams})
    return desk.open(
        LIBRARY,
        method="POST",
        input_stream=io.BytesIO(body[: int(len(body) * share)]),
        content_length=len(body),
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def chosen(files):
    return [(io.BytesIO(data), name) for data, name in files] or [(io.BytesIO(), "")]


def photograph(make, colour="teal", size=(640, 400)):
    return make.file(*size, colour).getvalue()


def broken(make):
    """A JPEG of which the second half did not arrive."""
    noise = Image.frombytes("L", (200, 200), random.Random(1).randbytes(200 * 200))
    file = io.BytesIO()
    noise.save(file, "JPEG")
    return file.getvalue()[: file.tell() // 2]


def names(answer):
    """What the pictures on a page of the library are called, in order."""
    shelf = next(iter(pages.of_class(pages.tree(answer), "shelf")), [])
    return [pages.words(name) for name in pages.of_class(shelf, "name")] if len(shelf) else []


def everything():
    return list(db.session.scalars(select(Picture).order_by(Picture.id)))


def page_of(picture):
    return f"{LIBRARY}/{picture.id}"


def describe(desk, picture, **typed):
    """Type over what the page of a picture offers, and send it."""
    form = pages.form(desk.get(page_of(picture)), having="alt")
    return desk.post(page_of(picture), data={**form, **typed})


def remove(desk, picture):
    return desk.post(f"{page_of(picture)}/removal")


def snippet(picture):
    return f"![A boat](/media/{picture.largest().file})"


def test_several_pictures_come_in_at_once_and_the_newest_stand_first(desk, make):
    upload(desk, (photograph(make, "red"), "red.png"))
    upload(desk, (photograph(make, "blue"), "blue.png"), (photograph(make, "lime"), "lime.png"))

    answer = desk.get(LIBRARY)

    assert names(answer) == ["lime.png", "blue.png", "red.png"]
    assert "2 pictures are here now." in answer.text


def test_each_file_that_is_no_picture_is_named_and_the_others_are_kept(desk, make, monkeypatch):
    monkeypatch.setattr(pictures, "LIMIT", 50_000)

    answer = upload(
        desk,
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg"),
        (photograph(make), "boat.png"),
        (b"", "empty.jpg"),
        (broken(make), "half.jpg"),
        (b"Dear editor, ".ljust(99), "letter.jpg"),
        (b"\xff\xd8\xff".ljust(50_001), "huge.jpg"),
    )

    told = pages.of_class(pages.tree(answer), "summary")[0]
    assert answer.status_code == 422
    assert [pages.words(item).partition(". ")[0] for item in told.iter("li")] == [
        "logo.svg: SVG drawings can’t be used here",
        "empty.jpg: This file is empty",
        "half.jpg: This picture is damaged or incomplete",
        "letter.jpg: This file is not a picture",
        "huge.jpg: This file is too large",
    ]
    assert names(answer) == ["boat.png"]


def test_forty_files_come_in_together_though_one_has_100_mb(desk, make):
    some = [(photograph(make, f"#0000{n:02x}", (8, 8)), f"{n}.png") for n in range(40)]

    answer = send(desk, *some[:20], (bytes(100_000_000), "film.mov"), *some[20:])

    assert "film.mov: This file is too large." in pages.words(pages.tree(answer))
    assert [picture.name for picture in everything()] == [f"{n}.png" for n in range(40)]


def test_an_upload_without_a_file_asks_for_one(desk):
    answer = upload(desk)

    assert answer.status_code == 422
    assert "Please choose a picture." in answer.text


def test_of_an_upload_that_breaks_off_nothing_is_kept(desk, make):
    answer = send(desk, (photograph(make), "boat.png"), share=0.9)

    assert answer.status_code == 400
    assert everything() == []
    assert send(desk, (photograph(make), "boat.png")).status_code == 303


def test_what_a_file_is_called_decides_nothing(desk, make):
    upload(desk, (photograph(make), "boat.txt"))

    assert [(one.name, one.format) for one in everything()] == [("boat.txt", "png")]


def test_one_file_uploaded_twice_is_one_picture(desk, make):
    upload(desk, (photograph(make), "boat.png"))
    upload(desk, (photograph(make), "again.png"))

    assert [one.name for one in everything()] == ["boat.png"]


def test_a_script_learns_what_its_picture_became_and_what_places_it(desk, make):
    answer = upload(desk, (photograph(make), "boat.png"), headers=SCRIPT)

    (picture,) = everything()
    address = picture.at_least(960).url
    told = answer.json
    assert answer.status_code == 201
    assert (told["id"], told["url"], told["width"], told["height"]) == (
        picture.id,
        address,
        640,
        400,
    )
    assert (told["alt"], told["lacks_alt"]) == ("", True)
    assert told["markdown"] == f"![]({address})"
    assert told["html"] == f'<figure><img src="{address}" alt=""></figure>'


def test_a_script_learns_why_its_file_is_no_picture(desk):
    answer = upload(desk, (b"", "empty.jpg"), headers=SCRIPT)

    assert answer.status_code == 422
    assert answer.json == {"error": "This file is empty. Please choose another copy of it."}


def test_a_picture_that_is_known_brings_its_words_along(desk, make):
    upload(desk, (photograph(make), "boat.png"))
    describe(desk, everything()[0], alt='A "boat"', caption="At nine", credit="Deniz")

    told = upload(desk, (photograph(make), "boat.png"), headers=SCRIPT).json

    assert told["alt"] == 'A "boat"'
    assert told["markdown"] == f'![A \\"boat\\"]({told["url"]} "At nine · Deniz")'
    assert told["html"] == (
        f'<figure><img src="{told["url"]}" alt="A &quot;boat&quot;">'
        "<figcaption>At nine · Deniz</figcaption></figure>"
    )


@pytest.mark.parametrize("words", ["IŞIK", "ışık", "isik gece", "gece ayse", "Ayşe"])
def test_pictures_are_found_by_what_is_said_of_them_however_it_is_spelt(desk, make, words):
    light, other = make.picture(colour="red"), make.picture(colour="blue")
    describe(desk, light, alt="Işık, geceleyin", credit="Fotoğraf: Ayşe")
    describe(desk, other, alt="Gündüz")

    answer = desk.get(LIBRARY, query_string={"q": words}, headers=SCRIPT)

    assert [one["alt"] for one in answer.json["pictures"]] == ["Işık, geceleyin"]


@pytest.mark.parametrize("words", ["%", "_", "harbour boat"])
def test_every_word_has_to_be_said_and_signs_are_only_signs(desk, make, words):
    describe(desk, make.picture(), alt="A boat")

    assert names(desk.get(LIBRARY, query_string={"q": words})) == []


def test_the_library_has_pages_that_keep_what_was_searched_for(desk, make, monkeypatch):
    monkeypatch.setattr(library, "PER_PAGE", 2)
    for colour in ("red", "lime", "blue"):
        describe(desk, make.picture(colour=colour), alt=colour)

    first = desk.get(f"{LIBRARY}?q=picture")
    older = next(link for link in pages.links(pages.tree(first)) if "page=2" in link)

    assert "q=picture" in older
    assert len(names(first)) == 2
    assert len(names(desk.get(older))) == 1
    assert desk.get(f"{LIBRARY}?q=picture", headers=SCRIPT).json["next"] == 2


def test_the_library_says_of_each_picture_whether_it_is_described_and_placed(desk, make):
    lead, unused = make.picture(colour="red"), make.picture(colour="blue")
    make.article(picture_id=lead.id, picture_alt="A boat", body=snippet(lead))
    describe(desk, unused, is_decorative="y")

    (shelf,) = pages.of_class(pages.tree(desk.get(LIBRARY)), "shelf")

    assert [pages.words(item.find("p")) for item in shelf.iter("li")] == [
        "Decorative, not placed",
        "in 2 places",
    ]


def test_what_an_article_says_of_a_picture_that_nobody_described_is_known_from_then_on(make):
    picture = make.picture()

    make.article(picture_id=picture.id, picture_alt="A boat", picture_credit="Deniz")
    make.article(picture_id=picture.id, picture_alt="Another boat", picture_caption="At nine")

    assert (picture.alt, picture.caption, picture.credit) == ("A boat", "At nine", "Deniz")


def test_a_decorative_picture_is_placed_without_its_description(desk, make):
    picture = make.picture()

    describe(desk, picture, alt="A pattern", is_decorative="y")

    told = desk.get(LIBRARY, headers=SCRIPT).json["pictures"][0]
    assert (told["alt"], told["lacks_alt"]) == ("", False)
    assert pages.form(desk.get(page_of(picture)), having="alt")["alt"] == "A pattern"


@pytest.mark.parametrize(
    ("alt", "warns"),
    [
        ("IMG_2041.jpg", True),
        ("img_2041", True),
        ("WhatsApp Image 2026-11-22 at 10.11.12.jpeg", True),
        ("DSC01234", True),
        ("The harbour in 2041", False),
        ("", False),
    ],
)
def test_a_description_that_is_a_file_name_is_warned_of_and_kept(desk, make, alt, warns):
    picture = make.picture()

    describe(desk, picture, alt=alt)

    assert picture.alt == alt
    assert ("looks like the name of a file" in desk.get(page_of(picture)).text) is warns


def test_the_article_form_warns_of_file_names_too(desk, make):
    article = make.article(picture_id=make.picture().id, picture_alt="IMG_2041.jpg")

    assert "looks like the name of a file" in desk.get(working.edit(article)).text


def test_a_description_that_is_too_long_comes_back_whole(desk, make):
    picture = make.picture()

    answer = describe(desk, picture, alt="x" * 501, caption="At nine")

    assert answer.status_code == 422
    form = pages.form(answer, having="alt")
    assert (form["alt"], form["caption"]) == ("x" * 501, "At nine")
    assert picture.alt == ""


def test_without_a_script_one_of_nine_places_stays_in_sight(desk, make):
    picture = make.picture()
    radios = [
        control.get("value")
        for control in pages.tree(desk.get(page_of(picture))).iter("input")
        if control.get("name") == "focus"
    ]
    assert radios == [
        *("17 17", "50 30", "83 17"),
        *("17 50", "50 50", "83 50"),
        *("17 83", "50 83", "83 83"),
    ]

    describe(desk, picture, focus="83 17")

    assert picture.focus == (83, 17)


def test_the_exact_place_that_was_chosen_stays_when_only_words_are_changed(desk, make):
    picture = make.picture()
    describe(desk, picture, focus="37 62")

    describe(desk, picture, alt="A boat")

    assert (picture.focus, picture.alt) == ((37, 62), "A boat")


@pytest.mark.parametrize("focus", ["", "50", "101 50", "-1 5", "٣ ٣", "50 50 50", "left"])
def test_a_place_outside_of_the_picture_is_refused(desk, make, focus):
    picture = make.picture()

    answer = describe(desk, picture, focus=focus, alt="A boat")

    assert answer.status_code == 422
    assert pages.form(answer, having="alt")["alt"] == "A boat"
    assert picture.focus == (50, 30)


def halves(left, right, size=(1600, 700)):
    image = Image.new("RGB", size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(("focus", "edge"), [("0 50", "blue"), ("100 50", "red")])
def test_a_share_picture_is_cropped_around_what_has_to_stay_in_sight(
    client, desk, make, site, focus, edge
):
    upload(desk, (halves("red", "blue", (2000, 650)), "flag.png"))
    (picture,) = everything()
    article = make.article(picture_id=picture.id)
    before = cards.of(site, article).url

    describe(desk, picture, focus=focus)

    card = cards.of(site, article)
    red, _, blue = Image.open(io.BytesIO(client.get(card.url).data)).getpixel((600, 300))
    assert card.url != before
    assert (red > blue) is (edge == "blue")  # the middle of a card that shows one side


def test_a_teaser_is_cropped_around_what_has_to_stay_in_sight(client, desk, make):
    picture = make.picture()
    make.article(picture_id=picture.id)
    describe(desk, picture, focus="83 14")

    image = pages.region(client.get("/"), "main").find(".//img")

    assert {"focus-x-80", "focus-y-10"} <= set(image.get("class").split())


def test_only_the_owner_gets_the_original_and_it_is_as_it_came(client, desk, make):
    data = photograph(make)
    upload(desk, (data, "boat.png"))
    address = f"{page_of(everything()[0])}/original"

    with desk.get(address) as answer:
        assert answer.data == data
        assert answer.headers["Content-Disposition"] == "attachment; filename=boat.png"
    assert client.get(address).status_code == 303


def test_an_original_that_is_lost_is_told_not_crashed_over(desk, make):
    picture = make.picture()
    pictures.original_of(picture).unlink()

    assert desk.get(f"{page_of(picture)}/original").status_code == 404


def place_in_ad(desk, make, picture):
    form = pages.form(desk.get("/owner/ad"), having="link")
    chosen = {"picture_id": str(picture.id), "link": "https://bakery.example"}
    desk.post("/owner/ad", data={**form, "picture": (io.BytesIO(), ""), **chosen})


def place_in_move(desk, make, picture):
    """It came with an old blog that is not public yet."""
    with db.writing():
        move = Move(source="blogger", files=[])
        db.session.add(move)
        db.session.flush()
        here = {"whereabouts": Whereabouts.ALBUM, "picture_id": picture.id}
        db.session.add(OldPicture(move_id=move.id, key="https://e.com/a.jpg", **here))


PLACES = {
    "A title, as its lead picture": lambda desk, make, picture: make.article(picture_id=picture.id),
    "A title, in the text": lambda desk, make, picture: make.article(body=snippet(picture)),
    "A title, as the lead picture of what you are writing": (
        lambda desk, make, picture: make.article(publish=False, picture_id=picture.id)
    ),
    "A title, in the text that you are writing": (
        lambda desk, make, picture: make.article(publish=False, body=snippet(picture))
    ),
    "The ad above the name": place_in_ad,
    "An old blog that is being brought in": place_in_move,
}


@pytest.mark.parametrize(("where", "place"), PLACES.items(), ids=PLACES)
def test_a_picture_that_is_placed_somewhere_says_where_and_stays(desk, make, where, place):
    picture = make.picture()
    place(desk, make, picture)

    assert where in pages.words(pages.tree(desk.get(page_of(picture))))
    assert not pages.tree(desk.get(page_of(picture))).findall(".//details")

    answer = remove(desk, picture)

    (refusal,) = pages.of_class(pages.tree(answer), "summary")
    assert answer.status_code == 409
    assert where in pages.words(refusal)
    assert everything() == [picture]


def test_a_picture_that_is_placed_nowhere_is_deleted_after_one_question(desk, make):
    picture = make.picture()
    question = pages.tree(desk.get(page_of(picture))).find(".//details")
    assert "can’t be brought back" in pages.words(question)

    answer = remove(desk, picture)
    pictures.sweep(grace=pictures.timedelta(0))

    assert answer.status_code == 303
    assert everything() == []
    assert [path for path in pictures.media().rglob("*") if path.is_file()] == []


def test_an_earlier_version_holds_no_picture_but_is_named_before_it_is_deleted(desk, make):
    picture = make.picture()
    article = make.article(body=snippet(picture))
    working.press(desk, "publish", working.edit(article), body="Without it.")

    question = pages.tree(desk.get(page_of(picture))).find(".//details")
    assert "A title, in an earlier version" in pages.words(question)

    assert remove(desk, picture).status_code == 303
    assert everything() == []


def choose(desk, article, picture_id):
    return desk.post(f"/owner/articles/{article.id}/picture", data={"picture_id": picture_id})


def test_without_a_script_the_form_is_saved_before_a_picture_is_chosen(desk, make):
    picture = make.picture()

    answer = working.press(desk, "choose", title="Typed for hours")
    (article,) = working.articles()
    offered = pages.form(desk.get(answer.location), having="picture_id")
    chosen = choose(desk, article, picture.id)

    assert article.working.title == "Typed for hours"
    assert offered["picture_id"] == str(picture.id)
    assert chosen.location == working.edit(article)
    assert pages.form(desk.get(chosen.location), having="title")["picture_id"] == str(picture.id)


def test_a_chosen_picture_is_shown_to_readers_only_after_publication(desk, make):
    article = make.article()

    choose(desk, article, make.picture().id)

    assert article.picture is None
    assert article.working.picture is not None


@pytest.mark.parametrize(
    ("had_another", "alt", "caption"), [(False, "A boat", "Typed"), (True, "A boat", "")]
)
def test_a_chosen_picture_brings_its_words_and_another_ones_go(
    desk, make, had_another, alt, caption
):
    picture = make.picture()
    describe(desk, picture, alt="A boat")
    another = make.picture(colour="red") if had_another else None
    article = make.article(
        picture_id=another.id if another else None, picture_alt="Typed", picture_caption="Typed"
    )

    choose(desk, article, picture.id)

    assert (article.working.picture_alt, article.working.picture_caption) == (alt, caption)


def test_a_picture_that_is_gone_meanwhile_can_not_be_chosen(desk, make):
    article, picture = make.article(), make.picture()
    number = picture.id
    remove(desk, picture)

    assert choose(desk, article, number).status_code == 404


def test_pictures_uploaded_while_choosing_lead_back_to_the_choice(desk, make):
    article = make.article()
    form = pages.form(desk.get(f"{LIBRARY}?article={article.id}"), having="article")

    data = {**form, "pictures": (io.BytesIO(photograph(make)), "boat.png")}
    answer = desk.post(LIBRARY, data=data)

    assert answer.location == f"{LIBRARY}?article={article.id}"
    assert pages.form(desk.get(answer.location), having="picture_id")


@pytest.mark.parametrize("article", ["9" * 30, "many", "-1"])
def test_an_article_that_is_none_is_not_chosen_for(desk, make, article):
    make.picture()

    answer = desk.get(LIBRARY, query_string={"article": article})

    assert answer.status_code == 200
    assert "Choose a lead picture" not in answer.text


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_a_picture_in_a_text_is_shown_in_the_size_that_a_reader_needs(client, desk, make, format):
    picture = make.picture(1200, 800)
    told = desk.get(LIBRARY, headers=SCRIPT).json["pictures"][0]
    article = make.article(body=told[format], format=format)

    image = pages.tree(client.get(article.url)).find(".//figure/img")

    sizes = [one.strip().split() for one in image.get("srcset").split(",")]
    assert sizes == [[one.url, f"{one.width}w"] for one in picture.sizes_in("jpeg")]
    assert image.get("src") == told["url"]
    assert (image.get("width"), image.get("height")) == ("960", "640")
    assert image.get("loading") == "lazy"
    assert image.get("sizes")


def test_a_preview_shows_pictures_as_readers_will_have_them(desk, make):
    picture = make.picture(1200, 800)

    form = working.fill_in(desk, body=snippet(picture), picture=None)
    preview = desk.post("/owner/preview", data=form)

    assert pages.tree(preview).find(".//figure/img").get("srcset")


def test_how_many_queries_the_library_asks_does_not_grow_with_its_pictures(desk, make):
    numbers = itertools.count()

    def count():
        with queries() as asked:
            desk.get(LIBRARY)
        return len(asked)

    make.article(picture_id=make.picture(8, 8, f"#0000{next(numbers):02x}").id)
    few = count()
    for number in numbers:
        if number > 10:
            break
        picture = make.picture(8, 8, f"#0000{number:02x}")
        make.article(picture_id=picture.id, body=snippet(picture))

    assert count() == few
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 11
