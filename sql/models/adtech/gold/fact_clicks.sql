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
    click_id,
    campaign_id,
    campaign_key,
    advertiser_key,
    date_key,
    event_time,
    fingerprint as _inputs
from {{ ref('fact_clicks_inputs') }}
where {{ 'true' if days is none else in_days('date_key', days) }}
