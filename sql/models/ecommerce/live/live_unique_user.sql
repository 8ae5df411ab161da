select
    uniqExact(user_id) as active_user,
    count() as total_order
from {{ source('bronze', 'ecommerce_orders') }}
where {{ is_today('created_at') }}
