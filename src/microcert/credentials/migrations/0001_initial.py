
import django.db.models.deletion
import microcert.credentials.rules
import microcert.foundation.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consortium', '0001_initial'),
        ('documents', '0001_initial'),
        ('enrolment', '0001_initial'),
        ('evaluation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('code', models.CharField(help_text='Short code of the permanent address, such as 7KQ4-M2XD.', max_length=12, unique=True)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=250)),
                ('record', models.JSONField(help_text='The AwardRecord that was sealed.')),
                ('badge', models.TextField(help_text='Open Badges 3.0 credential, the signed JSON.')),
                ('status', models.CharField(choices=[(microcert.credentials.rules.CredentialStatus['VALID'], microcert.credentials.rules.CredentialStatus['VALID']), (microcert.credentials.rules.CredentialStatus['SUSPENDED'], microcert.credentials.rules.CredentialStatus['SUSPENDED']), (microcert.credentials.rules.CredentialStatus['REVOKED'], microcert.credentials.rules.CredentialStatus['REVOKED']), (microcert.credentials.rules.CredentialStatus['SUPERSEDED'], microcert.credentials.rules.CredentialStatus['SUPERSEDED'])], default=microcert.credentials.rules.CredentialStatus['VALID'], max_length=12)),
                ('status_index', models.PositiveIntegerField()),
                ('status_reason', models.CharField(blank=True, max_length=250)),
                ('status_changed_at', models.DateTimeField(blank=True, null=True)),
                ('awarded_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('is_name_public', models.BooleanField(default=False)),
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credential', to='documents.document')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='enrolment.learnerfile')),
                ('framework_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='consortium.frameworkversion')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='consortium.university')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='evaluation.minutes')),
                ('superseded_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='credentials.credential')),
            ],
            options={
                'ordering': ['-awarded_at'],
                'constraints': [models.UniqueConstraint(fields=('issuer', 'status_index'), name='one_credential_per_status_index'), models.UniqueConstraint(condition=models.Q(('superseded_by__isnull', True)), fields=('file', 'minutes'), name='one_credential_per_decision')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('subject_id', models.UUIDField(default=uuid.uuid4, help_text='Stands for the holder in the signed JSON.', unique=True)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('status_index', models.PositiveIntegerField()),
                ('issued_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enrolment.learnerfile')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consortium.university')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.minutes')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'minutes'), name='one_reservation_per_decision'), models.UniqueConstraint(fields=('issuer', 'status_index'), name='one_reservation_per_status_index')],
            },
        ),
        migrations.CreateModel(
            name='StatusList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('revocation', 'Revocation'), ('suspension', 'Suspension')], max_length=12)),
                ('bits', models.BinaryField(help_text='Uncompressed, at least 131,072 bits.')),
                ('signed', models.TextField(blank=True, help_text='The signed list credential, JSON, made anew after each change.')),
                ('updated_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_lists', to='consortium.university')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('university', 'purpose'), name='one_list_per_purpose')],
            },
        ),
    ]
