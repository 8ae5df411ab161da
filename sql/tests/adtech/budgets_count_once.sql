-- The budgets of advertisers are those of their campaigns, however many events these have.
select
    sumIf(amount, place = 'overview') as in_overview,
    sumIf(amount, place = 'campaigns') as in_campaigns
from (
    select
        'overview' as place,
        total_budget_amount as amount
    from {{ ref('advertiser_overview') }}

    union all

    select
        'campaigns' as place,
        toDecimal128(budget_amount, 2) as amount
    from {{ ref('dim_campaign_versions') }}
    where is_current and version_number > 0
)
having in_overview != in_campaigns
