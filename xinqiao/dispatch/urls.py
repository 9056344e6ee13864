from django.urls import path

from xinqiao.dispatch import views

app_name = "dispatch"
urlpatterns = [
    path("dispatch/", views.queue, name="queue"),
    path("cases/<str:number>/dispatch/", views.dispatch, name="dispatch"),
]
