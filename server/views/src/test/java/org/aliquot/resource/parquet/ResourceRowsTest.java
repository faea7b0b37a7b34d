package org.aliquot.resource.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceRowsTest {
    private static final ResourceTable TABLE = ResourceTable.of("Result", ResourceTableTest.RESULT, Layout.NESTED);

    @TempDir
    private Path folder;

    private static void add(ResourceRows rows, String json) throws UnreadableRowException {
        byte[] bytes = json.getBytes(UTF_8);
        rows.add(bytes, bytes.length);
    }

    private Path file(ResourceRows rows) throws Exception {
        Path path = folder.resolve("Result.parquet");
        try (ResourceFile file = new ResourceFile(path, TABLE)) {
            rows.writeTo(file);
            file.finish();
        }
        return path;
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"resourceType\":\"Result\",\"id\":\"b\"",
                "{\"resourceType\":\"Result\",\"id\":\"b\"} {}",
                "{\"id\":\"b\"}",
                "{\"resourceType\":7}",
                "{\"resourceType\":\"Result\",\"id\":\"b\",\"id\":\"c\"}",
                "{\"resourceType\":\"Result\",\"code\":{\"coding\":[{\"code\":\"c\"},{\"code\":\"d\",\"code\":NaN}]}}"
            })
    void anUnreadableResourceLeavesNothingBehind(String json) throws Exception {
        ResourceRows rows = new ResourceRows(TABLE);
        add(
                rows,
                "{\"resourceType\":\"Result\",\"id\":\"a\",\"code\":{\"coding\":[{\"code\":\"x\"},{\"code\":\"y\"}]}}");
        assertThatThrownBy(() -> add(rows, json)).isInstanceOf(UnreadableRowException.class);
        add(rows, "{\"resourceType\":\"Result\",\"id\":\"c\"}");

        assertThat(rows.rows()).isEqualTo(2);
        assertThat(query("select id || ' ' || coalesce(code.coding[2].code, 'none') from '" + file(rows) + "'"))
                .containsExactly("a y", "c none");
    }

    @Test
    void fewLargeResourcesFillARowGroup() throws Exception {
        ResourceRows rows = new ResourceRows(TABLE);
        String document = "A".repeat(1 << 20);
        int added = 0;
        for (; !rows.isFull(); added++) {
            add(rows, "{\"resourceType\":\"Result\",\"id\":\"" + added + "\",\"document\":\"" + document + "\"}");
        }
        assertThat(added).isEqualTo(16);
        assertThat(query("select count(*) || ' ' || max(length(id)) from '" + file(rows) + "'"))
                .containsExactly("16 2");
        assertThat(rows.isFull()).isFalse();
    }

    @Test
    void whatHasNoColumnIsKeptWhereItWas() throws Exception {
        ResourceRows rows = new ResourceRows(TABLE);
        add(rows, """
                {"resourceType":"Result","_id":{"id":"1"},"code":{"coding":[{"code":"x"},{},{"code":"y","_code":{"id":"2"},"display":"Y"}],\
                "id":"3"},"valueInteger":"seven","valueQuantity":{"value":1.50},"factor":[1.0,"two",3]}""");
        add(rows, "{\"resourceType\":\"Result\",\"id\":\"all has columns\"}");

        assertThat(query("select __rest from '" + file(rows) + "'"))
                .containsExactly(
                        "{\"_id\":{\"id\":\"1\"},\"code\":{\"coding\":[null,null,{\"_code\":{\"id\":\"2\"},\"display\":\"Y\"}],"
                                + "\"id\":\"3\"},\"valueInteger\":\"seven\",\"factor\":[null,\"two\"]}",
                        null);
    }

    @Test
    void threadsWriteRowGroupsIntoOneFile() throws Exception {
        Path path = folder.resolve("Result.parquet");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ResourceFile file = new ResourceFile(path, TABLE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int from = thread * 10_000;
                all.add(threads.submit(() -> {
                    ResourceRows rows = new ResourceRows(TABLE);
                    for (int i = from; i < from + 10_000; i++) {
                        add(rows, "{\"resourceType\":\"Result\",\"id\":\"" + i + "\",\"valueInteger\":" + i + "}");
                        if (rows.rows() == 3_000) {
                            rows.writeTo(file);
                        }
                    }
                    rows.writeTo(file);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            file.finish();
            assertThat(file.rows()).isEqualTo(40_000);
            assertThat(file.rowGroups()).isEqualTo(16);
            assertThat(file.bytes()).isEqualTo(Files.size(path));
        } finally {
            threads.shutdownNow();
        }
        assertThat(query("select count(distinct id) || ' ' || sum(valueInteger) from '" + path
                        + "' where id = valueInteger::text"))
                .containsExactly("40000 799980000");
        assertThat(query("select string_agg(distinct row_group_num_rows::text, ' ' order by row_group_num_rows::text)"
                        + " from parquet_metadata('" + path + "')"))
                .containsExactly("1000 3000");
        assertThat(ResourceFile.rowsOf(path)).isEqualTo(40_000);
    }

    @Test
    void columnsThatBeginLateAreInStepWithTheOthers() throws Exception {
        ResourceRows rows = new ResourceRows(TABLE);
        int count = 50_000;
        for (int i = 0; i < count; i++) {
            String late = i == 2_000 || i > 30_000 ? ",\"valueInteger\":" + i : "";
            String codings = i % 3 == 1
                    ? ",\"code\":{\"coding\":[{\"code\":\"a" + i + "\"},{}]}"
                    : i % 3 == 2 ? ",\"code\":{}" : "";
            add(rows, "{\"resourceType\":\"Result\",\"id\":\"" + i + "\"" + codings + late + "}");
        }
        Path path = file(rows);

        assertThat(query("select count(valueInteger) || ' ' || count(*) filter (where valueInteger::text = id)"
                        + " || ' ' || count(code) || ' ' || sum(len(code.coding))"
                        + " || ' ' || count(*) filter (where code.coding[1].code = 'a' || id) from '" + path + "'"))
                .containsExactly("20000 20000 33333 33334 16667");
        try (ParquetFileReader file = ParquetFileReader.open(
                new LocalInputFile(path),
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
            // Readers that leave pages out (Spark) find the same row in all columns by these.
            for (ColumnChunkMetaData column :
                    file.getFooter().getBlocks().get(0).getColumns()) {
                OffsetIndex pages = file.readOffsetIndex(column);
                assertThat(pages.getFirstRowIndex(0)).isZero();
                for (int page = 1; page < pages.getPageCount(); page++) {
                    assertThat(pages.getFirstRowIndex(page) % Columns.STEP)
                            .as(column.toString())
                            .isZero();
                    assertThat(pages.getFirstRowIndex(page))
                            .isBetween(pages.getFirstRowIndex(page - 1) + 1, count - 1L);
                }
            }
        }
    }

    @Test
    void aFileThatWasCutShortIsNone() throws Exception {
        ResourceRows rows = new ResourceRows(TABLE);
        add(rows, "{\"resourceType\":\"Result\",\"id\":\"a\"}");
        Path path = file(rows);
        byte[] whole = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(whole, whole.length - 1));

        assertThatThrownBy(() -> ResourceFile.rowsOf(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Result.parquet is no whole Parquet file");
    }
}
