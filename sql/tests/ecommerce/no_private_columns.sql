-- No column of silver or gold holds what must not leave the source.
select
    database,
    table,
    name
from system.columns
where
    database in ('{{ ref("ecommerce_users").schema }}', '{{ ref("dim_user").schema }}')
    and name ilike '%password%'
