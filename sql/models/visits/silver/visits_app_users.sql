{{ config(materialized='view') }}

-- The phone number stays in bronze.
select
    id as customer_id,
    {{ clean_text('name') }} as name,
    {{ moment_of('created_at') }} as created_time,
    {{ moment_of('updated_at') }} as updated_time,
    {{ day_of('created_time') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'visits_app_users') }}
