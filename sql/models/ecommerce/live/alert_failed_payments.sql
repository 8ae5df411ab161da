-- Every failed payment ends one window, which holds the user's failed payments of the minutes before it.
with failures as (
    select
        orders.user_id as user_id,
        payments.payment_id as payment_id,
        assumeNotNull(payments.payment_date) as failed_at,
        toUnixTimestamp64Micro(failed_at) as failed_at_micros
    from {{ source('bronze', 'ecommerce_payments') }} as payments
    inner join {{ source('bronze', 'ecommerce_orders') }} as orders on payments.order_id = orders.order_id
    where
        payments.status = 'failed'
        and {{ is_today('payments.payment_date') }}
),

windows as (
    select
        user_id,
        failed_at,
        count() over recent as failed_payment,
        min(failed_at) over recent as window_start
    from failures
    window recent as (
        partition by user_id
        order by failed_at_micros
        range between {{ (var('failed_payment_minutes') | int) * 60000000 }} preceding and current row
    )
)

select
    user_id,
    failed_payment,
    window_start,
    failed_at as window_end
from windows
where failed_payment >= {{ var('failed_payment_count') }}
order by failed_payment desc, failed_at desc
limit 1 by user_id
