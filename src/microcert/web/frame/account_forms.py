"""allauth's forms in our words. The settings name them in ``ACCOUNT_FORMS``."""

from __future__ import annotations

from allauth.account import forms as account

from .forms import PlainWords


class LoginForm(PlainWords, account.LoginForm):
    """Log-in by address and password."""


class SignupForm(PlainWords, account.SignupForm):
    """Creation of an account."""


class AddEmailForm(PlainWords, account.AddEmailForm):
    """A further address."""


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    """A new password, knowing the old one."""


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    """A first password, for accounts opened without one."""


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
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
