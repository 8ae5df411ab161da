package io.isotherm.cli.demo.traffic;

import java.sql.SQLException;

/** One kind of transaction of the shop. Stateless: everything it does follows from the session's random numbers and the data. */
@FunctionalInterface
interface Operation {

    /**
     * Runs inside an open transaction, which the caller commits.
     *
     * @return the row changes that the commit publishes, those of cascades included; 0 when no row is fit for it or it
     *     rolled back
     */
    long run(ShopSession shop) throws SQLException;
}
