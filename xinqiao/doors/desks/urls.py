from django.urls import path

from xinqiao.doors.desks import (
    announcing,
    cockpit_views,
    export_views,
    order_views,
    pictures,
    registering,
    rulings,
    saving,
    searching,
    views,
)

app_name = "desks"
urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/filters/", saving.save_filter, name="save_filter"),
    path("cases/filters/<int:pk>/drop/", saving.drop_filter, name="drop_filter"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/registered/", registering.registered, name="registered"),
    path("cases/<str:number>/urgent-report/", views.urgent_report, name="urgent_report"),
    path("cases/<str:number>/contact/", views.show_contact, name="show_contact"),
    path("cases/<str:number>/files/<int:pk>/", views.download, name="download"),
    path("cases/<str:number>/pictures/<int:pk>/", pictures.picture, name="picture"),
    path("exports/", export_views.exports, name="exports"),
    path("exports/new/", export_views.export, name="export"),
    path("exports/<int:pk>/", export_views.fetch, name="fetch_export"),
    path("search/", searching.search, name="search"),
    path("palette/", searching.palette, name="palette"),
    path("cockpit/", cockpit_views.cockpit, name="cockpit"),
    path("cockpit/trend/", cockpit_views.trend, name="cockpit_trend"),
    path("cockpit/races/", cockpit_views.races, name="cockpit_races"),
    path("cockpit/hottest/", cockpit_views.hottest, name="cockpit_hottest"),
    path("assignments/<int:pk>/order/", order_views.order, name="order"),
    path("assignments/<int:pk>/order.<str:form>", order_views.order_file, name="order_file"),
    path("announcements/", announcing.announcements, name="announcements"),
    path("announcements/<int:pk>/end/", announcing.end_announcement, name="end_announcement"),
    path("rulings/", rulings.desk, name="rulings"),
    path("counters/<str:name>/", views.counter, name="counter"),
]
