
import django.db.models.deletion
import microcert.foundation.clock
import microcert.orders.rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('allotment', '0001_initial'),
        ('consortium', '0001_initial'),
        ('training_sessions', '0001_initial'),
        ('trainings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(max_length=80, unique=True)),
                ('received_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('payload', models.JSONField()),
                ('outcome', models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True)),
                ('price_cents', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[(microcert.orders.rules.OrderStatus['DRAFT'], 'Brouillon'), (microcert.orders.rules.OrderStatus['ASSIGNED'], 'Contrat en préparation'), (microcert.orders.rules.OrderStatus['TO_SIGN'], 'Contrat à signer'), (microcert.orders.rules.OrderStatus['SIGNING'], 'Signature en cours'), (microcert.orders.rules.OrderStatus['PENDING'], 'Délai de rétractation'), (microcert.orders.rules.OrderStatus['PENDING_PAYMENT'], 'Paiement attendu'), (microcert.orders.rules.OrderStatus['FAILED_PAYMENT'], 'Paiement refusé'), (microcert.orders.rules.OrderStatus['COMPLETED'], 'Réglée'), (microcert.orders.rules.OrderStatus['CANCELLED'], 'Annulée'), (microcert.orders.rules.OrderStatus['REFUNDING'], 'Remboursement en cours'), (microcert.orders.rules.OrderStatus['REFUNDED'], 'Remboursée')], default=microcert.orders.rules.OrderStatus['DRAFT'], max_length=20)),
                ('proctoring', models.CharField(choices=[('remote', 'Surveillance à distance'), ('alternative', 'Modalité équivalente sans surveillance à distance')], max_length=12)),
                ('placed_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('chargeable_from', models.DateField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to=settings.AUTH_USER_MODEL)),
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='order', to='allotment.draw')),
                ('internal_rules', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consortium.termsversion')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='training_sessions.session')),
                ('tariff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trainings.tariff')),
                ('terms_of_sale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consortium.termsversion')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='consortium.university')),
            ],
            options={
                'ordering': ['-placed_at'],
            },
        ),
        migrations.CreateModel(
            name='Instalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('due_on', models.DateField()),
                ('amount_cents', models.PositiveIntegerField()),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='orders.order')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='PaymentAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=60, unique=True)),
                ('state', models.CharField(choices=[('started', 'Commencé'), ('paid', 'Payé'), ('refused', 'Refusé')], default='started', max_length=10)),
                ('started_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('instalment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='orders.instalment')),
            ],
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', [microcert.orders.rules.OrderStatus['ASSIGNED'], microcert.orders.rules.OrderStatus['COMPLETED'], microcert.orders.rules.OrderStatus['DRAFT'], microcert.orders.rules.OrderStatus['FAILED_PAYMENT'], microcert.orders.rules.OrderStatus['PENDING'], microcert.orders.rules.OrderStatus['PENDING_PAYMENT'], microcert.orders.rules.OrderStatus['SIGNING'], microcert.orders.rules.OrderStatus['TO_SIGN']])), fields=('buyer', 'session'), name='one_live_order_per_buyer_and_session'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.UniqueConstraint(fields=('order', 'number'), name='one_instalment_per_number'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'paid')), fields=('instalment',), name='an_instalment_is_paid_once'),
        ),
    ]
