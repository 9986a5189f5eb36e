"""Blogs of any size that nobody ever wrote, as Google Takeout would hand them out.

The same numbers give the same bytes. Everything about an entry follows from its place alone, so
nothing has to be remembered and a feed may be larger than the memory.
"""

from __future__ import annotations

import base64
import io
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import Image

from blog.text.slugs import slug
from tests.transfer.feeds import END, HEAD, entry

NAME = "Örnek Haber"
HOST = "ornekhaber.blogspot.com"
_ID = "tag:blogger.com,1999:blog-1234567890123456789"
_FIRST = 10**18
_APART = 10**6
"""Between the numbers of two articles, there is room for those of the comments."""

_TRASHED = "2025-06-01T10:00:00Z"
_STATES = {"LIVE": 90, "DRAFT": 6, "SCHEDULED": 2, "SOFT_TRASHED": 2}
_STANDINGS = {"LIVE": 93, "PENDING": 3, "SPAM": 2, "EMPTIED": 1, "TRASHED": 1}
_SIZES = ("s1600", "s640", "w640-h380", "w400-h300", "s320-h")
_LABELS = ("Gündem", "Spor", "Spor/Futbol", "Ekonomi", "Kültür & Sanat", "Local", "Weather", "İlçe")
_NAMES = ("Ayşe Iğdır", "Mehmet", "", "Deniz K.", "O&#39;Neill", "Reader 12", "Şule", "Adsız")
_WORDS = {
    "tr": """
        belediye köprü açılış dün akşam sabah yağmur kasaba çarşı esnaf öğrenci okul müdürü yeni
        eski büyük küçük çok az için ile göre sonra önce kadar bir iki üç yıl ay gün toplantı karar
        verdi aldı geldi gitti söyledi açıkladı başladı bitti sürüyor bekleniyor yol su elektrik
        kesintisi çalışma ekip itfaiye sağlık ocağı hastane doktor çocuk aile mahalle muhtar lira
        vatandaş şikâyet İstanbul İzmir Iğdır güneşli bulutlu fırtına deniz ova dağ üzüm zeytin
    """.split(),
    "en": """
        council bridge opening yesterday evening morning rain town market traders pupils school
        head new old large small many few for with after before until one two three years months
        days meeting decided took came went said announced began ended continues expected road
        water power cut work crew fire brigade health centre hospital doctor child family quarter
        mayor residents complaint harbour valley sunny cloudy storm sea plain mountain grapes
    """.split(),
}


def takeout(
    path: Path, *, articles: int = 100, comments: int = 500, pictures: int = 50, seed: int = 1
) -> Counter[str]:
    """Write a ZIP with a blog, and tell how many there are of which kind and status.

    ``articles`` are with the pages and whatever was trashed, ``pictures`` those of the album.
    Counted besides: comments that are there twice (``repeated``), and those of an article that
    is not there (``orphaned``), whatever their status.
    """
    blog = _Blog(articles, comments, pictures, seed)
    counts: Counter[str] = Counter()
    folder = "Takeout/Blogger"
    with ZipFile(path, "w", compresslevel=1) as archive:
        for number in range(pictures):
            _add(archive, f"{folder}/Albums/{NAME}/{_file(number)}", [_jpeg(number)], ZIP_STORED)
        _add(archive, f"{folder}/Blogs/{NAME}/feed.atom", _feed(blog.entries(counts)))
        _add(archive, f"{folder}/Blogs/{NAME}/settings.csv", [b"blog_name,blog_locale\n"])
        _add(archive, f"{folder}/Blogs/{NAME}/theme-classic.html", [b"<html></html>\n"])
        _add(archive, f"{folder}/Comments/{NAME}/feed.atom", _feed(blog.repeated(counts)))
    return counts


def _add(archive: ZipFile, name: str, pieces: Iterable[bytes], method: int = ZIP_DEFLATED) -> None:
    member = ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    member.compress_type = method
    with archive.open(member, "w", force_zip64=True) as stream:
        for piece in pieces:
            stream.write(piece)


def _feed(entries: Iterable[str]) -> Iterator[bytes]:
    yield f"{HEAD}\n<id>{_ID}</id>\n<title>{NAME}</title>\n".encode()
    for one in entries:
        yield f"{one}\n".encode()
    yield f"{END}\n".encode()


@dataclass(frozen=True)
class _Head:
    """What other entries may have to know of an article."""

    kind: str
    status: str
    language: str
    title: str
    published: datetime
    path: str


