-- The figures of gold and those that plain SQL last found in Postgres. Run by --vars 'reconcile: true', after the answer
-- of reconciliation/postgres.sql was written to ops.source_figures.
{{ config(enabled=var('reconcile', false), tags=['reconciliation']) }}

select
    day,
    figure,
    sumIf(value, place = 'gold') as in_gold,
    sumIf(value, place = 'postgres') as in_postgres
from (
    select
        'gold' as place,
        figure,
        day,
        value
    from {{ ref('figures') }}

    union all

    select
        'postgres' as place,
        figure,
        day,
        value
    from {{ source('ops', 'source_figures') }}
    where
        measured_at = (select max(newest.measured_at) from {{ source('ops', 'source_figures') }} as newest)
        and value != 0
)
group by day, figure
having in_gold != in_postgres
