
import django.db.models.deletion
import microcert.foundation.clock
import microcert.learning.rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enrolment', '0001_initial'),
        ('training_sessions', '0001_initial'),
        ('trainings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MilestoneValidation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.SmallIntegerField(help_text='Credited minutes; negative in a correction.')),
                ('how', models.CharField(choices=[(microcert.learning.rules.How['READ'], 'lecture confirmée'), (microcert.learning.rules.How['WATCHED'], 'visionnage confirmé'), (microcert.learning.rules.How['QUIZ'], 'quiz réussi'), (microcert.learning.rules.How['ATTENDED'], 'présence constatée'), (microcert.learning.rules.How['DONE'], 'activité faite'), (microcert.learning.rules.How['SUBMITTED'], 'production déposée'), (microcert.learning.rules.How['CORRECTED'], 'correction')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=250)),
                ('at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='validations', to='trainings.activity')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='learning.milestonevalidation')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='validations', to='enrolment.learnerfile')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='QuizAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(help_text='The chosen index per question.')),
                ('percent', models.PositiveSmallIntegerField()),
                ('has_passed', models.BooleanField()),
                ('at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trainings.activity')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiz_attempts', to='enrolment.learnerfile')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='training_sessions.sessionevent')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='enrolment.learnerfile')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'event'), name='one_presence_per_class')],
            },
        ),
    ]
