
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FrameworkVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20, unique=True)),
                ('published_on', models.DateField()),
                ('text', models.TextField(help_text='Markdown with numbered clauses.')),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['-published_on', '-version'],
                'get_latest_by': ['published_on', 'version'],
            },
        ),
        migrations.CreateModel(
            name='University',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('code', models.CharField(help_text='Stands in the numbers of documents, such as HTR.', max_length=5, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(max_length=80)),
                ('article', models.CharField(help_text='The name as it stands inside a sentence, with its article.', max_length=210)),
                ('city', models.CharField(max_length=100)),
                ('region', models.CharField(max_length=100)),
                ('country', models.CharField(default='FR', max_length=2)),
                ('address', models.TextField()),
                ('siret', models.CharField(max_length=14)),
                ('activity_declaration_number', models.CharField(max_length=11)),
                ('prefect_region', models.CharField(max_length=100)),
                ('legal_representative_name', models.CharField(max_length=160)),
                ('legal_representative_title', models.CharField(max_length=160)),
                ('dpo_contact', models.EmailField(max_length=254)),
                ('disability_contact_name', models.CharField(max_length=160)),
                ('disability_contact_email', models.EmailField(max_length=254)),
                ('disability_contact_phone', models.CharField(max_length=30)),
                ('office_email', models.EmailField(max_length=254)),
                ('office_phone', models.CharField(max_length=30)),
                ('is_vat_exempt', models.BooleanField(default=True)),
                ('qualiopi_basis', models.CharField(choices=[('certified', 'Certification Qualiopi'), ('by_right', 'De droit : accréditation du ministère et évaluation du HCERES')], max_length=10)),
                ('qualiopi_reference', models.CharField(blank=True, max_length=250)),
                ('colour', models.CharField(max_length=7)),
                ('logo', models.TextField(help_text='An SVG drawing, viewBox 0 0 40 40, of paths, rectangles and circles only.')),
                ('website', models.URLField(blank=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'universities',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Consortium',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=200)),
                ('brand', models.CharField(max_length=80)),
                ('mark', models.CharField(help_text='The words that mark a certifying training (framework 13.3).', max_length=40)),
                ('mark_short', models.CharField(max_length=10)),
                ('tagline', models.CharField(blank=True, max_length=200)),
                ('country', models.CharField(default='FR', max_length=2)),
                ('contact_email', models.EmailField(max_length=254)),
                ('accessibility_contact', models.EmailField(max_length=254)),
                ('hours_min', models.PositiveSmallIntegerField(default=7)),
                ('hours_max', models.PositiveSmallIntegerField(default=30)),
                ('settings', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('hours_min__lte', models.F('hours_max'))), name='hour_bounds_in_order')],
            },
        ),
        migrations.CreateModel(
            name='LegalVisa',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('reference', models.CharField(max_length=200)),
                ('title', models.TextField()),
                ('applies_to', models.JSONField(default=list)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visas', to='consortium.frameworkversion')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='TermsVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('terms_of_sale', 'Conditions générales de vente'), ('internal_rules', 'Règlement intérieur'), ('privacy_notice', 'Données personnelles'), ('proctoring_notice', 'Surveillance des évaluations'), ('legal_notice', 'Mentions légales'), ('accessibility_statement', 'Déclaration d’accessibilité')], max_length=30)),
                ('version', models.CharField(max_length=20)),
                ('published_on', models.DateField()),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['kind', '-published_on', '-version'],
                'get_latest_by': ['published_on', 'version'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'version'), name='one_text_per_kind_and_version')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('admin_team', 'Équipe administrative'), ('pedagogical_expert', 'Expertise pédagogique'), ('instructional_designer', 'Ingénierie pédagogique'), ('evaluator', 'Évaluation'), ('jury_member', 'Jury'), ('motivational_tutor', 'Tutorat motivationnel'), ('legal_representative', 'Représentation légale'), ('steering_committee', 'Comité de pilotage'), ('quality_lead', 'Qualité'), ('support', 'Assistance')], max_length=30)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('university', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='consortium.university')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'role', 'university'), name='one_appointment_per_role_and_place'), models.UniqueConstraint(condition=models.Q(('university__isnull', True)), fields=('person', 'role'), name='one_appointment_for_the_consortium')],
            },
        ),
    ]
