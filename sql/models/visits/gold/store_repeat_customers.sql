{{ config(materialized='view') }}

with customers as (
    select
        store_id,
        customer_id,
        uniqExactIf(date_key, visit_time is not null) as visit_days
    from {{ ref('fact_visit') }}
    where customer_id is not null
    group by store_id, customer_id
),

counted as (
    select
        store_id,
        count() as all_customers,
        countIf(visit_days > 1) as repeat_customers
    from customers
    group by store_id
)

select
    counted.store_id as store_id,
    coalesce(stores.name, 'Unknown') as store_name,
    counted.all_customers as customers,
    counted.repeat_customers as repeat_customers,
    {{ share('repeat_customers', 'customers') }} as repeat_share
from counted
left join {{ last_of(ref('dim_store'), 'store_id', ['name']) }} as stores on counted.store_id = stores.store_id
settings join_use_nulls = 1
