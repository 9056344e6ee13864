from django.urls import path

from xinqiao.people import audit_views, duty_views, own_views, staff_views, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("sign-in/code/", views.give_code, name="give_code"),
    path("sign-in/password/", views.change_initial, name="change_initial"),
    path("sign-in/second-factor/", views.enrol, name="enrol"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("me/", own_views.me, name="me"),
    path("me/password/", own_views.change_password, name="change_password"),
    path("me/second-factor/", own_views.set_second_factor, name="set_second_factor"),
    path("me/second-factor/codes/", own_views.renew_codes, name="renew_codes"),
    path("me/second-factor/drop/", own_views.drop_second_factor, name="drop_second_factor"),
    path("me/keys/", own_views.set_keys, name="set_keys"),
    path("me/sessions/end/", own_views.end_sessions, name="end_sessions"),
    path("audit/", audit_views.audit_page, name="audit"),
    path("people/", staff_views.people, name="people"),
    path("people/add/", staff_views.add, name="add"),
    path("people/<int:pk>/", staff_views.person, name="person"),
    path("people/<int:pk>/posts/", staff_views.give_post, name="give_post"),
    path("people/<int:pk>/posts/<int:post_pk>/end/", staff_views.end_post, name="end_post"),
    path("people/<int:pk>/leave/", staff_views.leave, name="leave"),
    path("people/<int:pk>/unlock/", staff_views.unlock, name="unlock"),
    path("people/<int:pk>/password/", staff_views.reset_password, name="reset_password"),
    path("people/<int:pk>/second-factor/reset/", staff_views.reset_second_factor, name="reset_second_factor"),
    path("duty/", duty_views.units, name="duty"),
    path("duty/<str:code>/", duty_views.unit, name="duty_unit"),
    path("duty/shifts/<int:pk>/remove/", duty_views.remove, name="remove_duty"),
]
