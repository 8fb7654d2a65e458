"""The one table of the bare reference: six columns, 100,000 rows."""

from django.db import models


class Contact(models.Model):
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    email = models.EmailField()
    city = models.CharField(max_length=50)
    joined_on = models.DateField()
    points = models.IntegerField()

    class Meta:
        app_label = "reference"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
