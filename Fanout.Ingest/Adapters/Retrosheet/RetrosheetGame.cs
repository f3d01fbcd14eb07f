namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>The records of one game, as they stand in a file.</summary>
internal sealed class RetrosheetGame(string id, string file, int line)
{
    private readonly List<RetrosheetRecord> _records = [];
    private readonly Dictionary<string, string> _info = new(StringComparer.Ordinal);

    /// <summary>Home team, date and number: <c>BOS201906290</c>.</summary>
    public string Id { get; } = id;

    public string File { get; } = file;

    public string MatchId { get; } = $"{RetrosheetFormat.FormatName}:{id}";

    /// <summary>Where its <c>id</c> stands.</summary>
    public int Line { get; } = line;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<RetrosheetRecord> Records => _records;

    public int PlayCount { get; private set; }

    /// <summary>It has the records that are made after a game (<c>data</c>), or a further game follows.</summary>
    public bool IsClosed { get; set; }

    public void Add(RetrosheetRecord record)
    {
        _records.Add(record);
        if (record.Type == "play") PlayCount++;
        if (record.Type == "data") IsClosed = true;
        // A fact that is stated twice is corrected by the later one.
        if (record.Type == "info") _info[record[0]] = record[1];
    }

    /// <summary>A fact; empty where it is not stated or stated as unknown.</summary>
    public string Info(string key)
    {
        var value = _info.GetValueOrDefault(key, "");
        return value is "unknown" or "(none)" or "?" ? "" : value;
    }

    public ReadProblem Problem(ProblemKind kind, int line, string text) => new(kind, File, $"line {line}", text);
}
