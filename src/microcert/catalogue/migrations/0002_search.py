"""Search by stems and by look-alike words, in the words of each database; and the index of next sessions."""

from django.db import migrations

# What ranks: short enough to stay in the row, where that of a whole text would be fetched and unpacked for each match.
HEADING = (
    "setweight(to_tsvector('simple'::regconfig, title_stems), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, key_stems), 'B')"
)
VECTOR = f"{HEADING} || setweight(to_tsvector('simple'::regconfig, body_stems), 'D')"


def create_search(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # A trusted extension: the owner of the database may create it.
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX catalogue_word_trigrams ON catalogue_catalogueword USING gin (word gin_trgm_ops)"
        )
        # Kept and not computed at each search: ranking would parse every text again.
        schema_editor.execute(
            f"ALTER TABLE catalogue_cataloguetext ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED,"
            f" ADD COLUMN heading tsvector GENERATED ALWAYS AS ({HEADING}) STORED"
        )
        schema_editor.execute("CREATE INDEX catalogue_text_vector ON catalogue_cataloguetext USING gin (vector)")
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE catalogue_fts USING fts5(title, keywords, body)")
        schema_editor.execute("CREATE VIRTUAL TABLE catalogue_trigrams USING fts5(word, tokenize = 'trigram')")


def drop_search(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE catalogue_cataloguetext DROP COLUMN IF EXISTS vector, DROP COLUMN IF EXISTS heading")
        schema_editor.execute("DROP INDEX IF EXISTS catalogue_word_trigrams")
    else:
        schema_editor.execute("DROP TABLE IF EXISTS catalogue_fts")
        schema_editor.execute("DROP TABLE IF EXISTS catalogue_trigrams")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("training_sessions", "0001_initial")]

    operations = [
        migrations.RunPython(create_search, drop_search, elidable=False),
        # Of use to the catalogue alone, which at each search reads the next session of every training, and what is hidden.
        migrations.RunSQL(
            "CREATE INDEX catalogue_hidden ON trainings_trainingversion (status)",
            "DROP INDEX IF EXISTS catalogue_hidden",
        ),
        migrations.RunSQL(
            "CREATE INDEX catalogue_next_session ON training_sessions_session (version_id, status, starts_on, sales_close_on)",
            "DROP INDEX IF EXISTS catalogue_next_session",
        ),
    ]
