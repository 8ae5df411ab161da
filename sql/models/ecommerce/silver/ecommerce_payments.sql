-- depends_on: {{ ref('ecommerce_orders') }}: what rows refer to is read before them
{{ config(order_by='payment_id') }}

select
    payment_id,
    order_id,
    amount,
    {{ clean_text('payment_method') }} as payment_method,
    payment_date as payment_time,
    {{ clean_text('status') }} as status,
    created_at as created_time,
    updated_at as updated_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_payments') }}
{{ where_day_changed('payment_id') }}
