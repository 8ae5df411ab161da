{#-
    Rows of the source's table of visits that meet a condition. is_deleted and is_fraud are flags of rows that stay: 0 is
    unset, everything else is set. The phone number stays in bronze.
-#}
{% macro visits_that(condition) -%}
select
    id as visit_id,
    customer_id,
    branch_id,
    store_id,
    cashier_id,
    seen,
    state,
    {{ hundredths('points') }} as points,
    {{ hundredths('receipt') }} as receipt_amount,
    {{ hundredths('remaining') }} as remaining_points,
    toBool(coalesce(expired, 0) != 0) as is_expired,
    {{ moment_of('expires_at') }} as expires_time,
    {{ clean_text('countryCode') }} as country_code,
    order_id,
    {{ clean_text('sync_mechanism') }} as sync_mechanism,
    {{ clean_text('is_bulk_points') }} as is_bulk_points,
    {{ moment_of('created_at') }} as created_time,
    {{ moment_of('updated_at') }} as updated_time,
    {{ day_of('created_time') }} as created_date,
    _version,
    _committed_at
from {{ source('bronze', 'visits_app_user_visits_fact') }}
where {{ condition }}
{%- endmacro %}

{#-
    Rows of fact_visit or fact_fraud_visit as they have to be, with a fingerprint of everything they are made of: when it
    changes, the visit's day is built again. A visit has the store, branch and cashier of its moment, one version of each.
-#}
{% macro visit_inputs(visits) -%}
with visits as (
    select
        *,
        coalesce(created_time, toDateTime64(0, 6, 'UTC')) as moment
    from {{ visits }}
)

select
    visits.visit_id as visit_id,
    visits.created_date as date_key,
    visits.created_time as visit_time,
    coalesce(visits.store_id, '') as store_id,
    coalesce(stores.store_key, 0) as store_key,
    coalesce(visits.branch_id, '') as branch_id,
    coalesce(branches.branch_key, 0) as branch_key,
    coalesce(visits.cashier_id, '') as cashier_id,
    coalesce(cashiers.cashier_key, 0) as cashier_key,
    visits.customer_id as customer_id,
    coalesce(visits.points, 0) as points,
    visits.receipt_amount as receipt_amount,
    coalesce(visits.remaining_points, 0) as remaining_points,
    visits.is_expired as is_expired,
    visits.expires_time as expires_time,
    visits.sync_mechanism as sync_mechanism,
    cityHash64(visits.visit_id, visits._version, visits.created_date, store_key, branch_key, cashier_key) as fingerprint
from visits
asof left join {{ as_of(ref('dim_store'), 'store_id', ['store_key']) }} as stores
    on visits.store_id = stores.store_id and visits.moment >= stores.known_from
asof left join {{ as_of(ref('dim_branch'), 'branch_id', ['branch_key']) }} as branches
    on visits.branch_id = branches.branch_id and visits.moment >= branches.known_from
asof left join {{ as_of(ref('dim_cashier'), 'cashier_id', ['cashier_key']) }} as cashiers
    on visits.cashier_id = cashiers.cashier_id and visits.moment >= cashiers.known_from
settings join_use_nulls = 1
{%- endmacro %}
