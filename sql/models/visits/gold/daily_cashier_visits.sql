{{ config(materialized='view') }}

select
    facts.date_key as date_key,
    facts.cashier_id as cashier_id,
    coalesce(any(cashiers.name), 'Unknown') as cashier_name,
    {{ visit_figures('facts') }}
from {{ ref('fact_visit') }} as facts
left join {{ last_of(ref('dim_cashier'), 'cashier_id', ['name']) }} as cashiers on facts.cashier_id = cashiers.cashier_id
group by date_key, cashier_id
settings join_use_nulls = 1
