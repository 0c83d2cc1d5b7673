"""Search by stems and by look-alike words, in the words of each database."""

from django.db import migrations


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
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunPython(create_search, drop_search, elidable=False)]
