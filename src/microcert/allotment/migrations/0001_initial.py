
import django.db.models.deletion
import microcert.foundation.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consortium', '0001_initial'),
        ('training_sessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('sealed_seed', models.BinaryField(help_text='Encrypted until revealed.')),
                ('committed_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('revealed_seed', models.CharField(blank=True, max_length=64)),
                ('revealed_at', models.DateTimeField(blank=True, null=True)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='commitment', to='training_sessions.session')),
            ],
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('drawn', 'drawn at random among the least loaded'), ('returning', 'the buyer keeps the university of an earlier order'), ('batch', 'a company batch goes to one university'), ('released', 'a place returns: withdrawal or cancellation')], default='drawn', max_length=10)),
                ('order_key', models.CharField(max_length=40)),
                ('loads', models.JSONField(help_text='Contracts per university slug before this row.')),
                ('candidates', models.JSONField(help_text='Slugs among which the choice was made, in order.')),
                ('seats', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='training_sessions.session')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='consortium.university')),
            ],
            options={
                'ordering': ['index'],
                'constraints': [models.UniqueConstraint(fields=('session', 'index'), name='one_draw_per_index'), models.UniqueConstraint(fields=('session', 'hash'), name='one_draw_per_hash')],
            },
        ),
    ]
