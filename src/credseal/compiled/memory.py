"""What was compiled, by key: bounded, and nothing is compiled for a key that comes only once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Memory(Generic[_Value]):
    """At most ``most`` keys; the oldest goes first. Safe among threads: at worst a value is made twice."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._made: dict[Hashable, _Value | None] = {}
        self._latest: tuple[Hashable, _Value | None] = (object(), None)
        self._seen: dict[Hashable, None] = {}

    def find(self, key: Hashable) -> _Value | None:
        """The value of ``key``, if it was made."""
        return self._made.get(key)

    def recall(self, key: Hashable, make: Callable[[], _Value | None], *, at_once: bool = False) -> _Value | None:
        """The value of ``key``, made when the key comes for the second time (or ``at_once``).

        A value that cannot be made (None) is not tried again while its key is remembered.
        """
        # A batch asks for one key again and again, and comparing long keys is cheaper than hashing them.
        latest, value = self._latest
        if latest == key:
            return value
        if key in self._made:
            self._latest = (key, self._made[key])
            return self._made[key]
        if key not in self._seen and not at_once:
            self._keep(self._seen, key, None)
            return None
        value = make()
        self._keep(self._made, key, value)
        return value

    def forget(self, key: Hashable) -> None:
        """Never use the value of this key again."""
        self._latest = (object(), None)
        self._keep(self._made, key, None)

    def _keep(
        self, store: dict[Hashable, _Value | None] | dict[Hashable, None], key: Hashable, value: _Value | None
    ) -> None:
        with self._lock:
            store[key] = value  # type: ignore[assignment]
            while len(store) > self._most:
                del store[next(iter(store))]
