"""Signing in and out."""

from django.contrib.auth import views

from sightline.service.accounts.forms import SignInForm


class SignIn(views.LoginView):
    """The sign-in page; afterwards people go on to where they wanted to be, if it is here."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"


sign_in = SignIn.as_view()
sign_out = views.LogoutView.as_view()
