with sold as (
    select
        items.product_id as product_id,
        sum(items.quantity) as items_sold,
        sum(toDecimal128(items.price, 2) * items.quantity) as total_revenue
    from {{ source('bronze', 'ecommerce_order_items') }} as items
    inner join {{ source('bronze', 'ecommerce_orders') }} as orders on items.order_id = orders.order_id
    where
        orders.order_status = 'completed'
        and {{ is_today('orders.created_at') }}
    group by product_id
    order by total_revenue desc, product_id
    limit 10
)

select
    sold.product_id as product_id,
    products.name as name,
    sold.items_sold as items_sold,
    sold.total_revenue as total_revenue
from sold
left join {{ source('bronze', 'ecommerce_products') }} as products on sold.product_id = products.product_id
order by total_revenue desc, product_id
settings join_use_nulls = 1
