from django.urls import path

from xinqiao.cases.pages import addresses
from xinqiao.handling import views
from xinqiao.handling.moves import PAGES

app_name = "handling"
urlpatterns = [
    path("handling/", views.worklist, name="worklist"),
    path("reviews/", views.reviews, name="reviews"),
    *addresses(PAGES),
]
