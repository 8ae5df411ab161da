{{ config(order_by='category_id') }}

select
    category_id,
    {{ clean_text('name') }} as name,
    parent_id,
    created_at as created_time,
    updated_at as updated_time,
    deleted_at as deleted_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_categories') }}
{{ where_day_changed('category_id') }}
