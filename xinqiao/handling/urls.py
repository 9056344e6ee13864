from django.urls import path

from xinqiao.cases.pages import addresses
from xinqiao.handling import together, views
from xinqiao.handling.moves import PAGES

app_name = "handling"
urlpatterns = [
    path("handling/", views.worklist, name="worklist"),
    path("handling/preview/", views.preview, name="preview"),
    path("handling/sign/", together.sign_all, name="sign_all"),
    path("handling/delegate/", together.delegate_all, name="delegate_all"),
    path("carried-over/", views.carried_over, name="carried_over"),
    path("reviews/", views.reviews, name="reviews"),
    *addresses(PAGES),
]
