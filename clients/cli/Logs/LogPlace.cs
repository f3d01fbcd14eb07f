using Fanout.Log;
using Fanout.Log.Sqlite;

namespace Fanout.Cli.Logs;

/// <summary>Where a log is, or is to be, and how it is opened there.</summary>
internal sealed class LogPlace
{
    private LogPlace(string name) => Name = name;

    /// <summary>As the user said it.</summary>
    public string Name { get; }

    /// <summary>Opens the log to be read, while servers may go on with it.</summary>
    public required Func<ILogReader> Open { get; init; }

    /// <summary>Opens the log to be read while nobody writes to it.</summary>
    public required Func<ILogReader> OpenAlone { get; init; }

    /// <summary>Begins a log there, with so many partitions; refused where there is one.</summary>
    public required Func<int, ILogImport> Create { get; init; }

    /// <summary>The content went on elsewhere: whoever writes here again must begin anew. Nobody may have it open.</summary>
    public required Action Leave { get; init; }

    /// <summary>A data folder of the embedded log.</summary>
    public static LogPlace Folder(string path) => new(path)
    {
        Open = () => SqliteLogReader.Open(path, TimeProvider.System),
        OpenAlone = () => SqliteLogReader.OpenAlone(path, TimeProvider.System),
        Leave = () => SqliteLogRun.Begin(path),
        Create = partitionCount => SqliteLogImport.Create(path, partitionCount),
    };
}
