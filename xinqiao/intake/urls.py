from django.urls import path

from xinqiao.intake import views

app_name = "intake"
urlpatterns = [path("register/", views.register, name="register")]
