"""What pages say of themselves in microformats, read by a parser that others use."""

from __future__ import annotations

from datetime import datetime, timedelta

import mf2py
import pytest

from blog.models.article import Kind


def read(client, path):
    return mf2py.parse(doc=client.get(path).text, url=f"http://localhost{path}")["items"]


@pytest.fixture
def story(make):
    """An article that has everything."""
    article = make.article(
        "Işık İçin",
        standfirst="What it is about.",
        body="Some **strong** words.",
        labels="Spor, Hava",
        picture_id=make.picture().id,
        picture_alt="A lighthouse",
        ago=timedelta(days=3),
    )
    make.comment(article, "Well said.", url="https://deniz.example")
    return article


def test_an_article_is_an_entry_with_all_that_it_has(client, story):
    (entry,) = read(client, story.url)

    said = entry["properties"]
    assert entry["type"] == ["h-entry"]
    assert said["name"] == ["Işık İçin"]
    assert said["summary"] == ["What it is about."]
    assert "<strong>strong</strong>" in said["content"][0]["html"]
    assert said["url"] == [f"http://localhost{story.url}"]
    assert said["category"] == ["Hava", "Spor"]
    assert said["photo"][0]["alt"] == "A lighthouse"
    assert said["photo"][0]["value"].startswith("http://localhost/media/")
    assert [author["properties"]["name"] for author in said["author"]] == [["Ayşe Yılmaz"]]
    published = datetime.fromisoformat(said["published"][0])
    assert published == story.published_at.replace(microsecond=0)


def test_its_comments_are_cited_in_it(client, story):
    (comment,) = read(client, story.url)[0]["properties"]["comment"]

    said = comment["properties"]
    assert comment["type"] == ["h-cite"]
    assert said["author"][0]["properties"]["name"] == ["Deniz"]
    assert said["author"][0]["properties"]["url"] == ["https://deniz.example"]
    assert said["content"] == ["Well said."]
    assert client.get(said["url"][0]).location.endswith(f"{story.url}#comment-0")


def test_a_page_is_an_entry_with_its_address(client, make):
    about = make.article("About", kind=Kind.PAGE, slug="about", body="Who we are.")

    (entry,) = read(client, about.url)

    assert entry["properties"]["name"] == ["About"]
    assert entry["properties"]["url"] == ["http://localhost/p/about.html"]


@pytest.mark.parametrize("path", ["/", "/label/spor"])
def test_a_list_is_a_feed_of_entries(client, make, story, path):
    make.article("Rain", labels="Spor")

    (feed,) = read(client, path)

    assert feed["type"] == ["h-feed"]
    assert "Günebakan" in feed["properties"]["name"][0]
    entries = [entry["properties"] for entry in feed["children"]]
    assert [entry["name"] for entry in entries] == [["Rain"], ["Işık İçin"]]
    assert entries[1]["url"] == [f"http://localhost{story.url}"]
    assert all(datetime.fromisoformat(entry["published"][0]) for entry in entries)
