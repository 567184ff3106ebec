from django.db import migrations

from rebonds.rooms.search import engine


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(engine.make, engine.unmake, elidable=False)]
