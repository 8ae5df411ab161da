-- As many impressions and clicks in every place of gold as in the facts.
with facts as (
    select
        (select count() from {{ ref('fact_impressions') }}) as impressions,
        (select count() from {{ ref('fact_clicks') }}) as clicks
),

places as (
    select
        'int_campaign_performance' as place,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks
    from {{ ref('int_campaign_performance') }}

    union all

    select
        'daily_campaign_performance' as place,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks
    from {{ ref('daily_campaign_performance') }}

    union all

    select
        'fct_campaign_ctr' as place,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks
    from {{ ref('fct_campaign_ctr') }}

    union all

    select
        'fct_daily_summary' as place,
        sum(impressions) as all_impressions,
        sum(clicks) as all_clicks
    from {{ ref('fct_daily_summary') }}

    union all

    select
        'ad_events' as place,
        countIf(event_type = 'impression') as all_impressions,
        countIf(event_type = 'click') as all_clicks
    from {{ ref('ad_events') }}
)

select
    places.place,
    places.all_impressions,
    places.all_clicks
from places
cross join facts
where places.all_impressions != facts.impressions or places.all_clicks != facts.clicks
