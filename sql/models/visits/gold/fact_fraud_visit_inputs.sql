{{ config(materialized='view') }}

{{ visit_inputs(ref('visits_fraud')) }}
