"""The sample newspaper as it is written down in ``samples/``, one folder a language.

An article is a Markdown file that opens with TOML between two lines of ``+++``. The name of
the file is its key, the same in every language.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "samples"
ABOUT = "about"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One article. ``ago`` is how long before the blog was filled it came out."""

    key: str
    title: str
    body: str
    ago: timedelta
    standfirst: str = ""
    labels: list[str] = field(default_factory=list)
    byline: str = ""
    picture: str = ""
    """A kind of ``drawings.SCENES``; empty for none."""
    alt: str = ""
    caption: str = ""
    breaking: bool = False


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One comment, so long ``after`` what it is about, with the answers that it got."""

    name: str
    body: str
    after: timedelta
    waiting: bool = False
    by_owner: bool = False
    replies: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Advertisement:
    """What the banner says, in letters that ``drawings.advertisement`` knows."""

    name: str
    line: str
    alt: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Newspaper:
    """Everything that a new blog is filled with.

    ``name``, ``description`` and ``editor`` are for a blog that has none of its own yet.
    """

    name: str
    description: str
    editor: str
    credit: str
    """Who made the pictures."""
    articles: list[Sample]
    """Newest first."""
    about: Sample
    remarks: dict[str, list[Remark]]
    """The comments, by the key of their article."""
    sections: list[str]
    ad: Advertisement
    follow: list[dict[str, str]]


def languages() -> list[str]:
    """The languages that there are samples in."""
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def newspaper(language: str) -> Newspaper:
    """The samples in a language; the English ones where there are none in it."""
    folder = FOLDER / (language if language in languages() else "en")
    everything = sorted(map(_sample, folder.glob("*.md")), key=lambda sample: sample.ago)
    site = _toml(folder / "site.toml")
    return Newspaper(
        name=site["name"],
        description=site["description"],
        editor=site["editor"],
        credit=site["credit"],
        articles=[sample for sample in everything if sample.key != ABOUT],
        about=next(sample for sample in everything if sample.key == ABOUT),
        remarks={
            key: [_remark(remark) for remark in remarks]
            for key, remarks in _toml(folder / "comments.toml").items()
        },
        sections=site["sections"],
        ad=Advertisement(**site["ad"]),
        follow=site["follow"],
    )


def _sample(path: Path) -> Sample:
    _, head, body = path.read_text("utf-8").split("+++\n", 2)
    fields = tomllib.loads(head)
    ago = timedelta(days=fields.pop("days_ago", 0), hours=fields.pop("hours_ago", 0))
    return Sample(key=path.stem, ago=ago, body=body.strip(), **fields)


def _remark(fields: dict[str, Any]) -> Remark:
    return Remark(
        name=fields.get("name", ""),
        body=fields["body"],
        after=timedelta(minutes=fields["minutes"]),
        waiting=fields.get("waiting", False),
        by_owner=fields.get("owner", False),
        replies=[_remark(reply) for reply in fields.get("replies", [])],
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
