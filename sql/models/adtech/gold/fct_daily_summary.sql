{{ config(materialized='view') }}

with days as (
    select
        date_key,
        count() as campaigns,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks,
        sum(spend_amount) as all_spend
    from {{ ref('daily_campaign_performance') }}
    group by date_key
)

select
    date_key,
    campaigns,
    all_impressions as impressions,
    all_clicks as clicks,
    {{ ctr('all_impressions', 'all_clicks') }} as ctr,
    all_spend as spend_amount,
    {{ cpm('all_spend', 'all_impressions') }} as cpm,
    {{ cpc('all_spend', 'all_clicks') }} as cpc
from days
