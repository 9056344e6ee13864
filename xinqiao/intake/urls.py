from django.urls import path

from xinqiao.cases.pages import addresses
from xinqiao.intake import drafts, lists, views
from xinqiao.intake.moves import PAGES

app_name = "intake"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/same-person/", views.same_person, name="same_person"),
    path("register/outlook/", views.foresee, name="foresee"),
    path("register/announced/", views.announced, name="announced"),
    path("register/drafts/", drafts.keep, name="keep_draft"),
    path("register/drafts/<str:key>/discard/", drafts.discard, name="discard_draft"),
    path("declined/", lists.declined, name="declined"),
    path("flagged/", lists.flagged, name="flagged"),
    *addresses(PAGES),
]
