{{ config(materialized='view') }}

select
    {{ event_type('impression') }} as event_type,
    impression_id as event_id,
    campaign_id,
    campaign_key,
    advertiser_key,
    date_key,
    event_time
from {{ ref('fact_impressions') }}

union all

select
    {{ event_type('click') }} as event_type,
    click_id as event_id,
    campaign_id,
    campaign_key,
    advertiser_key,
    date_key,
    event_time
from {{ ref('fact_clicks') }}
