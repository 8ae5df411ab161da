package io.isotherm.job.latest;

import java.util.Arrays;

/**
 * Append-only memory for variable-length records, in pages. The garbage collector sees a page and not its records.
 *
 * <p>A record's reference is {@code page << 16 | offset}, so a bucket can address 65536 pages of 64 KiB. Nothing big is
 * ever copied to grow: a new page is added, and only the small last page grows by doubling, so that buckets with few
 * records stay small. A record over a quarter of a page has a page of its own.
 *
 * <p>{@link #share} gives a second arena with the same pages; whichever of the two writes to a page first copies that
 * page. So a snapshot costs the pages that change while it is written, not the whole state.
 *
 * <p>Not thread-safe, but the pages of an arena that is no longer written to can be read by another thread.
 */
final class Arena {
    static final int PAGE_BITS = 16;
    static final int PAGE_BYTES = 1 << PAGE_BITS;
    static final int OFFSET_MASK = PAGE_BYTES - 1;

    private static final int MAX_PAGES = 1 << 16;
    private static final int LARGE_RECORD_BYTES = PAGE_BYTES / 4;
    private static final int FIRST_PAGE_BYTES = 256;
    private static final int NO_PAGE = -1;

    private byte[][] pages;
    private int[] used;
    private int[] garbage;
    private boolean[] shared;
    private int pageCount;
    /** Numbers of released pages, to be used again. */
    private int[] free = new int[4];

    private int freeCount;
    /** The page that records are appended to. */
    private int tail = NO_PAGE;

    private long bytes;

    Arena() {
        pages = new byte[4][];
        used = new int[4];
        garbage = new int[4];
        shared = new boolean[4];
    }

    private Arena(Arena other) {
        pages = other.pages.clone();
        used = other.used.clone();
        garbage = other.garbage.clone();
        free = other.free.clone();
        shared = new boolean[pages.length];
        Arrays.fill(shared, true);
        Arrays.fill(other.shared, true);
        pageCount = other.pageCount;
        freeCount = other.freeCount;
        tail = other.tail;
        bytes = other.bytes;
    }

    /** An arena with the same records; from now on the two change independently. */
    Arena share() {
        return new Arena(this);
    }

    /** Room for a record, at the returned reference. */
    int append(int length) {
        if (length > LARGE_RECORD_BYTES) {
            int page = newPage(length);
            used[page] = length;
            return page << PAGE_BITS;
        }
        if (tail == NO_PAGE || used[tail] + length > PAGE_BYTES) {
            tail = newPage((int) Math.min(PAGE_BYTES, Math.max(Math.max(FIRST_PAGE_BYTES, length), bytes / 8)));
        }
        int offset = used[tail];
        if (offset + length > pages[tail].length) {
            resize(tail, Math.min(PAGE_BYTES, Math.max(offset + length, 2 * pages[tail].length)));
        }
        used[tail] += length;
        return tail << PAGE_BITS | offset;
    }

    /** Adds a page of records as it is. The emptiest such page is appended to next. */
    int adopt(byte[] records) {
        int page = newPage(0);
        pages[page] = records;
        used[page] = records.length;
        bytes += records.length;
        if (tail == NO_PAGE || records.length < used[tail]) {
            tail = page;
        }
        return page;
    }

    /** The array of a reference's page, to read from. */
    byte[] page(int ref) {
        return pages[ref >>> PAGE_BITS];
    }

    /** The array of a reference's page, to write to. */
    byte[] writable(int ref) {
        int page = ref >>> PAGE_BITS;
        if (shared[page]) {
            pages[page] = pages[page].clone();
            shared[page] = false;
        }
        return pages[page];
    }

    /**
     * Gives up a record. The caller has marked it as dead, unless the page goes with it.
     *
     * @return whether more than half of the page is garbage now and the caller should move the other records away
     */
    boolean discard(int ref, int length) {
        int page = ref >>> PAGE_BITS;
        garbage[page] += length;
        if (garbage[page] == used[page]) {
            release(page);
            return false;
        }
        return page != tail && garbage[page] > used[page] / 2;
    }

    /** Whether nothing else is left on the record's page. */
    boolean isLast(int ref, int length) {
        int page = ref >>> PAGE_BITS;
        return garbage[page] + length == used[page];
    }

    void release(int page) {
        bytes -= pages[page].length;
        pages[page] = null;
        used[page] = 0;
        garbage[page] = 0;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = page;
        if (page == tail) {
            tail = NO_PAGE;
        }
    }

    int pageCount() {
        return pageCount;
    }

    /** Null if the page is released. */
    byte[] pageAt(int page) {
        return pages[page];
    }

    int usedOf(int page) {
        return used[page];
    }

    int garbageOf(int page) {
        return garbage[page];
    }

    /** Memory taken by all pages. */
    long bytes() {
        return bytes;
    }

    private void resize(int page, int size) {
        bytes += size - pages[page].length;
        pages[page] = Arrays.copyOf(pages[page], size);
        shared[page] = false;
    }

    private int newPage(int size) {
        int page = freeCount > 0 ? free[--freeCount] : pageCount++;
        if (page == MAX_PAGES) {
            throw new IllegalStateException("the latest state of one of 128 buckets is larger than " + MAX_PAGES
                    + " pages of " + PAGE_BYTES + " bytes; that is more than the heap layout is made for: set"
                    + " state.backend.type to rocksdb and latest.store to map, and let the job read its topics anew");
        }
        if (page == pages.length) {
            int capacity = Math.min(MAX_PAGES, pages.length * 2);
            pages = Arrays.copyOf(pages, capacity);
            used = Arrays.copyOf(used, capacity);
            garbage = Arrays.copyOf(garbage, capacity);
            shared = Arrays.copyOf(shared, capacity);
        }
        pages[page] = new byte[size];
        shared[page] = false;
        bytes += size;
        return page;
    }
}
