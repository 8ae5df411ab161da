{{ config(materialized='view') }}

select
    id as click_id,
    campaign_id,
    created_at as created_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'adtech_clicks') }}
