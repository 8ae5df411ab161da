select
    countIf(status = 'failed') as failed_payment,
    count() as total_payment,
    if(total_payment = 0, null, round(100 * failed_payment / total_payment, 2)) as failure_percent
from {{ source('bronze', 'ecommerce_payments') }}
where {{ is_today('payment_date') }}
