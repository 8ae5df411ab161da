{#- Values of the source as silver and gold have them. -#}

{#- A moment in milliseconds since 1970. NULL for what no Date can hold: before 1970, or after 2149-06-06. -#}
{% macro moment_of(milliseconds) -%}
    if({{ milliseconds }} between 0 and 5662310399999, toDateTime64(fromUnixTimestamp64Milli({{ milliseconds }}, 'UTC'), 6, 'UTC'), null)
{%- endmacro %}

{#-
    A float as a decimal, rounded to hundredths, halves to the even one: sums of floats depend on the order of their rows.
    NULL for NaN, infinities, and what is too large to have hundredths.
-#}
{% macro hundredths(value) -%}
    toDecimal128(accurateCastOrNull(round({{ value }} * 100), 'Int64'), 2) / 100
{%- endmacro %}

{#- History of a table with times as history_versions wants them. -#}
{% macro history_with_times(history) -%}
    (select * replace ({{ moment_of('created_at') }} as created_at) from {{ history }})
{%- endmacro %}

{#- The last name and such of every key of a dimension; the unknown member has the key ''. -#}
{% macro last_of(dimension, key, columns) -%}
    (
        select
            {{ key }}, {{ columns | join(', ') }}
        from {{ dimension }}
        order by version_number desc
        limit 1 by {{ key }}
    )
{%- endmacro %}
