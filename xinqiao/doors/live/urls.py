from django.urls import path

from xinqiao.doors.live import views

urlpatterns = [path("live", views.stream, name="live")]
