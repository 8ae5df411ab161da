{{ config(materialized='view') }}

with ending as (
    select
        {{ day_of('expires_time') }} as expires_date,
        store_id,
        count() as visits,
        uniqExact(customer_id) as customers,
        sum(remaining_points) as points
    from {{ ref('fact_visit') }}
    where remaining_points > 0 and not is_expired and expires_time is not null
    group by expires_date, store_id
)

select
    ending.expires_date as expires_date,
    ending.store_id as store_id,
    coalesce(stores.name, 'Unknown') as store_name,
    ending.visits as visits,
    ending.customers as customers,
    ending.points as points,
    toBool(ending.expires_date < toDate({{ present() }}, 'UTC')) as is_over
from ending
left join {{ last_of(ref('dim_store'), 'store_id', ['name']) }} as stores on ending.store_id = stores.store_id
settings join_use_nulls = 1
