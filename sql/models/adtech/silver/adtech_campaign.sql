{{ config(materialized='view') }}

select
    id as campaign_id,
    advertiser_id,
    {{ clean_text('name') }} as name,
    bid as bid_amount,
    budget as budget_amount,
    start_date,
    end_date,
    created_at as created_time,
    updated_at as updated_time,
    {{ day_of('created_at') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'adtech_campaign') }}
