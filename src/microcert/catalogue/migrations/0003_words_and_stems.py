"""Search by stems and by look-alike words, in the words of each database."""

from django.db import migrations, models


def create_search(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # A trusted extension: the owner of the database may create it.
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX catalogue_word_trigrams ON catalogue_catalogueword USING gin (word gin_trgm_ops)"
        )
        schema_editor.execute(
            "CREATE INDEX catalogue_entry_vector ON catalogue_catalogueentry USING gin (("
            "setweight(to_tsvector('simple'::regconfig, title_stems), 'A') || "
            "setweight(to_tsvector('simple'::regconfig, key_stems), 'B') || "
            "setweight(to_tsvector('simple'::regconfig, body_stems), 'D')))"
        )
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE catalogue_fts USING fts5(title, keywords, body)")
        schema_editor.execute("CREATE VIRTUAL TABLE catalogue_trigrams USING fts5(word, tokenize = 'trigram')")


def drop_search(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS catalogue_entry_vector")
        schema_editor.execute("DROP INDEX IF EXISTS catalogue_word_trigrams")
    else:
        schema_editor.execute("DROP TABLE IF EXISTS catalogue_fts")
        schema_editor.execute("DROP TABLE IF EXISTS catalogue_trigrams")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_initial")]

    operations = [
        migrations.RemoveField("catalogueentry", "title_text"),
        migrations.RemoveField("catalogueentry", "stems"),
        migrations.RemoveField("catalogueentry", "next_session_on"),
        migrations.AlterField(
            "catalogueentry",
            "search_text",
            models.TextField(help_text="All searchable text, normalised (NFKD without marks, œ to oe, lower case)."),
        ),
        migrations.AddField("catalogueentry", "title_stems", models.TextField(default=""), preserve_default=False),
        migrations.AddField("catalogueentry", "key_stems", models.TextField(default=""), preserve_default=False),
        migrations.AddField("catalogueentry", "body_stems", models.TextField(default=""), preserve_default=False),
        migrations.CreateModel(
            name="CatalogueWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(help_text="Normalised.", max_length=60, unique=True)),
                ("stem", models.CharField(db_index=True, max_length=60)),
                ("shown", models.CharField(help_text="As it is written in a training, with its accents.", max_length=60)),
            ],
        ),
        migrations.RunPython(create_search, drop_search, elidable=False),
    ]
