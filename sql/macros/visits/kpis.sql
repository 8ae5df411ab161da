{#- Figures of visits, each defined here and nowhere else. What is shared out is computed from sums, never summed. -#}

{#- What visits of fact_visit, which has none that are flagged, come to. `visits` is the name of the rows. -#}
{% macro visit_figures(visits) -%}
    count() as visits,
    uniqExact({{ visits }}.customer_id) as customers,
    sum({{ visits }}.points) as points,
    count({{ visits }}.receipt_amount) as receipts,
    coalesce(sum({{ visits }}.receipt_amount), 0) as receipt_amount,
    {{ mean('receipt_amount', 'receipts') }} as mean_receipt_amount
{%- endmacro %}

{#- Part of a whole, not rounded; NULL without one. -#}
{% macro share(part, whole) -%}
    if({{ whole }} = 0, null, {{ part }} / {{ whole }})
{%- endmacro %}

{#- Amount by piece, not rounded; NULL without any. -#}
{% macro mean(amount, pieces) -%}
    if({{ pieces }} = 0, null, toFloat64({{ amount }}) / {{ pieces }})
{%- endmacro %}

{#- Whether points that are left can still be spent. -#}
{% macro are_points_open(is_expired, expires_time) -%}
    not {{ is_expired }} and coalesce({{ expires_time }} > {{ present() }}, true)
{%- endmacro %}
