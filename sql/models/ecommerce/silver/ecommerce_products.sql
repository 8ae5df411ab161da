-- depends_on: {{ ref('ecommerce_categories') }}: what rows refer to is read before them
{{ config(order_by='product_id') }}

select
    product_id,
    {{ clean_text('name') }} as name,
    {{ clean_text('description') }} as description,
    price as price_amount,
    stock_quantity,
    category_id,
    created_at as created_time,
    updated_at as updated_time,
    deleted_at as deleted_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_products') }}
{{ where_day_changed('product_id') }}
