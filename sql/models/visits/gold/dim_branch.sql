{{ config(materialized='table', order_by='(branch_id, valid_from)') }}

{{ history_versions(
    history_with_times(source('bronze', 'visits_branches_history')),
    'id',
    ['store_id', 'name', 'city'],
    soft_delete=none
) }}

select
    sipHash64('branch', id, first_version) as branch_key,
    id as branch_id,
    store_id,
    {{ clean_text('name') }} as name,
    {{ clean_text('city') }} as city,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as branch_key,
    '' as branch_id,
    '' as store_id,
    'Unknown' as name,
    null as city,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
