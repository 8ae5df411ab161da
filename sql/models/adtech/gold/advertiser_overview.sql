{{ config(materialized='view') }}

-- Campaigns have one row each here already, so that a budget counts once however many events there are.
with campaigns as (
    select
        coalesce(advertiser_id, 0) as advertiser_id,
        count() as all_campaigns,
        countIf(is_active) as running_campaigns,
        sum(toDecimal128(budget_amount, 2)) as all_budgets,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks,
        sum(spend_amount) as all_spend
    from {{ ref('campaign_efficiency') }}
    group by advertiser_id
),

advertisers as (
    select
        advertiser_id,
        name
    from {{ ref('dim_advertiser') }}
    where is_current and version_number > 0
)

select
    assumeNotNull(coalesce(advertisers.advertiser_id, campaigns.advertiser_id)) as advertiser_id,
    coalesce(advertisers.name, 'Unknown') as advertiser_name,
    coalesce(campaigns.all_campaigns, 0) as campaigns,
    coalesce(campaigns.running_campaigns, 0) as active_campaigns,
    coalesce(campaigns.all_budgets, 0) as total_budget_amount,
    coalesce(campaigns.all_impressions, 0) as impressions,
    coalesce(campaigns.all_clicks, 0) as clicks,
    {{ ctr('impressions', 'clicks') }} as ctr,
    coalesce(campaigns.all_spend, 0) as total_spend_amount,
    total_budget_amount - total_spend_amount as remaining_budget_amount
from advertisers
full join campaigns on advertisers.advertiser_id = campaigns.advertiser_id
settings join_use_nulls = 1
