-- Each side is counted before they meet: a campaign with clicks alone is there too, and one without events is not.
with events as (
    select
        campaign_id,
        1 as impression,
        0 as click
    from {{ source('bronze', 'adtech_impressions') }}
    where {{ is_today('created_at') }}

    union all

    select
        campaign_id,
        0 as impression,
        1 as click
    from {{ source('bronze', 'adtech_clicks') }}
    where {{ is_today('created_at') }}
),

totals as (
    select
        campaign_id,
        sum(impression) as all_impressions,
        sum(click) as all_clicks
    from events
    group by campaign_id
)

select
    totals.campaign_id as campaign_id,
    campaigns.name as campaign_name,
    totals.all_impressions as impressions,
    totals.all_clicks as clicks,
    {{ ctr('totals.all_impressions', 'totals.all_clicks') }} as ctr
from totals
left join {{ source('bronze', 'adtech_campaign') }} as campaigns on totals.campaign_id = campaigns.id
order by ctr desc, campaign_id
settings join_use_nulls = 1
