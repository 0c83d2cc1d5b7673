"""The settings that `bin/bench sales` has its web server use: those of the tests, static files found once as in production."""

from microcert.settings.test import *  # noqa: F403

WHITENOISE_AUTOREFRESH = False
