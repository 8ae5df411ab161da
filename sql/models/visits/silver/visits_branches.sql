{{ config(materialized='view') }}

select
    id as branch_id,
    store_id,
    {{ clean_text('name') }} as name,
    {{ clean_text('city') }} as city,
    {{ moment_of('created_at') }} as created_time,
    {{ moment_of('updated_at') }} as updated_time,
    {{ day_of('created_time') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'visits_branches') }}
