"""The administrator that `ADMIN_PASSWORD` promises."""

from django.contrib.auth.models import User

ADMIN = "admin"


def ensure_admin(password: str) -> None:
    """Make sure that the user `admin` exists, may do everything and has this password."""
    admin, _ = User.objects.get_or_create(username=ADMIN)
    admin.is_active = admin.is_staff = admin.is_superuser = True
    # Setting the same password again would sign the administrator out at each start.
    if not admin.check_password(password):
        admin.set_password(password)
    admin.save()
