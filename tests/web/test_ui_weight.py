"""A first visit is light, and nothing comes from a third party."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.casework.walk import furnish

pytestmark = pytest.mark.django_db
BAR = 110_000


def _weight(client: Client, address: str) -> int:
    """All bytes of the page as it is and of what it loads, compressed as WhiteNoise does, without fonts."""
    page = client.get(address).content
    total = len(page)
    for url in set(re.findall(r'(?:<script src|<link [^>]*href|<img src)="([^"]+)"', page.decode())):
        assert url.startswith("/"), f"{url} is not ours"
        if url.startswith("/static/"):
            found = finders.find(url.removeprefix("/static/"))
            with open(str(found), "rb") as file:  # noqa: PTH123
                total += len(gzip.compress(file.read()))
        else:
            total += len(client.get(url).content)
    return total


@pytest.mark.parametrize("address", ["/de/", "/ar/service/study-16b/", "/de/status/"])
def test_first_visit_stays_below_the_bar(client: Client, address: str) -> None:
    furnish()
    weight = _weight(client, address)
    assert 15_000 < weight < BAR / 2, weight  # below 15 kB the measure itself is broken


def test_pages_carry_no_inline_style_or_script(client: Client) -> None:
    furnish()
    for address in ("/de/", "/de/service/study-16b/", "/de/login/"):
        page = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", page)
