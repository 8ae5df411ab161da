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
    impression_id,
    campaign_id,
    campaign_key,
    advertiser_key,
    date_key,
    event_time,
    bid_amount,
    fingerprint as _inputs
from {{ ref('fact_impressions_inputs') }}
where {{ 'true' if days is none else in_days('date_key', days) }}
