{#- No two rows with the same values in these columns; NULL equals NULL. -#}
{% test unique_columns(model, columns) %}
select
    {{ columns | join(', ') }},
    count() as n
from {{ model }}
group by {{ columns | join(', ') }}
having n > 1
{% endtest %}
