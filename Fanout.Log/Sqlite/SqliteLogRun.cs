using Microsoft.Data.Sqlite;

namespace Fanout.Log.Sqlite;

/// <summary>The run of an embedded log, without a server.</summary>
public static class SqliteLogRun
{
    /// <summary>
    /// Begins a new run of a log whose content went on elsewhere. It keeps all that it has; but a server that starts on
    /// it begins a new epoch in every partition, so that two logs never give one position to different entries.
    /// </summary>
    /// <param name="folder">The server's data folder.</param>
    /// <exception cref="LogStorageException">A server runs on the folder, or it cannot be written to.</exception>
    public static void Begin(string folder)
    {
        using LogFolder held = LogFolder.Open(folder);
        try
        {
            using SqliteConnection connection = SqliteFile.Connect(held.DatabasePath, SqliteOpenMode.ReadWrite);
            SqliteSchema.CheckCurrent(connection, held.DatabasePath);
            SqliteFile.BeginRun(connection);
        }
        catch (SqliteException failure)
        {
            throw SqliteErrors.Explain("write to", held.DatabasePath, failure);
        }
    }
}
