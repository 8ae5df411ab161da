-- depends_on: {{ ref('ecommerce_orders') }}: what rows refer to is read before them
{{ config(order_by='shipping_id') }}

select
    shipping_id,
    order_id,
    {{ clean_text('address') }} as address,
    {{ clean_text('city') }} as city,
    {{ clean_text('postal_code') }} as postal_code,
    {{ clean_text('country') }} as country,
    shipping_date as shipping_time,
    {{ clean_text('tracking_number') }} as tracking_number,
    created_at as created_time,
    updated_at as updated_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_shipping') }}
{{ where_day_changed('shipping_id') }}
