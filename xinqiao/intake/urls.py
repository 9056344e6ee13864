from django.urls import path

from xinqiao.cases.pages import addresses
from xinqiao.intake import views
from xinqiao.intake.moves import PAGES

app_name = "intake"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/same-person/", views.same_person, name="same_person"),
    *addresses(PAGES),
]
