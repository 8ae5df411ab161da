{#- As many rows as the other table, day by day. -#}
{% test same_rows_as(model, day, to, to_day) %}
select
    day,
    sum(n) as difference
from (
    select {{ day }} as day, toInt64(count()) as n from {{ model }} group by day
    union all
    select {{ to_day }} as day, -toInt64(count()) as n from {{ to }} group by day
)
group by day
having difference != 0
{% endtest %}
