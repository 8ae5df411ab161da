{{ config(materialized='view') }}

{{ event_inputs(ref('adtech_impressions'), 'impression_id') }}
