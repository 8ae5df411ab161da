{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='(campaign_id, impression_id)',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select created_date as day from ' ~ ref('adtech_impressions'), 'date_key') }}"
) }}
{%- set days = changed_days_of(ref('fact_impressions_inputs')) %}

select
    events.impression_id as impression_id,
    inputs.campaign_id as campaign_id,
    inputs.campaign_key as campaign_key,
    inputs.advertiser_key as advertiser_key,
    inputs.date_key as date_key,
    events.created_time as event_time,
    inputs.bid_amount as bid_amount,
    inputs.fingerprint as _inputs
from {{ ref('adtech_impressions') }} as events
inner join {{ ref('fact_impressions_inputs') }} as inputs on events.impression_id = inputs.impression_id
where {{ 'true' if days is none else in_days('inputs.date_key', days) }}
