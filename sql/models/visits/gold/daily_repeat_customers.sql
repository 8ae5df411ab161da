{{ config(materialized='view') }}

-- A customer's first visit may be on any day, so all visits are read for any of them.
with customer_days as (
    select distinct
        date_key,
        customer_id
    from {{ ref('fact_visit') }}
    where customer_id is not null and visit_time is not null
),

firsts as (
    select
        customer_id,
        min(date_key) as first_date
    from customer_days
    group by customer_id
)

select
    customer_days.date_key as date_key,
    count() as customers,
    countIf(firsts.first_date = customer_days.date_key) as new_customers,
    customers - new_customers as repeat_customers,
    {{ share('repeat_customers', 'customers') }} as repeat_share
from customer_days
inner join firsts on customer_days.customer_id = firsts.customer_id
group by date_key
