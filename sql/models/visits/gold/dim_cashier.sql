{{ config(materialized='table', order_by='(cashier_id, valid_from)') }}

{{ history_versions(history_with_times(source('bronze', 'visits_cashiers_history')), 'id', ['branch_id', 'name'], soft_delete=none) }}

select
    sipHash64('cashier', id, first_version) as cashier_key,
    id as cashier_id,
    branch_id,
    {{ clean_text('name') }} as name,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as cashier_key,
    '' as cashier_id,
    '' as branch_id,
    'Unknown' as name,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
