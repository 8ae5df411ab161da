{#-
    Keeps in ops.test_results how the tests of the data ended, for the dashboard of quality. Unit tests are of the models,
    not of the data, and are left out. A ClickHouse of an earlier version gets the table with the next ./isotherm up.
-#}
{% macro keep_test_results(results) %}
    {% set rows = [] %}
    {% for result in results if result.node.resource_type == 'test' %}
        {% set values = [
            quoted_text(result.node.fqn[1]),
            "'dbt'",
            quoted_text(result.node.alias),
            quoted_text(result.status | string),
            result.failures or 0,
        ] %}
        {% do rows.append('(' ~ values | join(', ') ~ ')') %}
    {% endfor %}
    {% if rows and first_column("select name from system.tables where database = 'ops' and name = 'test_results'") %}
        {% call statement('keep_test_results') %}
            insert into ops.test_results (source, kind, test, state, failures) values {{ rows | join(', ') }}
        {% endcall %}
    {% endif %}
{% endmacro %}
