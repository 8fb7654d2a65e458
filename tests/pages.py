"""Reading pages in tests."""

from bs4 import BeautifulSoup
from django.http import HttpResponse


def soup_of(response: HttpResponse) -> BeautifulSoup:
    """The page of a response that must be 200."""
    assert response.status_code == 200, (response.status_code, response.content[:300])
    return BeautifulSoup(b"".join(response) if response.streaming else response.content, "html.parser")
