package org.aliquot.view.parquet;

/**
 * How files are laid out.
 *
 * @param rowGroupBytes rows are held in memory until so many bytes of them, then written; readers skip and share work by such groups
 * @param rowGroupRows the same, by rows
 * @param isCompressed Zstandard, whose native library is unpacked into {@code java.io.tmpdir} (or {@code -DZstdTempFolder}) on first use
 */
public record ParquetSettings(long rowGroupBytes, int rowGroupRows, boolean isCompressed) {
    public static final ParquetSettings DEFAULT = new ParquetSettings(64L << 20, 1_000_000, true);

    public ParquetSettings {
        if (rowGroupBytes < 1 || rowGroupRows < 1) {
            throw new IllegalArgumentException("rowGroupBytes, rowGroupRows: expected 1 or more");
        }
    }

    /** For one of some files that are written at once: together they hold as much in memory as one would. */
    public ParquetSettings oneOf(int files) {
        return new ParquetSettings(Math.max(1, rowGroupBytes / files), rowGroupRows, isCompressed);
    }
}
