{{ config(materialized='view') }}

-- The figures of reconciliation/adtech/postgres.sql as gold has them.
select
    tupleElement(figure_value, 1) as figure,
    day,
    tupleElement(figure_value, 2) as value
from (
    select
        date_key as day,
        arrayJoin([
            ('impressions', toDecimal128(impressions, 2)),
            ('clicks', toDecimal128(clicks, 2)),
            ('spend', toDecimal128(spend_amount, 2)),
            ('campaigns_with_events', toDecimal128(campaigns, 2)),
            ('ctr_per_million', toDecimal128(round(ctr * 1000000), 2))
        ]) as figure_value
    from {{ ref('fct_daily_summary') }}

    union all

    select
        date_key as day,
        ('campaigns_with_clicks_above_impressions', toDecimal128(countIf(are_clicks_above_impressions), 2)) as figure_value
    from {{ ref('daily_campaign_performance') }}
    group by day

    union all

    select
        {{ day_of('created_time') }} as day,
        arrayJoin([
            ('new_campaigns', toDecimal128(count(), 2)),
            ('budget_of_new_campaigns', sum(toDecimal128(budget_amount, 2)))
        ]) as figure_value
    from {{ ref('dim_campaign') }}
    where is_current and version_number > 0
    group by day

    union all

    select
        {{ day_of('created_time') }} as day,
        ('new_advertisers', toDecimal128(count(), 2)) as figure_value
    from {{ ref('dim_advertiser') }}
    where is_current and version_number > 0
    group by day
)
where value != 0
