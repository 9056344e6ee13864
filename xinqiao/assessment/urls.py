from django.urls import path

from xinqiao.assessment import views

app_name = "assessment"
urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/now/<str:part>/", views.standing, name="standing"),
    path("figures/<str:code>/<str:part>/", views.traced, name="traced"),
]
