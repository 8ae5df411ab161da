{#-
    Silver of replicated tables that nobody wrote a model for: a view for each, with one clean row per live key. A model, seed
    or snapshot of the schema silver wins over the view of its name, and what this has not made is never replaced or dropped.

    `replicated` is JSON: databases, their tables by hot name, and of these the columns that are private or no text. The tables
    of a database that is null are not known here, so its views stay. ./isotherm dbt gives it as ISOTHERM_REPLICATED_TABLES.
-#}
{% macro generate_silver(replicated=none) %}
    {% set sources = fromjson(replicated or env_var('ISOTHERM_REPLICATED_TABLES', ''), none) %}
    {% if sources is none %}
        {% do exceptions.raise_compiler_error('nobody has said which tables are replicated -> ./isotherm apply') %}
    {% endif %}
    {% set modelled = silver_models() %}
    {% set existing = silver_relations() %}
    {% set columns = replicated_columns() %}
    {% set wanted = {} %}
    {% for database, tables in sources.items() if tables is not none %}
        {% for name, settings in tables.items() if name not in modelled and name in columns %}
            {% do wanted.update({name: silver_view(database, name, columns[name], settings)}) %}
        {% endfor %}
    {% endfor %}
    {% for name, comment in existing.items() %}
        {% set database = generated_for(comment) %}
        {% if database and name not in wanted and (name in modelled or sources.get(database, {}) is not none) %}
            {# adapter.drop_relation does not quote every name #}
            {% call statement('generate_silver') %}drop view if exists `silver`.{{ quoted_name(name) }}{% endcall %}
            {% do adapter.cache_dropped(api.Relation.create(schema='silver', identifier=name, type='view')) %}
            {% do log('silver.' ~ name ~ ' is dropped: ' ~ ('there is a model of this name' if name in modelled else
                'there is no such replicated table any more'), info=true) %}
        {% endif %}
    {% endfor %}
    {% for name, view in wanted.items() %}
        {% if name in existing and not generated_for(existing[name]) %}
            {% do exceptions.warn('silver.' ~ name ~ ' was not generated, and has no model in sql/models: it stays as it is'
                ~ ' -> drop it, if the next run shall generate it') %}
        {% elif existing.get(name) != view.comment %}
            {% call statement('generate_silver') %}{{ view.sql }}{% endcall %}
            {% do log('silver.' ~ name ~ ' is generated', info=true) %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{#- Before ./isotherm dbt run and build. The DAG has a task for it, and does not set the variable. -#}
{% macro generate_silver_first() %}
    {% if execute and flags.WHICH in ('run', 'build') and env_var('ISOTHERM_REPLICATED_TABLES', '') %}
        {% do generate_silver() %}
    {% endif %}
{% endmacro %}
