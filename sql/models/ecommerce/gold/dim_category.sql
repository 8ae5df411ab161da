{{ config(materialized='table', order_by='(category_id, valid_from)') }}

{{ history_versions(source('bronze', 'ecommerce_categories_history'), 'category_id', ['name', 'parent_id']) }}

select
    sipHash64('category', category_id, first_version) as category_key,
    category_id,
    {{ clean_text('name') }} as name,
    parent_id,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as category_key,
    toInt64(0) as category_id,
    'Unknown' as name,
    null as parent_id,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
