"""Reading pages in tests."""

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client


def soup_of(response: HttpResponse) -> BeautifulSoup:
    """The page of a response that must be 200."""
    assert response.status_code == 200, (response.status_code, response.content[:300])
    return BeautifulSoup(b"".join(response) if response.streaming else response.content, "html.parser")


def names(client: Client, address: str) -> list[str]:
    """The first cell of each row of the tables of a page."""
    return [cell.text for cell in soup_of(client.get(address)).select("tbody th")]


def sentence(client: Client, address: str) -> str:
    """The sentence under the title of a page; empty where it has none."""
    found = soup_of(client.get(address)).select_one(".page-sentence")
    return found.text if found else ""
