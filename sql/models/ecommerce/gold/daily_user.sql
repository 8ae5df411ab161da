{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='date_key',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select created_date as day from ' ~ ref('ecommerce_users') ~ ' union all select date_key as day from ' ~ ref('fact_order'), 'date_key') }}"
) }}

-- A user's first order may be on any day, so all days are counted and those that differ are written.
with events as (
    select
        created_date as date_key,
        user_id,
        'new' as event
    from {{ ref('ecommerce_users') }}

    union all

    select
        date_key,
        user_id,
        'active' as event
    from {{ ref('fact_order') }}

    union all

    select
        min(date_key) as date_key,
        user_id,
        'first order' as event
    from {{ ref('fact_order') }}
    group by user_id
),

counted as (
    select
        date_key,
        uniqExactIf(user_id, event = 'active') as active_user,
        uniqExactIf(user_id, event = 'new') as new_user,
        uniqExactIf(user_id, event = 'first order') as new_buyer
    from events
    group by date_key
)

select
    date_key,
    active_user,
    new_user,
    new_buyer
from counted
{% if is_incremental() and requested_days() %}
where {{ in_days('date_key', requested_days()) }}
{% elif is_incremental() %}
    except
    select
        date_key,
        active_user,
        new_user,
        new_buyer
    from {{ this }}
{% endif %}
