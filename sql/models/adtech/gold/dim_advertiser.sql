{{ config(materialized='table', order_by='(advertiser_id, valid_from)') }}

{{ history_versions(source('bronze', 'adtech_advertiser_history'), 'id', ['name'], soft_delete=none) }}

select
    sipHash64('advertiser', id, first_version) as advertiser_key,
    id as advertiser_id,
    {{ clean_text('name') }} as name,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as advertiser_key,
    toInt32(0) as advertiser_id,
    'Unknown' as name,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
