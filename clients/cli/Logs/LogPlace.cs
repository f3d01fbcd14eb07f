using Fanout.Log;
using Fanout.Log.Redis;
using Fanout.Log.Sqlite;

namespace Fanout.Cli.Logs;

/// <summary>Where a log is, or is to be, and how it is opened there.</summary>
internal sealed class LogPlace
{
    public const string RedisPasswordVariable = "FANOUT_REDIS_PASSWORD";

    private LogPlace(string name) => Name = name;

    /// <summary>As the user said it, without passwords.</summary>
    public string Name { get; }

    /// <summary>Opens the log to be read, while servers may go on with it.</summary>
    public required Func<CancellationToken, Task<ILogReader>> OpenAsync { get; init; }

    /// <summary>Opens the log to be read while nobody writes to it.</summary>
    public required Func<CancellationToken, Task<ILogReader>> OpenAloneAsync { get; init; }

    /// <summary>Begins a log there, with so many partitions; refused where there is one.</summary>
    public required Func<int, CancellationToken, Task<ILogImport>> CreateAsync { get; init; }

    /// <summary>The content went on elsewhere: whoever writes here again must begin anew. Nobody may have it open.</summary>
    public required Func<CancellationToken, Task> LeaveAsync { get; init; }

    /// <summary>A data folder of the embedded log.</summary>
    public static LogPlace Folder(string path) => new(path)
    {
        OpenAsync = _ => Task.FromResult<ILogReader>(SqliteLogReader.Open(path, TimeProvider.System)),
        OpenAloneAsync = _ => Task.FromResult<ILogReader>(SqliteLogReader.OpenAlone(path, TimeProvider.System)),
        CreateAsync = (partitionCount, _) => Task.FromResult<ILogImport>(SqliteLogImport.Create(path, partitionCount)),
        LeaveAsync = _ =>
        {
            SqliteLogRun.Begin(path);
            return Task.CompletedTask;
        },
    };

    /// <summary>A Redis that servers share. Its password may stand in the environment, where others do not see it.</summary>
    /// <param name="connection">Connection string, as the server takes it.</param>
    public static LogPlace Redis(string connection) => new($"Redis {ServersIn(connection)}")
    {
        OpenAsync = async stopped => await OpenRedisAsync(connection, stopped),
        OpenAloneAsync = async stopped => await OpenRedisAsync(connection, stopped),
        CreateAsync = async (partitionCount, stopped) => await RedisLogImport.CreateAsync(
            connection, RedisPassword, partitionCount, TimeProvider.System, stopped),
        LeaveAsync = async stopped =>
        {
            await using var log = await OpenRedisAsync(connection, stopped);
            await log.LeaveAsync(stopped);
        },
    };

    private static string? RedisPassword => Environment.GetEnvironmentVariable(RedisPasswordVariable);

    private static Task<RedisLogReader> OpenRedisAsync(string connection, CancellationToken stopped) =>
        RedisLogReader.OpenAsync(connection, RedisPassword, TimeProvider.System, stopped);

    private static string ServersIn(string connection) => string.Join(
        ',', connection.Split(',', StringSplitOptions.TrimEntries).Where(static part => !part.Contains('=', StringComparison.Ordinal)));
}
