{{ config(materialized='view') }}

select
    id as advertiser_id,
    {{ clean_text('name') }} as name,
    created_at as created_time,
    updated_at as updated_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'adtech_advertiser') }}
