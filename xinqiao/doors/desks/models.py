"""What a person keeps of how he looks at lists."""

from django.db import models

from xinqiao.people.models import Staff


class SavedFilter(models.Model):
    """Filters of the list of cases under a name; a shared one is there for everybody with a post at a unit of its owner.

    `query` is what stands in the address: filters alone, nothing that names a person.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=300)
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["staff", "name"], name="one_filter_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ShownColumns(models.Model):
    """The columns of the list of cases that a person chose, by their codes; without a row, the usual ones."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="+")
    codes = models.JSONField()

    def __str__(self) -> str:
        return f"columns of {self.staff_id}"
