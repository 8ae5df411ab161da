{#- Rates of ad-tech, each defined here and nowhere else. Their arguments are sums: a rate is never summed or averaged. -#}

{#- Clicks per impression, not rounded: 0 without a click, 1 if there are as many clicks as impressions or more. -#}
{% macro ctr(impressions, clicks) -%}
    multiIf({{ clicks }} = 0, 0., {{ clicks }} >= {{ impressions }}, 1., {{ clicks }} / {{ impressions }})
{%- endmacro %}

{#- A bid is the price of one impression. -#}
{% macro spend(bid, impressions) -%}
    toDecimal128({{ bid }}, 2) * {{ impressions }}
{%- endmacro %}

{#- Spend per thousand impressions; NULL without any. -#}
{% macro cpm(spend, impressions) -%}
    if({{ impressions }} = 0, null, toFloat64({{ spend }}) * 1000 / {{ impressions }})
{%- endmacro %}

{#- Spend per click; NULL without any. -#}
{% macro cpc(spend, clicks) -%}
    if({{ clicks }} = 0, null, toFloat64({{ spend }}) / {{ clicks }})
{%- endmacro %}

{#- How much of a budget is spent, in percent; NULL without a budget. -#}
{% macro budget_used_percent(spend, budget) -%}
    if({{ budget }} = 0, null, round(100 * toFloat64({{ spend }}) / toFloat64({{ budget }}), 2))
{%- endmacro %}

{#- Whether a campaign runs today: from start_date on, until the day before end_date. One without a date has no such bound. -#}
{% macro is_running(start_date, end_date) -%}
    coalesce({{ start_date }} <= toDate({{ present() }}, '{{ var("timezone") }}'), true)
    and coalesce({{ end_date }} > toDate({{ present() }}, '{{ var("timezone") }}'), true)
{%- endmacro %}
