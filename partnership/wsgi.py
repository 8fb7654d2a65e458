"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
application = get_wsgi_application()

# What the site consists of stays until the process ends: the collector need not walk through it again and again,
# which cost a worker some 80 ms each time.
gc.collect()
gc.freeze()
