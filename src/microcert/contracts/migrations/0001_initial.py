
import django.db.models.deletion
import microcert.contracts.rules
import microcert.foundation.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrainingContract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True)),
                ('status', models.CharField(choices=[(microcert.contracts.rules.ContractStatus['ISSUED'], microcert.contracts.rules.ContractStatus['ISSUED']), (microcert.contracts.rules.ContractStatus['SIGNED'], microcert.contracts.rules.ContractStatus['SIGNED']), (microcert.contracts.rules.ContractStatus['WITHDRAWN'], microcert.contracts.rules.ContractStatus['WITHDRAWN']), (microcert.contracts.rules.ContractStatus['VOID'], microcert.contracts.rules.ContractStatus['VOID'])], default=microcert.contracts.rules.ContractStatus['ISSUED'], max_length=10)),
                ('issued_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawal_last_day', models.DateField(blank=True, null=True)),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='contract', to='documents.document')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='contract', to='orders.order')),
                ('signed_document', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed_contract', to='documents.document')),
            ],
        ),
        migrations.CreateModel(
            name='SignatureEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signatory', models.CharField(max_length=250)),
                ('signed_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('network_address', models.GenericIPAddressField(null=True)),
                ('user_agent', models.CharField(max_length=400)),
                ('document_sha256', models.CharField(max_length=64)),
                ('consent_text', models.TextField()),
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='contracts.trainingcontract')),
            ],
        ),
        migrations.CreateModel(
            name='SignatureCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=128)),
                ('sent_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('tries_left', models.PositiveSmallIntegerField(default=5)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='contracts.trainingcontract')),
            ],
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='contracts.trainingcontract')),
                ('receipt', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='documents.document')),
            ],
        ),
    ]
