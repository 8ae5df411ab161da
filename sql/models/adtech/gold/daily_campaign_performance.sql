{{ config(materialized='view') }}

-- The present bid holds for all days, so a change of a bid counts no event again and builds no day again.
with campaigns as (
    select
        campaign_id,
        name,
        bid_amount
    from {{ ref('dim_campaign_versions') }}
    order by version_number desc
    limit 1 by campaign_id
)

select
    days.date_key as date_key,
    days.campaign_id as campaign_id,
    coalesce(campaigns.name, 'Unknown') as campaign_name,
    days.impressions as impressions,
    days.clicks as clicks,
    {{ ctr('days.impressions', 'days.clicks') }} as ctr,
    {{ spend('coalesce(campaigns.bid_amount, 0)', 'days.impressions') }} as spend_amount,
    {{ cpm('spend_amount', 'days.impressions') }} as cpm,
    {{ cpc('spend_amount', 'days.clicks') }} as cpc,
    days.spend_at_time_amount as spend_at_time_amount,
    days.are_clicks_above_impressions as are_clicks_above_impressions
from {{ ref('int_campaign_performance') }} as days
left join campaigns on days.campaign_id = campaigns.campaign_id
settings join_use_nulls = 1
