-- Revenue of completed orders by day: in both places of gold as in silver.
with revenues as (
    select
        'silver' as place,
        orders.created_date as day,
        sum(toDecimal128(items.price_amount, 2) * items.quantity) as revenue
    from {{ ref('ecommerce_order_items') }} as items
    inner join {{ ref('ecommerce_orders') }} as orders on items.order_id = orders.order_id
    where orders.order_status = 'completed'
    group by day

    union all

    select
        'fact_order_detail' as place,
        orders.date_key as day,
        sum(items.total_amount) as revenue
    from {{ ref('fact_order_detail') }} as items
    inner join {{ ref('fact_order') }} as orders on items.order_id = orders.order_id
    where orders.order_status = 'completed'
    group by day

    union all

    select
        'daily_transaction' as place,
        date_key as day,
        sum(total_revenue) as revenue
    from {{ ref('daily_transaction') }}
    group by day
)

select
    day,
    sumIf(revenue, place = 'silver') as in_silver,
    sumIf(revenue, place = 'fact_order_detail') as in_fact_order_detail,
    sumIf(revenue, place = 'daily_transaction') as in_daily_transaction
from revenues
group by day
having in_silver != in_fact_order_detail or in_silver != in_daily_transaction
