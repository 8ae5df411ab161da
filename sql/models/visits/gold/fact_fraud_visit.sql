{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='(store_id, branch_id, visit_id)',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select created_date as day from ' ~ ref('visits_fraud'), 'date_key') }}"
) }}
{%- set days = changed_days_of(ref('fact_fraud_visit_inputs')) %}

select
    * except (fingerprint),
    fingerprint as _inputs
from {{ ref('fact_fraud_visit_inputs') }}
where {{ 'true' if days is none else in_days('date_key', days) }}
