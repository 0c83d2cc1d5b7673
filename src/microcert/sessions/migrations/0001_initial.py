
import django.db.models.deletion
import microcert.sessions.rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consortium', '0001_initial'),
        ('trainings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('sales_close_on', models.DateField()),
                ('capacity', models.PositiveSmallIntegerField()),
                ('opening_threshold', models.PositiveSmallIntegerField(default=1)),
                ('status', models.CharField(choices=[(microcert.sessions.rules.SessionStatus['PLANNED'], microcert.sessions.rules.SessionStatus['PLANNED']), (microcert.sessions.rules.SessionStatus['OPEN'], microcert.sessions.rules.SessionStatus['OPEN']), (microcert.sessions.rules.SessionStatus['RUNNING'], microcert.sessions.rules.SessionStatus['RUNNING']), (microcert.sessions.rules.SessionStatus['CLOSED'], microcert.sessions.rules.SessionStatus['CLOSED']), (microcert.sessions.rules.SessionStatus['CANCELLED'], microcert.sessions.rules.SessionStatus['CANCELLED'])], default=microcert.sessions.rules.SessionStatus['PLANNED'], max_length=10)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='trainings.trainingversion')),
            ],
            options={
                'ordering': ['starts_on', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_producer', models.BooleanField(default=False)),
                ('admin_contact', models.CharField(max_length=160)),
                ('tutor_name', models.CharField(max_length=160)),
                ('support_minutes', models.PositiveIntegerField(help_text='Motivational support budgeted, in minutes.')),
                ('committed_at', models.DateTimeField(blank=True, null=True)),
                ('tutor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='consortium.university')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='training_sessions.session')),
            ],
            options={
                'ordering': ['-is_producer', 'university__position'],
            },
        ),
        migrations.CreateModel(
            name='SessionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'Ouverture'), ('virtual_class', 'Classe virtuelle'), ('submission', 'Dépôt de la production'), ('jury', 'Jury'), ('closing', 'Clôture')], max_length=20)),
                ('title', models.CharField(max_length=250)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trainings.activity')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='training_sessions.session')),
            ],
            options={
                'ordering': ['starts_at'],
            },
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='a_session_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('sales_close_on__lt', models.F('starts_on'))), name='sales_close_before_the_start'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gt', 0)), name='a_session_has_seats'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('session', 'university'), name='one_participation_per_university'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(condition=models.Q(('is_producer', True)), fields=('session',), name='one_producer_per_session'),
        ),
    ]
