
import django.db.models.deletion
import microcert.foundation.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consortium', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateAuthority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('certificate', models.TextField(help_text='PEM.')),
                ('sealed_private', models.BinaryField()),
                ('created_at', models.DateTimeField(default=microcert.foundation.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Numbering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=60, unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('training_contract', 'Training Contract'), ('signed_contract', 'Signed Contract'), ('jury_minutes', 'Jury Minutes'), ('certificate', 'Certificate'), ('withdrawal_receipt', 'Withdrawal Receipt'), ('quote', 'Quote'), ('training_agreement', 'Training Agreement'), ('invoice', 'Invoice'), ('credit_note', 'Credit Note'), ('convocation', 'Convocation'), ('attendance_statement', 'Attendance Statement'), ('completion_certificate', 'Completion Certificate'), ('end_of_training_statement', 'End Of Training Statement')], max_length=30)),
                ('number', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=250)),
                ('subject', models.CharField(db_index=True, help_text='Opaque key of what the document is about.', max_length=80)),
                ('template', models.CharField(help_text='Template and its version, such as training_contract@2026-1.', max_length=60)),
                ('framework_version', models.CharField(max_length=20)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('letterhead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='consortium.university')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='one_document_per_kind_and_number')],
            },
        ),
        migrations.CreateModel(
            name='IssuerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.CharField(choices=[('credential', 'Ed25519, Data Integrity proofs'), ('seal', 'X.509, PAdES seals on PDF and JAdES seals on European Digital Credentials'), ('token', 'RSA, Open Badges as VC-JWT')], max_length=12)),
                ('fragment', models.CharField(help_text="The key's name within the university's DID, such as key-2026-1.", max_length=40)),
                ('public', models.TextField(help_text='Multikey (credential, token) or PEM certificate (seal).')),
                ('sealed_private', models.BinaryField()),
                ('valid_from', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='consortium.university')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('university', 'fragment'), name='one_key_per_fragment')],
            },
        ),
    ]
