"""What gunicorn serves."""

import gc
import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

STACK_SLOTS = 16 * 1024

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
handler = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The site, as gunicorn calls it."""
    return handler(environ, start_response)


# CPython keeps its frames in chunks of 16 KB. A loop that happens to call across the end of one gets and gives back a
# chunk each time: up to 800 times and 5 ms for a page of the admin. A call that says it needs more gets a larger chunk;
# this one touches none of its 128 KB, and the chunk is rounded up to 256: the rest is for what it calls.
application.__code__ = application.__code__.replace(co_stacksize=STACK_SLOTS)

# What the site consists of stays until the process ends: the collector need not walk through it again and again,
# which cost a worker some 80 ms each time.
gc.collect()
gc.freeze()
