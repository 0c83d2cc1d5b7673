
import django.db.models.deletion
import microcert.evaluation.rules
import microcert.foundation.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('competencies', '0001_initial'),
        ('consortium', '0001_initial'),
        ('documents', '0001_initial'),
        ('enrolment', '0001_initial'),
        ('training_sessions', '0001_initial'),
        ('trainings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Jury',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meets_at', models.DateTimeField()),
                ('status', models.CharField(choices=[(microcert.evaluation.rules.JuryStatus['NAMED'], microcert.evaluation.rules.JuryStatus['NAMED']), (microcert.evaluation.rules.JuryStatus['DELIBERATING'], microcert.evaluation.rules.JuryStatus['DELIBERATING']), (microcert.evaluation.rules.JuryStatus['CLOSED'], microcert.evaluation.rules.JuryStatus['CLOSED']), (microcert.evaluation.rules.JuryStatus['SEALED'], microcert.evaluation.rules.JuryStatus['SEALED'])], default=microcert.evaluation.rules.JuryStatus['NAMED'], max_length=15)),
                ('observations', models.TextField(blank=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='consortium.frameworkversion')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='juries', to='training_sessions.session')),
            ],
            options={
                'verbose_name_plural': 'juries',
            },
        ),
        migrations.CreateModel(
            name='JuryMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_president', models.BooleanField(default=False)),
                ('quality', models.CharField(help_text='In which quality the person sits.', max_length=200)),
                ('present_at', models.DateTimeField(blank=True, null=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('jury', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='evaluation.jury')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jury_seats', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-is_president', 'person__family_name'],
            },
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True)),
                ('decisions', models.JSONField(default=list)),
                ('sha256', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('document', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='documents.document')),
                ('jury', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='evaluation.jury')),
            ],
            options={
                'verbose_name_plural': 'minutes',
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=250)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to='enrolment.learnerfile')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to='evaluation.jurymember')),
            ],
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('status', models.CharField(choices=[(microcert.evaluation.rules.SittingStatus['OPEN'], microcert.evaluation.rules.SittingStatus['OPEN']), (microcert.evaluation.rules.SittingStatus['IDENTITY_CHECKED'], microcert.evaluation.rules.SittingStatus['IDENTITY_CHECKED']), (microcert.evaluation.rules.SittingStatus['SUBMITTED'], microcert.evaluation.rules.SittingStatus['SUBMITTED']), (microcert.evaluation.rules.SittingStatus['MARKED'], microcert.evaluation.rules.SittingStatus['MARKED']), (microcert.evaluation.rules.SittingStatus['JUDGED'], microcert.evaluation.rules.SittingStatus['JUDGED']), (microcert.evaluation.rules.SittingStatus['NO_SHOW'], microcert.evaluation.rules.SittingStatus['NO_SHOW'])], default=microcert.evaluation.rules.SittingStatus['OPEN'], max_length=20)),
                ('opened_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('due_at', models.DateTimeField()),
                ('identity_method', models.CharField(blank=True, choices=[('live', 'pièce présentée en visioconférence'), ('on_site', 'pièce présentée sur place')], max_length=10)),
                ('identity_checked_at', models.DateTimeField(blank=True, null=True)),
                ('overall_feedback', models.TextField(blank=True)),
                ('draft_saved_at', models.DateTimeField(blank=True, null=True)),
                ('marked_at', models.DateTimeField(blank=True, null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sittings', to='enrolment.learnerfile')),
                ('identity_checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(help_text='0 while there is a comment and no level yet.')),
                ('comment', models.TextField(blank=True)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trainings.criterion')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='evaluation.sitting')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[(microcert.evaluation.rules.Outcome['AWARD'], microcert.evaluation.rules.Outcome['AWARD']), (microcert.evaluation.rules.Outcome['RESIT'], microcert.evaluation.rules.Outcome['RESIT']), (microcert.evaluation.rules.Outcome['NOT_AWARDED'], microcert.evaluation.rules.Outcome['NOT_AWARDED'])], max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('jury', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='evaluation.jury')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='evaluation.sitting')),
            ],
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('attachment', models.FileField(blank=True, upload_to='submissions/')),
                ('attachment_name', models.CharField(blank=True, max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('submitted_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='evaluation.sitting')),
            ],
            options={
                'ordering': ['-submitted_at'],
                'get_latest_by': 'submitted_at',
            },
        ),
        migrations.CreateModel(
            name='DecidedLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('label', models.CharField(max_length=60)),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.competency')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='evaluation.decision')),
            ],
            options={
                'ordering': ['competency__position'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'competency'), name='one_level_per_competency')],
            },
        ),
        migrations.AddConstraint(
            model_name='jurymember',
            constraint=models.UniqueConstraint(fields=('jury', 'person'), name='one_seat_per_person'),
        ),
        migrations.AddConstraint(
            model_name='jurymember',
            constraint=models.UniqueConstraint(condition=models.Q(('is_president', True)), fields=('jury',), name='one_president'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(fields=('member', 'file'), name='one_recusal_per_case'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('file', 'attempt'), name='one_sitting_per_attempt'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', [microcert.evaluation.rules.SittingStatus['OPEN'], microcert.evaluation.rules.SittingStatus['NO_SHOW']]), ('identity_checked_at__isnull', False), models.Q(('marked_at__isnull', True), ('status', microcert.evaluation.rules.SittingStatus['JUDGED'])), _connector='OR'), name='identity_comes_first'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('sitting', 'criterion'), name='one_mark_per_criterion'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('jury', 'sitting'), name='one_decision_per_candidate'),
        ),
    ]
