{#-
    Every value is there in the other table, except in rows that were committed a moment ago (settled_minutes): a
    transaction over several tables becomes visible table by table.
-#}
{% test refers_to(model, column_name, to, field) %}
select {{ column_name }}
from {{ model }}
where
    {{ column_name }} is not null
    and {{ column_name }} not in (select {{ field }} from {{ to }})
    and _committed_at < now() - interval {{ var('settled_minutes') }} minute
{% endtest %}
