
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consortium', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompetencyFramework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('title', models.CharField(max_length=250)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='competency_frameworks', to='consortium.university')),
            ],
        ),
        migrations.CreateModel(
            name='Competency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('statement', models.TextField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='competencies', to='competencies.competencyframework')),
            ],
            options={
                'verbose_name_plural': 'competencies',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Alignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('rome', 'ROME'), ('esco', 'ESCO')], max_length=10)),
                ('code', models.CharField(max_length=200)),
                ('label', models.CharField(max_length=250)),
                ('competency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alignments', to='competencies.competency')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alignments', to='competencies.competencyframework')),
            ],
        ),
        migrations.AddConstraint(
            model_name='competency',
            constraint=models.UniqueConstraint(fields=('framework', 'code'), name='one_competency_per_code'),
        ),
    ]
