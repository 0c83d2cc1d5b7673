"""allauth's forms in our words. The settings name them in ``ACCOUNT_FORMS``."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from django.utils.translation import gettext_lazy as _

from .forms import PlainWords


class AccountWords(PlainWords):
    """One name for the address everywhere, and no placeholder that repeats a label."""

    labels_instead = {"login": _("Adresse électronique"), "email": _("Adresse électronique")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(AccountWords, account.LoginForm):
    """Log-in by address and password."""


class SignupForm(AccountWords, account.SignupForm):
    """Creation of an account."""


class AddEmailForm(AccountWords, account.AddEmailForm):
    """A further address."""


class ChangePasswordForm(AccountWords, account.ChangePasswordForm):
    """A new password, knowing the old one."""


class SetPasswordForm(AccountWords, account.SetPasswordForm):
    """A first password, for accounts opened without one."""


class ResetPasswordForm(AccountWords, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(AccountWords, account.ResetPasswordKeyForm):
    """A new password, coming from the link."""


#: The value of ``ACCOUNT_FORMS``.
ACCOUNT_FORMS = {
    "login": f"{__name__}.LoginForm",
    "signup": f"{__name__}.SignupForm",
    "add_email": f"{__name__}.AddEmailForm",
    "change_password": f"{__name__}.ChangePasswordForm",
    "set_password": f"{__name__}.SetPasswordForm",
    "reset_password": f"{__name__}.ResetPasswordForm",
    "reset_password_from_key": f"{__name__}.ResetPasswordKeyForm",
}
