"""The tests' settings with documents and a database that outlive the process: for sellers that are killed in earnest."""

import os
from pathlib import Path

from microcert.settings.test import *  # noqa: F403
from microcert.settings.test import STORAGES

STORAGES["documents"]["OPTIONS"]["location"] = Path(os.environ["CRASH_FOLDER"]) / "documents"
# A hundred kills in a row may hit one job more than three times.
JOB_CRASHES_ALLOWED = 200
JOB_RETRY_AFTER = (0,) * 50
