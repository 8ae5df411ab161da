select
    orders.user_id as user_id,
    uniqExact(orders.order_id) as total_order,
    sum(toDecimal128(items.price, 2) * items.quantity) as total_amount,
    max(orders.created_at) as last_order_time
from {{ source('bronze', 'ecommerce_orders') }} as orders
inner join {{ source('bronze', 'ecommerce_order_items') }} as items on orders.order_id = items.order_id
where
    coalesce(orders.order_status, '') != 'cancelled'
    and orders.created_at > subtractMinutes({{ present() }}, {{ var('large_spending_minutes') }})
group by user_id
having total_amount > {{ var('large_spending_amount') }}
order by total_amount desc
