{{ config(materialized='view') }}

-- Every campaign that is there, and whatever else has events: one without events has none, and all events are counted.
with campaigns as (
    select
        campaign_id,
        name,
        advertiser_name
    from {{ ref('dim_campaign') }}
    where is_current and version_number > 0
),

totals as (
    select
        campaign_id,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks
    from {{ ref('int_campaign_performance') }}
    group by campaign_id
)

select
    assumeNotNull(coalesce(campaigns.campaign_id, totals.campaign_id)) as campaign_id,
    coalesce(campaigns.name, 'Unknown') as campaign_name,
    coalesce(campaigns.advertiser_name, 'Unknown') as advertiser_name,
    coalesce(totals.all_impressions, 0) as impressions,
    coalesce(totals.all_clicks, 0) as clicks,
    {{ ctr('impressions', 'clicks') }} as ctr
from campaigns
full join totals on campaigns.campaign_id = totals.campaign_id
settings join_use_nulls = 1
