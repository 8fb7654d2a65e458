"""The core of the cooperation, and the Django project that composes the apps."""
