
import django.db.models.deletion
import microcert.enrolment.rules
import microcert.foundation.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consortium', '0001_initial'),
        ('orders', '0001_initial'),
        ('training_sessions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LearnerFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[(microcert.enrolment.rules.FileStatus['OPEN'], microcert.enrolment.rules.FileStatus['OPEN']), (microcert.enrolment.rules.FileStatus['AWARDED'], microcert.enrolment.rules.FileStatus['AWARDED']), (microcert.enrolment.rules.FileStatus['NOT_AWARDED'], microcert.enrolment.rules.FileStatus['NOT_AWARDED']), (microcert.enrolment.rules.FileStatus['WITHDRAWN'], microcert.enrolment.rules.FileStatus['WITHDRAWN'])], default=microcert.enrolment.rules.FileStatus['OPEN'], max_length=12)),
                ('opened_at', models.DateTimeField(default=microcert.foundation.clock.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='learner_files', to=settings.AUTH_USER_MODEL)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='learner_file', to='orders.order')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='learner_files', to='training_sessions.session')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='learner_files', to='consortium.university')),
            ],
            options={
                'ordering': ['learner__family_name', 'learner__given_names'],
            },
        ),
    ]
