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
    path("people", views.people, name="people"),
    path("people/invite", views.invite, name="invite"),
    path(
        "people/invitations/<uuid:invitation_id>/cancel",
        views.cancel_invitation,
        name="cancel_invitation",
    ),
    path("people/<uuid:user_id>", views.person, name="person"),
    path("people/<uuid:user_id>/role", views.change_role, name="change_role"),
    path("people/<uuid:user_id>/keep-out", views.deactivate, name="deactivate"),
    path("people/<uuid:user_id>/let-in", views.reactivate, name="reactivate"),
    path(
        "people/<uuid:user_id>/second-factor",
        views.reset_second_factor,
        name="reset_second_factor",
    ),
]
