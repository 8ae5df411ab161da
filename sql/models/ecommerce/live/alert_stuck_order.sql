select
    order_id,
    user_id,
    order_status,
    created_at as created_time,
    round(dateDiff('second', created_at, {{ present() }}) / 3600, 2) as hours_since_order
from {{ source('bronze', 'ecommerce_orders') }}
where
    order_status in ('created', 'pending')
    and created_at <= subtractMinutes({{ present() }}, {{ var('stuck_order_minutes') }})
order by created_at
