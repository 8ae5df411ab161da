{{ config(materialized='table', order_by='(user_id, valid_from)') }}

{{ history_versions(source('bronze', 'ecommerce_users_history'), 'user_id', ['name', 'email', 'phone']) }}

select
    sipHash64('user', user_id, first_version) as user_key,
    user_id,
    {{ clean_text('name') }} as name,
    {{ clean_text('email') }} as email,
    {{ clean_text('phone') }} as phone,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as user_key,
    toInt64(0) as user_id,
    'Unknown' as name,
    'Unknown' as email,
    null as phone,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
