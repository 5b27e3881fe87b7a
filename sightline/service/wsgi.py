"""What a web server runs: `gunicorn sightline.service.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.service.settings")

application = get_wsgi_application()
