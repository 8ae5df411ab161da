{{ config(materialized='view') }}

-- Everything that a row of fact_order is made of, as one fingerprint: when it changes, the order's day is built again.
with changes as (
    select
        order_id,
        cityHash64('order', order_id, _version) as fingerprint
    from {{ ref('ecommerce_orders') }}

    union all

    select
        order_id,
        cityHash64('history', order_id, _version) as fingerprint
    from {{ source('bronze', 'ecommerce_orders_history') }}

    union all

    select
        order_id,
        cityHash64('payment', payment_id, _version) as fingerprint
    from {{ ref('ecommerce_payments') }}

    union all

    select
        order_id,
        cityHash64('shipping', shipping_id, _version) as fingerprint
    from {{ ref('ecommerce_shipping') }}
),

sums as (
    select
        order_id,
        sum(fingerprint) as fingerprint
    from changes
    group by order_id
)

select
    orders.order_id as order_id,
    orders.created_date as date_key,
    coalesce(users.user_key, 0) as user_key,
    cityHash64(sums.fingerprint, orders.order_id, user_key) as fingerprint
from (
    select
        *,
        coalesce(created_time, toDateTime64(0, 6, 'UTC')) as moment
    from {{ ref('ecommerce_orders') }}
) as orders
inner join sums on orders.order_id = sums.order_id
asof left join {{ as_of(ref('dim_user'), 'user_id', ['user_key']) }} as users
    on orders.user_id = users.user_id and orders.moment >= users.known_from
settings join_use_nulls = 1
