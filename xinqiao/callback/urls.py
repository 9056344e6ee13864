from django.urls import path

from xinqiao.callback import views
from xinqiao.callback.moves import PAGES
from xinqiao.cases.pages import addresses

app_name = "callback"
urlpatterns = [
    path("callbacks/", views.queue, name="queue"),
    path("callbacks/<int:pk>/", views.call_back, name="call_back"),
    path("cases/<str:number>/rework/", views.rework, name="rework"),
    *addresses(PAGES),
]
