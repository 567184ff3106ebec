import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("observe", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="LineChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(db_index=True, max_length=64)),
                ("a", models.CharField(max_length=64)),
                ("b", models.CharField(max_length=64)),
                ("line", models.CharField(max_length=120)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("kept", "kept"), ("dropped", "dropped")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("comment", models.TextField(blank=True, default="")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "a", "b", "line"), name="one_choice_per_line")
                ]
            },
        )
    ]
