-- depends_on: {{ ref('ecommerce_users') }}: what rows refer to is read before them
{{ config(order_by='order_id') }}

select
    order_id,
    user_id,
    {{ clean_text('order_status') }} as order_status,
    total_amount,
    created_at as created_time,
    updated_at as updated_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_orders') }}
{{ where_day_changed('order_id') }}
