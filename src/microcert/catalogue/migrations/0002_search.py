"""Search by stems in the words of each database; and the stamp that says whether what search compares has changed."""

from django.db import migrations

# What ranks: short enough to stay in the row, where that of a whole text would be fetched and unpacked for each match.
HEADING = (
    "setweight(to_tsvector('simple'::regconfig, title_stems), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, key_stems), 'B')"
)
VECTOR = f"{HEADING} || setweight(to_tsvector('simple'::regconfig, body_stems), 'D')"

# What the catalogue's memory copies: whenever one of these is written, the stamp changes.
WATCHED = {
    "catalogue_catalogueentry": ["INSERT", "UPDATE", "DELETE"],
    "training_sessions_session": ["INSERT", "UPDATE", "DELETE"],
    "trainings_trainingversion": ["UPDATE OF status"],
    "consortium_university": ["UPDATE OF slug"],
}

# Rows and not one row: whoever updated the same one would wait for the other's whole transaction, or lock for ever. Old rows
# go where nobody holds them.
POSTGRESQL_STAMP = """
CREATE FUNCTION catalogue_stamp_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM catalogue_stamp WHERE id IN (
        SELECT id FROM catalogue_stamp WHERE drawn_at < now() - interval '1 hour' ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED
    );
    INSERT INTO catalogue_stamp (token) VALUES (floor(random() * 4611686018427387904)::bigint);
    RETURN NULL;
END $$
"""


def create_search(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # Kept and not computed at each search: ranking would parse every text again.
        schema_editor.execute(
            f"ALTER TABLE catalogue_cataloguetext ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED,"
            f" ADD COLUMN heading tsvector GENERATED ALWAYS AS ({HEADING}) STORED"
        )
        schema_editor.execute("CREATE INDEX catalogue_text_vector ON catalogue_cataloguetext USING gin (vector)")
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE catalogue_fts USING fts5(title, keywords, body)")


def drop_search(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE catalogue_cataloguetext DROP COLUMN IF EXISTS vector, DROP COLUMN IF EXISTS heading")
    else:
        schema_editor.execute("DROP TABLE IF EXISTS catalogue_fts")


def create_stamp(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TABLE catalogue_stamp (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, token bigint NOT NULL,"
            " drawn_at timestamptz NOT NULL DEFAULT now())"
        )
        schema_editor.execute(POSTGRESQL_STAMP)
    else:
        # One row, since SQLite has one writer at a time.
        schema_editor.execute("CREATE TABLE catalogue_stamp (token integer NOT NULL)")
        schema_editor.execute("INSERT INTO catalogue_stamp (token) VALUES (random() >> 2)")
    for number, (table, writings) in enumerate(WATCHED.items()):
        for writing in writings:
            schema_editor.execute(_trigger(schema_editor, f"catalogue_stamp_{number}_{writing[:6].lower()}", table, writing))


def _trigger(schema_editor, name, table, writing):
    if schema_editor.connection.vendor == "postgresql":
        return (
            f"CREATE TRIGGER {name} AFTER {writing} ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION catalogue_stamp_draw()"
        )
    return f"CREATE TRIGGER {name} AFTER {writing} ON {table} BEGIN UPDATE catalogue_stamp SET token = random() >> 2; END"


def drop_stamp(apps, schema_editor):
    for number, (table, writings) in enumerate(WATCHED.items()):
        for writing in writings:
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS catalogue_stamp_{number}_{writing[:6].lower()}{on}")
    schema_editor.execute("DROP TABLE IF EXISTS catalogue_stamp")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS catalogue_stamp_draw")


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("consortium", "0001_initial"),
        ("trainings", "0001_initial"),
        ("training_sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(create_search, drop_search, elidable=False),
        migrations.RunPython(create_stamp, drop_stamp, elidable=False),
    ]
