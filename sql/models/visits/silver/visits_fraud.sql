{{ config(materialized='view') }}

{{ visits_that('is_deleted = 0 and is_fraud != 0') }}
