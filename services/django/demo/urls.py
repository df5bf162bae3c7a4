from django.urls import path

from . import views

urlpatterns = [
    path("django/", views.home, name="home"),
    path("django/cart", views.add_to_cart, name="cart"),
    path("django/visits", views.count_visit, name="visits"),
    path("django/sign-out", views.sign_out, name="sign-out"),
    path("django/whoami", views.whoami, name="whoami"),
    path("django/health", views.health, name="health"),
]
