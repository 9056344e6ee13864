from django.urls import path

from xinqiao.handling import views

app_name = "handling"
urlpatterns = [
    path("handling/", views.worklist, name="worklist"),
    path("reviews/", views.reviews, name="reviews"),
    path("assignments/<int:pk>/sign/", views.sign, name="sign"),
    path("assignments/<int:pk>/contact/", views.contact, name="contact"),
    path("assignments/<int:pk>/reply/", views.reply, name="reply"),
    path("assignments/<int:pk>/pass-review/", views.pass_review, name="pass_review"),
    path("assignments/<int:pk>/reject-review/", views.reject_review, name="reject_review"),
]
