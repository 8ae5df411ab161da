{#-
    Which days a model builds. A day is built again when its rows in the model differ from those that its inputs ask for
    now, compared by number and by the sum of one fingerprint per row. There is no watermark: late inserts, updates,
    deletes, moves to another day, restored backups and runs that were killed half-way all show, and nothing else does.
-#}

{#- The UTC day of a moment; without one it is 1970-01-01, so that every row has a partition. -#}
{% macro day_of(column) -%}
    toDate(coalesce({{ column }}, toDateTime64('1970-01-01 00:00:00', 6, 'UTC')))
{%- endmacro %}

{#- Values of a query of one column; a result without rows comes without columns. -#}
{% macro first_column(query) %}
    {% do return(run_query(query).rows | map(attribute=0) | list) %}
{% endmacro %}

{#- The days of the variable `days`, as texts. -#}
{% macro requested_days() %}
    {% set days = [] %}
    {% for day in var('days') or [] %}
        {% if not modules.re.match('^[0-9]{4}-[0-9]{2}-[0-9]{2}$', day | string) %}
            {% do exceptions.raise_compiler_error("days holds '" ~ day ~ "', expected days such as 2026-10-01: --vars 'days: [2026-10-01]'") %}
        {% endif %}
        {% do days.append(day | string) %}
    {% endfor %}
    {% do return(days) %}
{% endmacro %}

{#- Days to build, as texts. Both arguments are queries with the columns day and fingerprint (UInt64). -#}
{% macro changed_days(current, stored) %}
    {% set requested = requested_days() %}
    {% if not execute or requested %}
        {% do return(requested) %}
    {% endif %}
    {% set query %}
        select toString(day)
        from (
            select day, toInt64(1) as n, reinterpretAsInt64(fingerprint) as f from ({{ current }})
            union all
            select day, toInt64(-1) as n, -reinterpretAsInt64(fingerprint) as f from ({{ stored }})
        )
        group by day
        having sum(n) != 0 or sum(f) != 0
        order by day
    {% endset %}
    {% do return(first_column(query)) %}
{% endmacro %}

{#- A condition for rows of these days. -#}
{% macro in_days(column, days) -%}
    {%- if days -%} {{ column }} in ('{{ days | join("', '") }}') {%- else -%} false {%- endif -%}
{%- endmacro %}

{#- Drops days of this model that its inputs (a query with the column day) have no row of any more. -#}
{% macro drop_vanished_days(current, day_column) %}
    {% if not execute or not is_incremental() %}
        {% do return('') %}
    {% endif %}
    {% set query %}
        select distinct toString({{ day_column }}) from {{ this }}
        where {{ day_column }} not in (select day from ({{ current }}))
        {% if requested_days() %} and {{ in_days(day_column, requested_days()) }} {% endif %}
    {% endset %}
    {% set drops = [] %}
    {% for day in first_column(query) %}
        {% do drops.append("drop partition '" ~ day ~ "'") %}
    {% endfor %}
    {% do return('alter table ' ~ this ~ ' ' ~ drops | join(', ') if drops else '') %}
{% endmacro %}

{#- Days to build of a model that keeps the fingerprints of a view (date_key, fingerprint) as _inputs; none means all. -#}
{% macro changed_days_of(inputs) %}
    {% if not is_incremental() %}
        {% do return(none) %}
    {% endif %}
    {% do return(changed_days(
        'select date_key as day, fingerprint from ' ~ inputs,
        'select date_key as day, _inputs as fingerprint from ' ~ this
    )) %}
{% endmacro %}
