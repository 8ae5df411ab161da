{{ config(materialized='view') }}

-- What changes without a change of the campaign is found when the view is read: whether it runs, and what is left to spend.
with advertisers as (
    select
        advertiser_id,
        name
    from {{ ref('dim_advertiser') }}
    where version_number > 0
    order by version_number desc
    limit 1 by advertiser_id
),

spends as (
    select
        campaign_id,
        sum(spend_amount) as spend_amount
    from {{ ref('daily_campaign_performance') }}
    group by campaign_id
)

select
    campaigns.campaign_key as campaign_key,
    campaigns.campaign_id as campaign_id,
    campaigns.name as name,
    campaigns.bid_amount as bid_amount,
    campaigns.budget_amount as budget_amount,
    campaigns.start_date as start_date,
    campaigns.end_date as end_date,
    dateDiff('day', campaigns.start_date, campaigns.end_date) as duration_days,
    campaigns.advertiser_id as advertiser_id,
    coalesce(advertisers.name, 'Unknown') as advertiser_name,
    toBool(
        campaigns.is_current and campaigns.version_number > 0
        and {{ is_running('campaigns.start_date', 'campaigns.end_date') }}
    ) as is_active,
    if(campaigns.is_current, campaigns.budget_amount - coalesce(spends.spend_amount, 0), null) as remaining_budget_amount,
    campaigns.created_time as created_time,
    campaigns.valid_from as valid_from,
    campaigns.valid_to as valid_to,
    campaigns.is_current as is_current,
    campaigns.version_number as version_number
from {{ ref('dim_campaign_versions') }} as campaigns
left join advertisers on campaigns.advertiser_id = advertisers.advertiser_id
left join spends on campaigns.campaign_id = spends.campaign_id
settings join_use_nulls = 1
