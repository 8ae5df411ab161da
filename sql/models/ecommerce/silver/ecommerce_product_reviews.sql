-- depends_on: {{ ref('ecommerce_products') }} {{ ref('ecommerce_users') }}: what rows refer to is read before them
{{ config(order_by='review_id') }}

select
    review_id,
    product_id,
    user_id,
    rating,
    {{ clean_text('comment') }} as comment,
    created_at as created_time,
    updated_at as updated_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_product_reviews') }}
{{ where_day_changed('review_id') }}
