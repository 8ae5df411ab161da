{{ config(materialized='view') }}

select
    assumeNotNull(facts.customer_id) as customer_id,
    any(customers.name) as customer_name,
    count() as visits,
    uniqExactIf(facts.date_key, facts.visit_time is not null) as visit_days,
    toBool(visit_days > 1) as is_repeat,
    minOrNullIf(facts.date_key, facts.visit_time is not null) as first_date,
    maxOrNullIf(facts.date_key, facts.visit_time is not null) as last_date,
    sum(facts.points) as points,
    count(facts.receipt_amount) as receipts,
    coalesce(sum(facts.receipt_amount), 0) as receipt_amount,
    sumIf(facts.remaining_points, {{ are_points_open('facts.is_expired', 'facts.expires_time') }}) as open_points
from {{ ref('fact_visit') }} as facts
left join {{ ref('visits_app_users') }} as customers on facts.customer_id = customers.customer_id
where facts.customer_id is not null
group by customer_id
settings join_use_nulls = 1
