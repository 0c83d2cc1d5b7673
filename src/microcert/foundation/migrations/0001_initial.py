
import datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ClockShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shift', models.DurationField(default=datetime.timedelta)),
            ],
        ),
        migrations.CreateModel(
            name='Effect',
            fields=[
                ('key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=80)),
                ('subject', models.CharField(db_index=True, max_length=80)),
                ('actor', models.CharField(max_length=80)),
                ('facts', models.JSONField(default=dict)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='JournalHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(editable=False, max_length=255, null=True, unique=True)),
                ('task_path', models.CharField(max_length=255)),
                ('payload', models.JSONField(default=dict)),
                ('engine', models.CharField(max_length=32)),
                ('priority', models.SmallIntegerField(default=0)),
                ('enqueued_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('starts', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('cause', models.TextField(blank=True, default='')),
                ('traceback', models.TextField(blank=True, default='')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['failed_at'], name='job_failed'), models.Index(condition=models.Q(('finished_at__isnull', False)), fields=['finished_at'], name='job_finished')],
                'constraints': [models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='job_ends_once')],
            },
        ),
    ]
