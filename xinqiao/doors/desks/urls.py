from django.urls import path

from xinqiao.doors.desks import export_views, rulings, searching, views

app_name = "desks"
urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/contact/", views.show_contact, name="show_contact"),
    path("cases/<str:number>/files/<int:pk>/", views.download, name="download"),
    path("exports/", export_views.exports, name="exports"),
    path("exports/new/", export_views.export, name="export"),
    path("exports/<int:pk>/", export_views.fetch, name="fetch_export"),
    path("search/", searching.search, name="search"),
    path("rulings/", rulings.desk, name="rulings"),
    path("counters/<str:name>/", views.counter, name="counter"),
]
