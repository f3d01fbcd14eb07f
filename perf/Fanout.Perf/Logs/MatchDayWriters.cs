using Fanout.Log;
using Fanout.Perf.Driving;
using Fanout.Perf.Harness;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Logs;

/// <summary>
/// The product's own writers of all partitions of a log, each appending what it is given: what a process with the role
/// <c>ingest</c> does, without pushing and normalising.
/// </summary>
internal sealed class MatchDayWriters : IAsyncDisposable
{
    /// <summary>Entries without an answer; beyond it they are late. A full group for each of 16 partitions.</summary>
    private const int PendingMax = 8192;

    private const long PendingPauseUs = 200;

    private readonly PartitionWriter[] _writers;
    private readonly AnswerTimes _answers = new();
    private long _events;

    private MatchDayWriters(PartitionWriter[] writers) => _writers = writers;

    /// <summary>Takes all partitions of a log that is new.</summary>
    /// <exception cref="HarnessException">A partition could not be had.</exception>
    public static async Task<MatchDayWriters> OpenAsync(IEventLog log)
    {
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        var openings = await Task.WhenAll(Enumerable.Range(0, log.PartitionCount).Select(partition =>
            PartitionWriter.OpenAsync(log, partition, new NewPartition(), options, TimeProvider.System).AsTask()));
        return Array.Exists(openings, static opening => opening.Writer is null)
            ? throw new HarnessException("not all partitions of the log could be had")
            : new MatchDayWriters([.. openings.Select(static opening => opening.Writer!)]);
    }

    /// <summary>Of a partition.</summary>
    public PartitionWriter this[int partition] => _writers[partition];

    /// <summary>Appends an entry; waits only while too many are without an answer.</summary>
    public void Append(LogEntry entry, long dueUs)
    {
        while (_answers.Pending >= PendingMax)
            UnixClock.Sleep(PendingPauseUs);
        _events++;
        _answers.Sent(dueUs);
        _ = NoteAsync(_writers[entry.Partition].AppendAsync(Draft(entry)), dueUs);
    }

    public void Begin()
    {
        _events = 0;
        _answers.Begin();
    }

    /// <summary>Waits for the answers to all that was appended.</summary>
    /// <exception cref="HarnessException">Something was not taken.</exception>
    public void Settle()
    {
        _answers.Settle();
        if (Counted().First(static one => one.Key == "answered").Value != _events)
            throw new HarnessException($"not all of {_events} entries were taken");
    }

    public IEnumerable<KeyValuePair<string, double>> Counted()
    {
        _answers.Settle();
        return _answers.Counted().Append(new("events", _events));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
            await writer.DisposeAsync();
    }

    private async Task NoteAsync(ValueTask<AppendResult> append, long dueUs)
    {
        var result = await append.ConfigureAwait(false);
        _answers.Answered(dueUs, UnixClock.NowUs, result.Kind == AppendResultKind.Appended);
    }

    /// <summary>Kept as long as what a feed sends.</summary>
    private static EntryDraft Draft(LogEntry entry) => new()
    {
        MatchId = entry.MatchId,
        Kind = entry.Kind,
        Key = $"feed/perf/{entry.MatchId}-{entry.MatchSequence}",
        ContentDigest = ContentDigest.Of(entry.Public.Span),
        Retention = KeyRetention.Match,
        Public = entry.Public,
    };
}
