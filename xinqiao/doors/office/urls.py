from django.urls import path

from xinqiao.doors.office import views

app_name = "office"
urlpatterns = [
    path("calendar/", views.calendar_page, name="calendar"),
    path("calendar/<int:year>/", views.year_page, name="year"),
]
