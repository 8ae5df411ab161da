{#- The view of one table, and its comment, which changes with everything that the view is made of. -#}
{% macro silver_view(database, name, columns, settings) %}
    {% set shown = silver_columns(columns, settings.get('private', []), settings.get('binary', [])) %}
    {% set query %}
        select {{ shown | join(', ') }} from `bronze`.{{ quoted_name(name) }} as `_bronze`
    {% endset %}
    {% set comment = 'One clean row per live key, generated for source ' ~ database ~ ', definition '
        ~ local_md5(query ~ columns) %}
    {% set sql = 'create or replace view `silver`.' ~ quoted_name(name) ~ ' as ' ~ query ~ ' comment ' ~ quoted_text(comment) %}
    {% do return({'sql': sql, 'comment': comment}) %}
{% endmacro %}

{#- The source that a comment of `silver_view` names; an empty text if it is none. -#}
{% macro generated_for(comment) %}
    {% set found = modules.re.match('^One clean row per live key, generated for source (.+), definition [0-9a-f]{32}$', comment) %}
    {% do return(found.group(1) if found else '') %}
{% endmacro %}

{#-
    What silver shows of a table. Key columns keep name and value, and so does what is no text. Columns whose clean names
    are the same, or that of another column, keep their names.
-#}
{% macro silver_columns(columns, private, binary) %}
    {% set taken = columns | map(attribute='name') | list %}
    {% for column in columns if clean_name(column) != column.name %}
        {% do taken.append(clean_name(column)) %}
    {% endfor %}
    {% set shown = [] %}
    {% for column in columns if column.name != '_ingested_at' %}
        {% set name = clean_name(column) if taken.count(clean_name(column)) == 1 else column.name %}
        {% set value = '`_bronze`.' ~ quoted_name(column.name) %}
        {% set is_text = modules.re.match('(LowCardinality\\(|Nullable\\()*String', column.type) %}
        {% if column.is_key or column.name not in private and 'password' not in column.name | lower %}
            {% if is_text and not column.is_key and column.name not in binary %}
                {% set value = 'if(isValidUTF8(' ~ value ~ '), ' ~ clean_text(value) ~ ', ' ~ value ~ ')' %}
            {% endif %}
            {% do shown.append(value ~ ' as ' ~ quoted_name(name)) %}
        {% endif %}
    {% endfor %}
    {% do return(shown) %}
{% endmacro %}

{#- Moments are called something_time, and decimal numbers with a fraction something_amount. -#}
{% macro clean_name(column) %}
    {% set is_moment = modules.re.match('(Nullable\\()?DateTime64', column.type) %}
    {% set is_fraction = modules.re.match('(Nullable\\()?Decimal\\([0-9]+, [1-9]', column.type) %}
    {% if column.is_key or column.name.startswith('_') %}
        {% do return(column.name) %}
    {% elif is_moment %}
        {% do return(modules.re.sub('(?s)(.)_(at|date)\\Z', '\\1_time', column.name)) %}
    {% elif is_fraction and 'amount' not in column.name | lower %}
        {% do return(column.name ~ '_amount') %}
    {% endif %}
    {% do return(column.name) %}
{% endmacro %}

{% macro quoted_name(name) -%}
    `{{ name | replace('\\', '\\\\') | replace('`', '\\`') }}`
{%- endmacro %}

{% macro quoted_text(text) -%}
    '{{ text | replace('\\', '\\\\') | replace("'", "\\'") }}'
{%- endmacro %}
