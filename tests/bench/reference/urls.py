"""Two pages: an empty one for whoever has logged in, and a list."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.bench.reference.models import Contact

ROWS_PER_PAGE = 50


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "empty.html")


@login_required
def contacts(request: HttpRequest) -> HttpResponse:
    page = Paginator(Contact.objects.all(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "list.html", {"page": page})


@login_required
def contact(request: HttpRequest, key: int) -> HttpResponse:
    return HttpResponse(f"Contact {key} of {request.user}")


urlpatterns = [
    path("empty/", empty, name="empty"),
    path("contacts/", contacts, name="contacts"),
    path("contacts/<int:key>/", contact, name="contact"),
]
