{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='campaign_id',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select date_key as day from ' ~ ref('int_campaign_performance_inputs'), 'date_key') }}"
) }}
{%- set days = none %}
{%- if is_incremental() %}
    {%- set days = changed_days(
        'select date_key as day, fingerprint from ' ~ ref('int_campaign_performance_inputs'),
        'select date_key as day, any(_inputs) as fingerprint from ' ~ this ~ ' group by date_key'
    ) %}
{%- endif %}

-- Each side is counted before they meet, and a day with clicks alone stays.
with shown as (
    select
        date_key,
        campaign_id,
        count() as impressions,
        sum(toDecimal128(bid_amount, 2)) as spend_at_time_amount
    from {{ ref('fact_impressions') }}
    where {{ 'true' if days is none else in_days('date_key', days) }}
    group by date_key, campaign_id
),

clicked as (
    select
        date_key,
        campaign_id,
        count() as clicks
    from {{ ref('fact_clicks') }}
    where {{ 'true' if days is none else in_days('date_key', days) }}
    group by date_key, campaign_id
),

counted as (
    select
        assumeNotNull(coalesce(shown.date_key, clicked.date_key)) as date_key,
        assumeNotNull(coalesce(shown.campaign_id, clicked.campaign_id)) as campaign_id,
        coalesce(shown.impressions, 0) as impressions,
        coalesce(clicked.clicks, 0) as clicks,
        coalesce(shown.spend_at_time_amount, 0) as spend_at_time_amount
    from shown
    full join clicked on shown.date_key = clicked.date_key and shown.campaign_id = clicked.campaign_id
)

select
    counted.date_key as date_key,
    counted.campaign_id as campaign_id,
    counted.impressions as impressions,
    counted.clicks as clicks,
    toBool(counted.clicks > counted.impressions) as are_clicks_above_impressions,
    counted.spend_at_time_amount as spend_at_time_amount,
    inputs.fingerprint as _inputs
from counted
inner join {{ ref('int_campaign_performance_inputs') }} as inputs on counted.date_key = inputs.date_key
