"""``python -m credseal`` is the command ``credseal``."""

import sys

from credseal.cli import main

sys.exit(main())
