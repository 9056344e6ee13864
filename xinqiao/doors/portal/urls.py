from django.urls import path

from xinqiao.doors.portal import reading_views, submitting_views, tracking_views, views

app_name = "portal"
urlpatterns = [
    path("portal/", views.home, name="home"),
    path("portal/look/", views.look, name="look"),
    path("portal/leave/", views.leave, name="leave"),
    path("portal/published/", reading_views.cases, name="published"),
    path("portal/published/<int:pk>/", reading_views.one, name="publication"),
    path("portal/similar/", reading_views.similar, name="similar"),
    path("portal/statistics/", views.figures, name="statistics"),
    path("portal/submit/", submitting_views.submit, name="submit"),
    path("portal/receipt/", submitting_views.receipt, name="receipt"),
    path("portal/track/", tracking_views.track, name="track"),
    path("portal/case/", tracking_views.case, name="case"),
    path("portal/case/files/<int:pk>/", tracking_views.file, name="file"),
    *(path(f"portal/case/{one.name}/", tracking_views.saying(one), name=one.name) for one in tracking_views.SAYINGS),
]
