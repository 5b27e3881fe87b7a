"""Addresses of the accounts room."""

from django.urls import path

from sightline.service.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/code", views.second_step, name="second_step"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("join/<str:token>", views.join, name="join"),
    path("forgotten-password", views.forgotten, name="forgotten"),
    path("new-password/<str:uidb64>/<str:token>", views.new_password, name="new_password"),
    path("confirm-password", views.confirm, name="confirm"),
    path("account", views.account, name="account"),
    path("account/password", views.change_password, name="change_password"),
    path("account/end-sessions", views.end_sessions, name="end_sessions"),
    path("account/second-factor", views.set_up_second_factor, name="set_up_second_factor"),
    path("account/second-factor/remove", views.remove_second_factor, name="remove_second_factor"),
    path("account/recovery-codes", views.recovery_codes, name="recovery_codes"),
    path("account/recovery-codes/new", views.renew_recovery_codes, name="renew_recovery_codes"),
]