@dataclass(frozen=True)
class _Blog:
    articles: int
    comments: int
    pictures: int
    seed: int

    def entries(self, counts: Counter[str]) -> Iterator[str]:
        """Those of the main feed, ordered by number: a comment may come before its article."""
        for place in range(self.articles):
            head = self._head(place)
            counts[f"{head.kind} {head.status}"] += 1
            yield self._article(place, head)
            for comment in self._comments(place):
                counts[f"COMMENT {comment.status}"] += 1
                counts["orphaned"] += comment.is_orphan
                yield comment.entry

    def repeated(self, counts: Counter[str]) -> Iterator[str]:
        """Those of the feed of comments, all of which are in the main one, too."""
        for place in range(0, self.articles, 2):
            for comment in self._comments(place):
                counts["repeated"] += 1
                yield comment.entry

    def _chance(self, of: str, place: int) -> random.Random:
        return random.Random(f"{self.seed} {of} {place}")

    def _head(self, place: int) -> _Head:
        chance = self._chance("head", place)
        kind = "PAGE" if chance.random() < 0.02 else "POST"
        status = _one_of(_STATES, chance)
        language = "tr" if chance.random() < 0.7 else "en"
        title = _begun(_words(chance, language, 3, 9)) if chance.random() < 0.98 else ""
        if chance.random() < 0.05:
            title = escape(f"{title} & “{title[:9]}’s”")  # once too often
        published = _moment(chance)
        if status == "SCHEDULED":
            published = datetime(2099, 1, 1, tzinfo=UTC)
        name = f"{slug(title, 'blog-post')[:39]}_{place}"
        path = f"/p/{name}.html" if kind == "PAGE" else f"/{published:%Y/%m}/{name}.html"
        if status == "DRAFT" and chance.random() < 0.7:
            path = ""
        return _Head(kind, status, language, title, published, path)

    def _article(self, place: int, head: _Head) -> str:
        chance = self._chance("article", place)
        labels = chance.sample(_LABELS, chance.choice((0, 1, 1, 2, 3)))
        categories = "".join(f"<category scheme='{_ID}' term='{escape(one)}'/>" for one in labels)
        standfirst = _sentence(chance, head.language) if chance.random() < 0.3 else ""
        return entry(
            kind=head.kind,
            status=head.status,
            id=f"{_ID}.{head.kind.lower()}-{_number(place)}",
            author="<name>Editör</name><blogger:type>BLOGGER</blogger:type>",
            title=escape(head.title),
            content=escape(self._body(place, head.language), quote=False),
            blogger_metaDescription=escape(standfirst),
            blogger_created=_written(_moment(chance)),
            published=_written(head.published),
            updated=_written(head.published + timedelta(hours=chance.randint(0, 99))),
            blogger_location="",
            blogger_filename=head.path,
            blogger_trashed=_TRASHED if head.status == "SOFT_TRASHED" else "",
            categories=categories or "<category/>",
        )

    def _body(self, place: int, language: str) -> str:
        """About 3 KB, as Blogger's editors of several years left them."""
        chance = self._chance("body", place)
        parts = [_paragraph(chance, language) for _ in range(chance.randint(4, 6))]
        style = chance.random()
        if style < 0.4:
            flow = "<br />\n<br />\n".join(parts)
        elif style < 0.7:
            flow = "".join(f'<p style="text-align: justify;">{part}</p>' for part in parts)
        else:
            flow = "<div><br /></div>".join(f"<div>{part}</div>" for part in parts)

        pictures = [self._picture(chance) for _ in range(chance.choice((0, 1, 1, 1, 2)))]
        before = "".join(_separator(one) + "<br />" for one in pictures[:1])
        after = "".join(_captioned(one, _sentence(chance, language)) for one in pictures[1:])
        if chance.random() < 0.3:
            before += "<a name='more'></a>"
        if chance.random() < 0.3:
            after += f"<blockquote>{_sentence(chance, language)}</blockquote>"
        if chance.random() < 0.2:
            path = self._head(chance.randrange(self.articles)).path
            after += f'<br /><a href="http://{HOST}{path}?m=1">{_words(chance, language)}</a>'
        if chance.random() < 0.02:
            after += _video(place)
        return f'<div dir="ltr" style="text-align: left;" trbidi="on">\n{before}{flow}{after}</div>'

    def _picture(self, chance: random.Random) -> str:
        """An ``img`` in its link: of the album, or one in ten of nowhere, or in the body."""
        if chance.random() < 0.01:
            data = base64.b64encode(_jpeg(chance.randrange(100))).decode()
            return f'<img border="0" src="data:image/jpeg;base64,{data}" />'
        is_kept = self.pictures and chance.random() < 0.9
        number = chance.randrange(self.pictures) if is_kept else 10**6 + chance.randrange(10**6)
        whole, shown = (_address(number, size) for size in ("s1600", chance.choice(_SIZES)))
        return (
            f'<a href="{whole}" imageanchor="1" style="margin-left: 1em; margin-right: 1em;">'
            f'<img border="0" data-original-height="900" data-original-width="1600" height="380"'
            f' src="{shown}" width="640" /></a>'
        )

    def _comments(self, place: int) -> Iterator[_Comment]:
        """Those between the numbers of an article and the next; all of them on one article."""
        chance = self._chance("comments", place)
        article = (place * 7919 + 11) % self.articles
        first, end = (self.comments * one // self.articles for one in (place, place + 1))
        for nth in range(end - first):
            status = _one_of(_STANDINGS, chance)
            is_orphan = chance.random() < 0.005
            to = _number(self.articles if is_orphan else article)
            answered = chance.randrange(nth) if nth and chance.random() < 0.4 else None
            if chance.random() < 0.005:
                answered = _APART - 2  # which nobody has
            before = _number(place) + 1
            answers = "" if answered is None else f"{before + answered}"
            yield _Comment(
                status, is_orphan, _comment(chance, f"{before + nth}", f"{to}", answers, status)
            )


@dataclass(frozen=True)
class _Comment:
    status: str
    is_orphan: bool
    entry: str


def _comment(chance: random.Random, number: str, article: str, answers: str, status: str) -> str:
    said = "<br />".join(_sentence(chance, "tr") for _ in range(chance.randint(1, 4)))
    moment = _written(_moment(chance))
    site = "<uri>http://example.org/reader</uri>" if chance.random() < 0.2 else ""
    return entry(
        kind="COMMENT",
        status="LIVE" if status == "TRASHED" else status,
        id=f"{_ID}.post-{number}",
        blogger_parent=f"{_ID}.post-{article}",
        blogger_inReplyTo=f"{_ID}.post-{answers}" if answers else "",
        author=f"<name>{escape(chance.choice(_NAMES))}</name>{site}",
        content=escape(said, quote=False),
        blogger_created=moment,
        published=moment,
        updated=moment,
        blogger_trashed=_TRASHED if status == "TRASHED" else "",
    )


def _number(place: int) -> int:
    return _FIRST + place * _APART


def _one_of(weights: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _moment(chance: random.Random) -> datetime:
    return datetime(2009, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(16 * 365 * 86_400))


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _words(chance: random.Random, language: str, least: int = 2, most: int = 5) -> str:
    return " ".join(chance.choices(_WORDS[language], k=chance.randint(least, most)))


def _sentence(chance: random.Random, language: str) -> str:
    return f"{_begun(_words(chance, language, 8, 18))}."


def _begun(words: str) -> str:
    return words[0].upper() + words[1:]


def _paragraph(chance: random.Random, language: str) -> str:
    inside = [_sentence(chance, language) for _ in range(chance.randint(3, 5))]
    inside.append(f"<b>{_words(chance, language)}</b>&nbsp;<i>{_words(chance, language)}</i>.")
    if chance.random() < 0.3:
        inside.append(f'<span style="font-family: georgia;">{_sentence(chance, language)}</span>')
    if chance.random() < 0.2:
        inside.append(f'<a href="https://example.org/a?b=1&amp;c=2">{_words(chance, language)}</a>')
    return " ".join(inside)


def _separator(picture: str) -> str:
    return f'<div class="separator" style="clear: both; text-align: center;">{picture}</div>'


def _captioned(picture: str, caption: str) -> str:
    centred = 'style="text-align: center;"'
    return (
        '<table align="center" cellpadding="0" cellspacing="0" class="tr-caption-container"'
        f' style="margin-left: auto; margin-right: auto;"><tbody><tr><td {centred}>{picture}</td>'
        f'</tr><tr><td class="tr-caption" {centred}>{caption}</td></tr></tbody></table>'
    )


def _video(place: int) -> str:
    return (
        '<div class="separator"><iframe allowfullscreen="" class="BLOG_video_class" height="266"'
        f' src="https://www.youtube.com/embed/example{place:04}" width="320"></iframe></div>'
    )


def _file(number: int) -> str:
    return f"{_WORDS['tr'][number % len(_WORDS['tr'])]} {number}.jpg"


def _address(number: int, size: str) -> str:
    """Where Blogger had a picture, in the forms of its years."""
    name = _file(number)
    token = f"AVvXsE{number:06}example-{number * 7919 % 10**9:09}_x"
    host = "https://blogger.googleusercontent.com/img/b/R29vZ2xl"
    forms = (
        f"{host}/{token}/{size}/{quote(quote(name))}",
        f"{host}/{token}/{size}/{quote_plus(name)}",
        f"http://{1 + number % 4}.bp.blogspot.com/-Ab{number}/VGF/AAAA/aaa/{size}/{quote(name)}",
    )
    return forms[number % 3] if number < 10**6 else f"{host}/{token}={size}"


def _jpeg(number: int) -> bytes:
    """A picture like no other: a patch of colours."""
    pixels = random.Random(number).randbytes(8 * 5 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (8, 5), pixels).resize((320, 200), Image.Resampling.BICUBIC).save(
        file, "JPEG", quality=75
    )
    return file.getvalue()
