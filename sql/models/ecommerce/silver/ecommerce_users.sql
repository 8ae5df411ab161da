{{ config(order_by='user_id') }}

select
    user_id,
    {{ clean_text('name') }} as name,
    {{ clean_text('email') }} as email,
    {{ clean_text('phone') }} as phone,
    created_at as created_time,
    updated_at as updated_time,
    deleted_at as deleted_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'ecommerce_users') }}
{{ where_day_changed('user_id') }}
