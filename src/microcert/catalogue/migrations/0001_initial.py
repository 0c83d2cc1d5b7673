
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('trainings', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(help_text='Normalised.', max_length=60, unique=True)),
                ('stem', models.CharField(db_index=True, max_length=60)),
                ('shown', models.CharField(help_text='As it is written in a training, with its accents.', max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='CatalogueEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(help_text='All searchable text, normalised (NFKD without marks, œ to oe, lower case).')),
                ('title_stems', models.TextField()),
                ('key_stems', models.TextField()),
                ('body_stems', models.TextField()),
                ('lowest_price_cents', models.PositiveIntegerField(default=0)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='catalogue_entry', to='trainings.trainingversion')),
            ],
            options={
                'verbose_name_plural': 'catalogue entries',
            },
        ),
    ]
