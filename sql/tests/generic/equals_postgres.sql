{#-
    Figures of gold (figure, day, value) are those that plain SQL last found in this database of Postgres. Run by
    --vars 'reconcile: true', after the answer of reconciliation/<database>/postgres.sql was written to `measured`.
-#}
{% test equals_postgres(model, source_name, measured) %}
select
    day,
    figure,
    sumIf(value, place = 'gold') as in_gold,
    sumIf(value, place = 'postgres') as in_postgres
from (
    select 'gold' as place, figure, day, value from {{ model }}
    union all
    select 'postgres' as place, figure, day, value from {{ measured }}
    where
        database = '{{ source_name }}'
        and measured_at = (select max(newest.measured_at) from {{ measured }} as newest where newest.database = '{{ source_name }}')
        and value != 0
)
group by day, figure
having in_gold != in_postgres
{% endtest %}
