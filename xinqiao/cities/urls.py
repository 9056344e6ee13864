from django.urls import path

from xinqiao.cities import file_views, views

app_name = "cities"
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/city/", file_views.platform, name="platform"),
    path("settings/folder/", file_views.folder, name="folder"),
    path("settings/<slug:stem>/", views.table, name="table"),
    path("settings/<slug:stem>/row/", views.row, name="row"),
    path("settings/<slug:stem>/upload/", file_views.upload, name="upload"),
    path("settings/<slug:stem>/download/", file_views.download, name="download"),
]
