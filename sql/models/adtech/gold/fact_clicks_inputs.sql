{{ config(materialized='view') }}

{{ event_inputs(ref('adtech_clicks'), 'click_id') }}
