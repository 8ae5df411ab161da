{{ config(materialized='view') }}

with totals as (
    select
        campaign_id,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks
    from {{ ref('int_campaign_performance') }}
    group by campaign_id
)

select
    campaigns.campaign_id as campaign_id,
    campaigns.name as campaign_name,
    campaigns.advertiser_id as advertiser_id,
    campaigns.advertiser_name as advertiser_name,
    campaigns.bid_amount as bid_amount,
    coalesce(totals.all_impressions, 0) as impressions,
    coalesce(totals.all_clicks, 0) as clicks,
    {{ ctr('impressions', 'clicks') }} as ctr,
    {{ spend('campaigns.bid_amount', 'impressions') }} as spend_amount,
    {{ cpm('spend_amount', 'impressions') }} as cpm,
    {{ cpc('spend_amount', 'clicks') }} as cpc,
    campaigns.budget_amount as budget_amount,
    campaigns.budget_amount - spend_amount as remaining_budget_amount,
    {{ budget_used_percent('spend_amount', 'campaigns.budget_amount') }} as budget_used_percent,
    campaigns.start_date as start_date,
    campaigns.end_date as end_date,
    campaigns.duration_days as duration_days,
    campaigns.is_active as is_active
from {{ ref('dim_campaign') }} as campaigns
left join totals on campaigns.campaign_id = totals.campaign_id
where campaigns.is_current and campaigns.version_number > 0
settings join_use_nulls = 1
