from django.urls import path

from xinqiao.cases.pages import addresses
from xinqiao.dispatch import views
from xinqiao.dispatch.moves import PAGES

app_name = "dispatch"
urlpatterns = [
    path("dispatch/", views.queue, name="queue"),
    path("dispatch/hand-out/", views.hand_out, name="hand_out"),
    path("dispatch/merge/", views.merge_all, name="merge_all"),
    path("catalogue/<int:pk>/", views.responsibility, name="responsibility"),
    *addresses(PAGES),
]
