{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='order_id',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select created_date as day from ' ~ ref('ecommerce_orders'), 'date_key') }}"
) }}
{%- set days = changed_days_of(ref('fact_order_inputs')) %}

with inputs as (
    select *
    from {{ ref('fact_order_inputs') }}
    where {{ 'true' if days is none else in_days('date_key', days) }}
),

payments as (
    select
        *,
        count() over (partition by order_id) as payment_count
    from {{ ref('ecommerce_payments') }}
    where order_id in (select inputs.order_id from inputs)
    order by payment_time desc nulls last, payment_id desc
    limit 1 by order_id
),

shipping as (
    select *
    from {{ ref('ecommerce_shipping') }}
    where order_id in (select inputs.order_id from inputs)
    order by shipping_time desc nulls last, shipping_id desc
    limit 1 by order_id
),

completions as (
    {{ completion_times(source('bronze', 'ecommerce_orders_history'), 'inputs') }}
)

select
    orders.order_id as order_id,
    inputs.user_key as user_key,
    orders.user_id as user_id,
    orders.created_date as date_key,
    orders.order_status as order_status,
    orders.created_time as order_created_time,
    if(orders.order_status = 'completed', coalesce(completions.completed_time, orders.updated_time), null) as order_completed_time,
    payments.payment_id as payment_id,
    payments.payment_method as payment_method,
    payments.status as payment_status,
    payments.payment_time as payment_time,
    coalesce(payments.payment_count, 0) as payment_count,
    shipping.shipping_id as shipping_id,
    shipping.shipping_time as shipping_time,
    shipping.postal_code as postal_code,
    shipping.city as city,
    shipping.country as country,
    orders.total_amount as total_amount,
    inputs.fingerprint as _inputs
from {{ ref('ecommerce_orders') }} as orders
inner join inputs on orders.order_id = inputs.order_id
left join payments on orders.order_id = payments.order_id
left join shipping on orders.order_id = shipping.order_id
left join completions on orders.order_id = completions.order_id
where {{ 'true' if days is none else in_days('orders.created_date', days) }}
