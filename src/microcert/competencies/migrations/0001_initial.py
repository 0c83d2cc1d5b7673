
import django.db.models.deletion
import microcert.competencies.rules
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consortium', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EscoSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uri', models.CharField(max_length=200, unique=True)),
                ('label', models.CharField(max_length=250)),
                ('alternatives', models.TextField(blank=True)),
                ('description', models.TextField(blank=True)),
                ('imported_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CompetencyFramework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=250)),
                ('status', models.CharField(choices=[(microcert.competencies.rules.FrameworkStatus['DRAFT'], microcert.competencies.rules.FrameworkStatus['DRAFT']), (microcert.competencies.rules.FrameworkStatus['IN_FORCE'], microcert.competencies.rules.FrameworkStatus['IN_FORCE']), (microcert.competencies.rules.FrameworkStatus['SUPERSEDED'], microcert.competencies.rules.FrameworkStatus['SUPERSEDED'])], default=microcert.competencies.rules.FrameworkStatus['DRAFT'], max_length=10)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('in_force_since', models.DateTimeField(blank=True, null=True)),
                ('eqf_level', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('purpose', models.TextField(blank=True, help_text='For whom and for what situations of work.')),
                ('market_study', models.TextField(blank=True)),
                ('transitions', models.TextField(blank=True, help_text='Ecological and digital transition.')),
                ('safety', models.TextField(blank=True)),
                ('disability', models.TextField(blank=True)),
                ('legal_constraints', models.TextField(blank=True)),
                ('registry_links', models.TextField(blank=True, help_text='Links to blocks of registered certifications.')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('succeeds', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='competencies.competencyframework')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='competency_frameworks', to='consortium.university')),
            ],
        ),
        migrations.CreateModel(
            name='CompetencyBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('code', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('description', models.TextField(blank=True)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='competencies.competencyframework')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Competency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('code', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('statement', models.TextField()),
                ('eqf_level', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='competencies', to='competencies.competencyblock')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='competencies', to='competencies.competencyframework')),
            ],
            options={
                'verbose_name_plural': 'competencies',
                'ordering': ['position', 'pk'],
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
            options={
                'ordering': ['scheme', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Expectation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(choices=[(microcert.competencies.rules.Expected['OUTCOME'], 'Acquis d’apprentissage'), (microcert.competencies.rules.Expected['CRITERION'], 'Critère d’évaluation')], max_length=10)),
                ('code', models.CharField(max_length=10)),
                ('text', models.TextField()),
                ('modality', models.TextField(blank=True, help_text='How it is judged: the task, the conditions.')),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expectations', to='competencies.competency')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SectorContribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('organisation', models.CharField(max_length=200)),
                ('held_on', models.DateField()),
                ('nature', models.CharField(choices=[('study', 'Étude ou enquête'), ('workshop', 'Atelier de conception'), ('observation', 'Observation du travail'), ('review', 'Relecture du référentiel'), ('social_partner', 'Avis de partenaires sociaux')], max_length=20)),
                ('text', models.TextField()),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='competencies.competencyframework')),
            ],
            options={
                'ordering': ['held_on', 'position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='UnsavedWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=60)),
                ('content', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unsaved_words', to='competencies.competencyframework')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'unsaved words',
            },
        ),
        migrations.CreateModel(
            name='WorkActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('code', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('description', models.TextField(blank=True)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='competencies.competencyframework')),
            ],
            options={
                'verbose_name_plural': 'work activities',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='competency',
            name='activity',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='competencies', to='competencies.workactivity'),
        ),
        migrations.AddConstraint(
            model_name='competencyframework',
            constraint=models.CheckConstraint(condition=models.Q(('eqf_level__isnull', True), ('eqf_level__range', (1, 8)), _connector='OR'), name='framework_level_from_1_to_8'),
        ),
        migrations.AddConstraint(
            model_name='competencyframework',
            constraint=models.CheckConstraint(condition=models.Q(('status', microcert.competencies.rules.FrameworkStatus['DRAFT']), ('in_force_since__isnull', False), _connector='OR'), name='a_framework_in_force_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='competencyblock',
            constraint=models.UniqueConstraint(fields=('framework', 'code'), name='one_block_per_code'),
        ),
        migrations.AddConstraint(
            model_name='competencyblock',
            constraint=models.UniqueConstraint(fields=('framework', 'uuid'), name='one_block_per_uuid'),
        ),
        migrations.AddConstraint(
            model_name='alignment',
            constraint=models.UniqueConstraint(fields=('competency', 'scheme', 'code'), name='one_reference_per_competency'),
        ),
        migrations.AddConstraint(
            model_name='alignment',
            constraint=models.UniqueConstraint(condition=models.Q(('competency__isnull', True)), fields=('framework', 'scheme', 'code'), name='one_reference_for_the_whole'),
        ),
        migrations.AddConstraint(
            model_name='expectation',
            constraint=models.UniqueConstraint(fields=('competency', 'kind', 'code'), name='one_expectation_per_code'),
        ),
        migrations.AddConstraint(
            model_name='expectation',
            constraint=models.UniqueConstraint(fields=('competency', 'uuid'), name='one_expectation_per_uuid'),
        ),
        migrations.AddConstraint(
            model_name='sectorcontribution',
            constraint=models.UniqueConstraint(fields=('framework', 'uuid'), name='one_contribution_per_uuid'),
        ),
        migrations.AddConstraint(
            model_name='unsavedwords',
            constraint=models.UniqueConstraint(fields=('person', 'framework', 'place'), name='one_unsaved_text_per_form'),
        ),
        migrations.AddConstraint(
            model_name='workactivity',
            constraint=models.UniqueConstraint(fields=('framework', 'code'), name='one_work_activity_per_code'),
        ),
        migrations.AddConstraint(
            model_name='workactivity',
            constraint=models.UniqueConstraint(fields=('framework', 'uuid'), name='one_work_activity_per_uuid'),
        ),
        migrations.AddConstraint(
            model_name='competency',
            constraint=models.UniqueConstraint(fields=('framework', 'code'), name='one_competency_per_code'),
        ),
        migrations.AddConstraint(
            model_name='competency',
            constraint=models.UniqueConstraint(fields=('framework', 'uuid'), name='one_competency_per_uuid'),
        ),
        migrations.AddConstraint(
            model_name='competency',
            constraint=models.CheckConstraint(condition=models.Q(('eqf_level__isnull', True), ('eqf_level__range', (1, 8)), _connector='OR'), name='competency_level_from_1_to_8'),
        ),
    ]
