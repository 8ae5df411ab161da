{{ config(materialized='view') }}

with counted as (
    select
        date_key,
        store_id,
        countIf(not is_fraud) as honest,
        countIf(is_fraud) as fraudulent,
        sumIf(points, is_fraud) as fraudulent_points,
        sumIf(coalesce(receipt_amount, 0), is_fraud) as fraudulent_amount
    from (
        select
            date_key,
            store_id,
            points,
            receipt_amount,
            false as is_fraud
        from {{ ref('fact_visit') }}

        union all

        select
            date_key,
            store_id,
            points,
            receipt_amount,
            true as is_fraud
        from {{ ref('fact_fraud_visit') }}
    )
    group by date_key, store_id
)

select
    counted.date_key as date_key,
    counted.store_id as store_id,
    coalesce(stores.name, 'Unknown') as store_name,
    counted.honest as visits,
    counted.fraudulent as fraud_visits,
    assumeNotNull({{ share('fraud_visits', '(visits + fraud_visits)') }}) as fraud_share,
    counted.fraudulent_points as fraud_points,
    counted.fraudulent_amount as fraud_receipt_amount
from counted
left join {{ last_of(ref('dim_store'), 'store_id', ['name']) }} as stores on counted.store_id = stores.store_id
settings join_use_nulls = 1
