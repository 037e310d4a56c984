"""`python -m benchmarks.bare`: served just as the service is."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
    django.setup()
    from jobs import supervisor

    supervisor.run_web()
