using System.Globalization;
using Fanout.Log.Sqlite;
using Microsoft.Data.Sqlite;

namespace Fanout.Log.Tests;

/// <summary>How SQLite finds the rows of each statement: the file grows for years.</summary>
public sealed class SqlitePlanTests : IDisposable
{
    private const int ParametersMax = 16;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_statement_looks_through_a_table()
    {
        var options = new EventLogOptions { DataFolder = _folder.Path, PartitionCount = 1 };
        using SqliteConnection connection = SqliteFile.Connect(_folder.DatabasePath, SqliteOpenMode.ReadWriteCreate);
        string runId = SqliteFile.Prepare(connection, _folder.DatabasePath, options);
        using var reader = new ReadSession(Connect(), runId);
        using var writer = new WriteSession(Connect(), partitionCount: 1);
        string[] statements = [.. reader.Statements.Concat(writer.Statements).Where(HasPlan)];

        Assert.NotEmpty(statements);
        Assert.All(statements, statement => Assert.All(PlanOf(connection, statement), step =>
        {
            Assert.DoesNotContain("SCAN", step, StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", step, StringComparison.Ordinal);
        }));

        SqliteConnection Connect() => SqliteFile.Connect(_folder.DatabasePath, SqliteOpenMode.ReadWrite);
    }

    private static bool HasPlan(string statement) =>
        statement.StartsWith("SELECT", StringComparison.Ordinal)
        || statement.StartsWith("UPDATE", StringComparison.Ordinal)
        || statement.StartsWith("DELETE", StringComparison.Ordinal);

    private static List<string> PlanOf(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of the log.
        command.CommandText = "EXPLAIN QUERY PLAN " + statement;
#pragma warning restore CA2100
        for (int index = 0; index < ParametersMax; index++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${index}"), 1);
        using SqliteDataReader row = command.ExecuteReader();
        var steps = new List<string>();
        while (row.Read())
            steps.Add(row.GetString(3));
        return steps;
    }
}
