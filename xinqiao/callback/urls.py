from django.urls import path

from xinqiao.callback import views

app_name = "callback"
urlpatterns = [
    path("callbacks/", views.queue, name="queue"),
    path("callbacks/<int:pk>/", views.call_back, name="call_back"),
]
