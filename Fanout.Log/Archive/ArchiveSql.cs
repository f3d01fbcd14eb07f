using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>One command on one connection.</summary>
internal static class ArchiveSql
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // Every text given here is a constant; what varies is a parameter.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (object value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <returns>Rows that it touched.</returns>
    public static async Task<int> RunAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        NpgsqlCommand command = connection.Command(sql, values);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<T?> ReadOneAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params object[] values)
        where T : struct
    {
        List<T> rows = await connection.ReadAllAsync(sql, read, cancellationToken, values).ConfigureAwait(false);
        return rows.Count > 0 ? rows[0] : null;
    }

    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params object[] values)
    {
        var rows = new List<T>();
        NpgsqlCommand command = connection.Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                    rows.Add(read(row));
            }
        }
        return rows;
    }
}
