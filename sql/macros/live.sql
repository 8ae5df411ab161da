{#- The present of live views. -#}
{% macro present() -%}
    {%- if var('present') -%} toDateTime64('{{ var("present") }}', 6, 'UTC') {%- else -%} now64(6, 'UTC') {%- endif -%}
{%- endmacro %}

{#- Whether a moment is on the present day of the variable timezone. -#}
{% macro is_today(column) -%}
    {{ column }} >= toStartOfDay({{ present() }}, '{{ var("timezone") }}')
    and {{ column }} < addDays(toStartOfDay({{ present() }}, '{{ var("timezone") }}'), 1)
{%- endmacro %}
