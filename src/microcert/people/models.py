from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from microcert.foundation import clock

from .rules import folded


class Accounts(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. What a person may do comes from their appointments (room consortium), never from this row."""

    email = models.EmailField(_("Adresse électronique"), unique=True)
    given_names = models.CharField(_("Prénoms"), max_length=120, blank=True)
    family_name = models.CharField(_("Nom de famille"), max_length=120, blank=True)
    birth_date = models.DateField(_("Date de naissance"), null=True, blank=True)
    birth_place = models.CharField(_("Lieu de naissance"), max_length=120, blank=True)
    postal_address = models.TextField(_("Adresse postale"), max_length=500, blank=True)
    phone = models.CharField(_("Téléphone"), max_length=30, blank=True)
    language = models.CharField(_("Langue"), max_length=5, default="fr")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    folded = models.CharField(
        max_length=520, editable=False, db_index=True, help_text="What a search by name looks in."
    )
    date_joined = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.folded = folded(self.family_name, self.given_names, self.email)
        if update_fields is not None:
            update_fields = {*update_fields, "folded"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def sort_name(self) -> str:
        return f"{self.family_name}, {self.given_names}" if self.family_name else self.email
