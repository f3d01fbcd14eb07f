using System.IO.Hashing;
using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>The events of a file or folder in order of their times, the same whenever it is read.</summary>
/// <remarks>
/// Adapters give match after match; played that way, matches of one evening would follow one another. So events are put in
/// order of time, a window of them at once: memory stays bounded, and only a recording larger than a window can have matches
/// that come too late. Within a match the order is the adapter's: its times never go back.
/// </remarks>
internal sealed class Recording
{
    /// <summary>Events put in order together: those of a hundred football matches with every touch of the ball, and 100 MB.</summary>
    private const int WindowCount = 200_000;

    private readonly FeedReader _reader;
    private readonly IFeedFormat? _format;
    private readonly IReadOnlyList<FeedFile> _files;
    private readonly List<ReadProblem> _problems = [];
    private readonly Lock _gate = new();
    private Task<RecordingTimes>? _times;

    /// <exception cref="FeedAwayException">There is nothing at the path.</exception>
    public Recording(FeedFormats formats, string format, string path)
    {
        _reader = new FeedReader(formats);
        _format = format.Length > 0 ? formats.Find(format) : null;
        _files = FeedFiles.Find([path], _problems.Add);
        if (_files.Count == 0) throw new FeedAwayException($"{path}: {_problems.FirstOrDefault()?.Text ?? "no file in this folder"}");
        Fingerprint = FingerprintOf(_files);
    }

    /// <summary>Stands for the names and sizes of the files.</summary>
    public ulong Fingerprint { get; }

    /// <summary>The events; what cannot be read of the files comes up while they are taken (<see cref="TakeProblems"/>).</summary>
    public IEnumerable<ScoreEvent> Events() => Events(_problems.Add);

    /// <summary>Time of the first event that has one, ms since 1970; null: none has.</summary>
    public double? FirstMs() => RecordingTimes.MsOf(Events(static _ => { }).FirstOrDefault(static told => told.At is not null)?.At);

    /// <summary>
    /// When its events are due, for whoever asks: it is read once more for that, beside the replay, which does not wait for it.
    /// Any thread may ask.
    /// </summary>
    public Task<RecordingTimes> TimesAsync()
    {
        lock (_gate)
        {
            if (_times is null or { IsFaulted: true }) _times = Task.Run(() => new RecordingTimes(Events(static _ => { })));
            return _times;
        }
    }

    /// <summary>
    /// What could not be read since the last call, by file or folder; a file of no known format too, though nobody named it.
    /// </summary>
    public IReadOnlyList<(string File, IReadOnlyList<string> Problems)> TakeProblems()
    {
        var files = _problems.Where(static problem => problem.IsLoss)
            .GroupBy(static problem => problem.File)
            .Select(static file => (file.Key, (IReadOnlyList<string>)[.. file.Select(LineOf)]))
            .ToList();
        _problems.Clear();
        return files;
    }

    private IEnumerable<ScoreEvent> Events(Action<ReadProblem> report) =>
        _reader.Read(_files, _format, report).Chunk(WindowCount).SelectMany(static window => window.OrderBy(TimeOf));

    private static string LineOf(ReadProblem problem) =>
        problem.Place.Length == 0 ? problem.Text : $"{problem.Place}: {problem.Text}";

    /// <summary>An event without a time is refused by the normaliser; it stands anywhere.</summary>
    private static (long Seconds, int Nanos) TimeOf(ScoreEvent told) => (told.At?.Seconds ?? 0, told.At?.Nanos ?? 0);

    private static ulong FingerprintOf(IReadOnlyList<FeedFile> files)
    {
        var hash = new XxHash3();
        foreach (var file in files)
        {
            hash.Append(Encoding.UTF8.GetBytes(file.Name));
            var size = new FileInfo(file.Name) is { Exists: true } info ? info.Length : 0;
            hash.Append(BitConverter.GetBytes(size));
        }
        return hash.GetCurrentHashAsUInt64();
    }
}
