-- depends_on: {{ ref('ecommerce_orders') }} {{ ref('ecommerce_products') }}: what rows refer to is read before them
{{ config(order_by='order_item_id') }}

select
    order_item_id,
    order_id,
    product_id,
    quantity,
    price as price_amount,
    created_at as created_time,
    updated_at as updated_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_order_items') }}
{{ where_day_changed('order_item_id') }}
