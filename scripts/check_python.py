"""Exit with a message if this Python is too old; Python 2 can run this file too."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "The platform needs Python 3.11 or newer, and %s is %d.%d: "
        "install one and name it, as in `make run PYTHON=python3.12`."
        % (sys.executable, sys.version_info[0], sys.version_info[1])
    )
