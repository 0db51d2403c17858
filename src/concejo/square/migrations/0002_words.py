# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search index: FTS5 with accents folded on SQLite, a tsvector with GIN on PostgreSQL."""

from django.db import migrations


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE square_words USING fts5(words, tokenize='unicode61 remove_diacritics 2')"
        )
    else:
        schema_editor.execute("CREATE TABLE square_words (post bigint PRIMARY KEY, words tsvector NOT NULL)")
        schema_editor.execute("CREATE INDEX square_words_words ON square_words USING gin (words)")


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE square_words")


class Migration(migrations.Migration):
    dependencies = [("square", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
