{{ config(materialized='view') }}

{{ visit_inputs(ref('visits_app_user_visits_fact')) }}
