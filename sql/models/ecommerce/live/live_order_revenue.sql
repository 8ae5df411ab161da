select
    toStartOfHour(orders.created_at, '{{ var("timezone") }}') as hour,
    uniqExact(orders.order_id) as total_order,
    sum(items.quantity) as items_sold,
    sum(toDecimal128(items.price, 2) * items.quantity) as total_revenue
from {{ source('bronze', 'ecommerce_orders') }} as orders
inner join {{ source('bronze', 'ecommerce_order_items') }} as items on orders.order_id = items.order_id
where
    orders.order_status = 'completed'
    and {{ is_today('orders.created_at') }}
group by hour
order by hour
