{#- valid_to of what is valid now: the greatest moment that ClickHouse keeps to the microsecond. -#}
{% macro end_of_time() -%}
    toDateTime64('2299-12-31 23:59:59.999999', 6, 'UTC')
{%- endmacro %}

{#- valid_from of the unknown member. -#}
{% macro beginning_of_time() -%}
    toDateTime64('1900-01-01 00:00:00', 6, 'UTC')
{%- endmacro %}

{#-
    The dimension as a fact looks it up: with `ASOF LEFT JOIN ... ON key AND moment >= known_from` a fact gets the version
    of its moment, the last one if that has ended, and the first one if there was none yet.
-#}
{% macro as_of(dimension, key, columns) -%}
    (
        select
            {{ key }}, {{ columns | join(', ') }},
            if(version_number = 1, {{ beginning_of_time() }}, valid_from) as known_from
        from {{ dimension }}
        where version_number > 0
    )
{%- endmacro %}
