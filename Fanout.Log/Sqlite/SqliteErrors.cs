using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>Turns SQLite's result codes (sqlite.org/rescode.html) into what an operator can act on.</summary>
internal static class SqliteErrors
{
    /// <summary>An exception that names what was tried, the file and the reason.</summary>
    public static LogStorageException Explain(string action, string path, SqliteException failure) =>
        new($"cannot {action} {path}: {ReasonOf(failure.SqliteErrorCode)} ({failure.Message})", failure)
        {
            IsDamage = IsDamage(failure),
        };

    /// <summary>Whether the file itself is not what SQLite wrote.</summary>
    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is 11 or 26;

    /// <summary>An exception for a row that cannot be what was written.</summary>
    public static LogStorageException Damaged(string path, Exception failure) =>
        new($"cannot read {path}: the file is damaged; restore it from a backup ({failure.Message})", failure)
        {
            IsDamage = true,
        };

    private static string ReasonOf(int code) => code switch
    {
        1 => "a table is not there, or not as this program knows it; restore the file from a backup",
        5 or 6 => "the file is locked by another program",
        8 => "the file or its folder is read-only",
        10 => "the disk reported an error",
        11 => "the file is damaged; restore it from a backup",
        13 => "the disk is full",
        14 => "the file cannot be opened; check the rights on its folder",
        26 => "the file is no SQLite database",
        _ => $"SQLite result {code}",
    };
}
