{{ config(materialized='table', order_by='(store_id, valid_from)') }}

{{ history_versions(history_with_times(source('bronze', 'visits_stores_history')), 'id', ['name'], soft_delete=none) }}

select
    sipHash64('store', id, first_version) as store_key,
    id as store_id,
    {{ clean_text('name') }} as name,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as store_key,
    '' as store_id,
    'Unknown' as name,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
