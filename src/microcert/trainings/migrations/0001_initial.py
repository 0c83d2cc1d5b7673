import django.db.models.deletion
import microcert.trainings.rules.accessibility
import microcert.trainings.rules.vocabulary
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('competencies', '0001_initial'),
        ('consortium', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssessmentTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250)),
                ('brief', models.TextField()),
                ('deliverable', models.TextField()),
                ('minutes', models.PositiveSmallIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('text', models.TextField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='competencies.competency')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='competencies.competency')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='trainings.assessmenttask')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='criteria', to='trainings.outcome')),
            ],
            options={
                'verbose_name_plural': 'criteria',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[(microcert.trainings.rules.vocabulary.ActivityKind['READING'], 'Lecture'), (microcert.trainings.rules.vocabulary.ActivityKind['VIDEO'], 'Vidéo'), (microcert.trainings.rules.vocabulary.ActivityKind['QUIZ'], 'Quiz'), (microcert.trainings.rules.vocabulary.ActivityKind['VIRTUAL_CLASS'], 'Classe virtuelle'), (microcert.trainings.rules.vocabulary.ActivityKind['FORUM'], 'Forum'), (microcert.trainings.rules.vocabulary.ActivityKind['WORKSHOP'], 'Atelier'), (microcert.trainings.rules.vocabulary.ActivityKind['PEER_REVIEW'], 'Relecture entre pairs'), (microcert.trainings.rules.vocabulary.ActivityKind['ASSESSMENT'], 'Évaluation certificative')], max_length=20)),
                ('title', models.CharField(max_length=250)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('is_milestone', models.BooleanField(default=True)),
                ('is_synchronous', models.BooleanField(default=False)),
                ('grouping', models.CharField(choices=[('individual', 'individuel'), ('group', 'en groupe')], default='individual', max_length=12)),
                ('place', models.CharField(choices=[('distance', 'à distance'), ('on_site', 'sur site')], default='distance', max_length=10)),
                ('guidance', models.CharField(choices=[('autonomous', 'en autonomie'), ('guided', 'accompagné')], default='autonomous', max_length=12)),
                ('body', models.TextField(blank=True)),
                ('content', models.JSONField(default=dict)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('outcomes', models.ManyToManyField(related_name='activities', to='trainings.outcome')),
            ],
            options={
                'verbose_name_plural': 'activities',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[(microcert.trainings.rules.accessibility.ResourceKind['PDF'], 'Document PDF'), (microcert.trainings.rules.accessibility.ResourceKind['HTML'], 'Page HTML'), (microcert.trainings.rules.accessibility.ResourceKind['VIDEO'], 'Vidéo'), (microcert.trainings.rules.accessibility.ResourceKind['AUDIO'], 'Enregistrement sonore'), (microcert.trainings.rules.accessibility.ResourceKind['IMAGE'], 'Image'), (microcert.trainings.rules.accessibility.ResourceKind['OTHER'], 'Autre')], max_length=8)),
                ('title', models.CharField(max_length=250)),
                ('file', models.FileField(blank=True, upload_to='resources/')),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('alternative', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='resources', to='trainings.activity')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AccessibilityCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('point', models.CharField(choices=[(microcert.trainings.rules.accessibility.Point['TAGS'], 'Structure balisée'), (microcert.trainings.rules.accessibility.Point['LANGUAGE'], 'Langue déclarée'), (microcert.trainings.rules.accessibility.Point['TITLE'], 'Titre renseigné'), (microcert.trainings.rules.accessibility.Point['ALTERNATIVES'], 'Équivalents textuels'), (microcert.trainings.rules.accessibility.Point['HEADINGS'], 'Titres hiérarchisés'), (microcert.trainings.rules.accessibility.Point['CONTRAST'], 'Contrastes suffisants'), (microcert.trainings.rules.accessibility.Point['CAPTIONS'], 'Sous-titres'), (microcert.trainings.rules.accessibility.Point['TRANSCRIPT'], 'Transcription')], max_length=12)),
                ('reading', models.CharField(choices=[(microcert.trainings.rules.accessibility.Reading['PASSES'], 'conforme'), (microcert.trainings.rules.accessibility.Reading['FAILS'], 'à reprendre'), (microcert.trainings.rules.accessibility.Reading['NOT_CONCERNED'], 'sans objet')], max_length=13)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('checked_at', models.DateTimeField()),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='trainings.resource')),
            ],
            options={
                'ordering': ['checked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('producer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to='consortium.university')),
                ('awarded_with', models.ManyToManyField(blank=True, related_name='joint_trainings', to='consortium.university')),
            ],
        ),
        migrations.CreateModel(
            name='TrainingVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('status', models.CharField(choices=[(microcert.trainings.rules.vocabulary.VersionStatus['DRAFT'], microcert.trainings.rules.vocabulary.VersionStatus['DRAFT']), (microcert.trainings.rules.vocabulary.VersionStatus['PUBLISHED'], microcert.trainings.rules.vocabulary.VersionStatus['PUBLISHED']), (microcert.trainings.rules.vocabulary.VersionStatus['RETIRED'], microcert.trainings.rules.vocabulary.VersionStatus['RETIRED'])], default=microcert.trainings.rules.vocabulary.VersionStatus['DRAFT'], max_length=10)),
                ('title', models.CharField(max_length=250)),
                ('family', models.CharField(choices=[('teaching', 'Enseigner et former'), ('instructional_design', 'Ingénierie pédagogique'), ('prior_learning', 'Reconnaissance des acquis'), ('entrepreneurship', 'Entrepreneuriat'), ('health_trainers', 'Formation en santé')], max_length=30)),
                ('aim', models.CharField(choices=[(microcert.trainings.rules.vocabulary.Aim['UPSKILLING'], 'Perfectionnement (upskilling)'), (microcert.trainings.rules.vocabulary.Aim['RESKILLING'], 'Reconversion (reskilling)'), (microcert.trainings.rules.vocabulary.Aim['CROSS_SKILLING'], 'Compétences transversales (cross-skilling)')], max_length=20)),
                ('language', models.CharField(default='fr', max_length=5)),
                ('summary', models.CharField(max_length=300)),
                ('description', models.TextField()),
                ('audience', models.TextField()),
                ('prerequisites', models.TextField()),
                ('equipment', models.TextField()),
                ('access_delay', models.CharField(max_length=250)),
                ('keywords', models.JSONField(default=list)),
                ('minutes', models.PositiveIntegerField(default=0, help_text='Estimated workload, the sum of the activities.')),
                ('eqf_level', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('registry_number', models.CharField(blank=True, help_text='RNCP or RS number, when there is one.', max_length=20)),
                ('registered_until', models.DateField(blank=True, help_text='Last day of that registration.', null=True)),
                ('expert_name', models.CharField(max_length=160)),
                ('expert_title', models.CharField(max_length=250)),
                ('team', models.JSONField(default=list)),
                ('stackability', models.TextField()),
                ('quality_assurance', models.TextField()),
                ('provider_type', models.CharField(choices=[('higher_education', 'établissement d’enseignement supérieur'), ('training_body', 'organisme de formation'), ('company', 'entreprise'), ('other', 'autre')], default='higher_education', max_length=20)),
                ('learning_setting', models.CharField(choices=[('formal', 'apprentissage formel'), ('non_formal', 'apprentissage non formel')], default='non_formal', max_length=12)),
                ('updated_on', models.DateField(blank=True, null=True)),
                ('update_due_on', models.DateField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('competency_framework', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_versions', to='competencies.competencyframework')),
                ('expert', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='consortium.frameworkversion')),
                ('training', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='trainings.training')),
            ],
        ),
        migrations.CreateModel(
            name='Threshold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.competency')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thresholds', to='trainings.trainingversion')),
            ],
        ),
        migrations.CreateModel(
            name='Tariff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=120)),
                ('price_cents', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tariffs', to='trainings.trainingversion')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=40)),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('is_removed', models.BooleanField(default=False, help_text='The part was taken out; its content is what it held.')),
                ('at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='trainings.trainingversion')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='resource',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='trainings.trainingversion'),
        ),
        migrations.AddField(
            model_name='outcome',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='trainings.trainingversion'),
        ),
        migrations.AddField(
            model_name='assessmenttask',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='task', to='trainings.trainingversion'),
        ),
        migrations.CreateModel(
            name='AssessmentRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.TextField()),
                ('duration', models.TextField()),
                ('duration_minutes', models.PositiveSmallIntegerField()),
                ('accommodations', models.TextField()),
                ('absence_and_lateness', models.TextField()),
                ('appeal', models.TextField()),
                ('resit', models.TextField()),
                ('criteria', models.TextField()),
                ('jury', models.TextField()),
                ('identity', models.TextField()),
                ('proctoring', models.TextField()),
                ('proctoring_alternative', models.TextField()),
                ('sha256', models.CharField(blank=True, help_text='Set when the version is published.', max_length=64)),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='trainings.trainingversion')),
            ],
            options={
                'verbose_name_plural': 'assessment rules',
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='trainings.trainingversion'),
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250)),
                ('week', models.PositiveSmallIntegerField(default=1)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='trainings.trainingversion')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='trainings.unit'),
        ),
        migrations.CreateModel(
            name='CriterionLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('label', models.CharField(max_length=60)),
                ('descriptor', models.TextField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='trainings.criterion')),
            ],
            options={
                'ordering': ['rank'],
                'constraints': [models.UniqueConstraint(fields=('criterion', 'rank'), name='one_level_per_rank')],
            },
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('task', 'code'), name='one_criterion_per_code'),
        ),
        migrations.AddConstraint(
            model_name='trainingversion',
            constraint=models.UniqueConstraint(fields=('training', 'number'), name='one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='trainingversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', microcert.trainings.rules.vocabulary.VersionStatus['PUBLISHED'])), fields=('training',), name='one_published_version'),
        ),
        migrations.AddConstraint(
            model_name='trainingversion',
            constraint=models.CheckConstraint(condition=models.Q(('status', microcert.trainings.rules.vocabulary.VersionStatus['DRAFT']), ('minutes__gt', 0), _connector='OR'), name='a_version_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='trainingversion',
            constraint=models.CheckConstraint(condition=models.Q(('status', microcert.trainings.rules.vocabulary.VersionStatus['DRAFT']), ('updated_on__isnull', False), _connector='OR'), name='a_version_says_its_date'),
        ),
        migrations.AddConstraint(
            model_name='trainingversion',
            constraint=models.CheckConstraint(condition=models.Q(('eqf_level__isnull', True), ('eqf_level__range', (1, 8)), _connector='OR'), name='eqf_level_from_1_to_8'),
        ),
        migrations.AddConstraint(
            model_name='threshold',
            constraint=models.UniqueConstraint(fields=('version', 'competency'), name='one_threshold_per_competency'),
        ),
        migrations.AddConstraint(
            model_name='tariff',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='one_tariff_per_code'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('version', 'section', 'number'), name='one_revision_of_a_section_per_number'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file', ''), _negated=True), models.Q(('url', ''), _negated=True), _connector='OR'), name='a_resource_is_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='one_outcome_per_code'),
        ),
        migrations.AddConstraint(
            model_name='assessmentrules',
            constraint=models.CheckConstraint(condition=models.Q(('sha256', ''), models.Q(models.Q(('type', ''), _negated=True), models.Q(('duration', ''), _negated=True), models.Q(('accommodations', ''), _negated=True), models.Q(('absence_and_lateness', ''), _negated=True), models.Q(('appeal', ''), _negated=True), models.Q(('resit', ''), _negated=True), models.Q(('criteria', ''), _negated=True), models.Q(('jury', ''), _negated=True)), _connector='OR'), name='the_eight_mandatory_items'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='an_activity_takes_time'),
        ),
    ]
