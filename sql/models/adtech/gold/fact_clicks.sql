{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='(campaign_id, click_id)',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select created_date as day from ' ~ ref('adtech_clicks'), 'date_key') }}"
) }}
{%- set days = changed_days_of(ref('fact_clicks_inputs')) %}

select
    events.click_id as click_id,
    inputs.campaign_id as campaign_id,
    inputs.campaign_key as campaign_key,
    inputs.advertiser_key as advertiser_key,
    inputs.date_key as date_key,
    events.created_time as event_time,
    inputs.fingerprint as _inputs
from {{ ref('adtech_clicks') }} as events
inner join {{ ref('fact_clicks_inputs') }} as inputs on events.click_id = inputs.click_id
where {{ 'true' if days is none else in_days('inputs.date_key', days) }}
