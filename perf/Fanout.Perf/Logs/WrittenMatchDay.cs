using Fanout.Log;
using Fanout.Perf.Driving;
using Fanout.Perf.Harness;
using Fanout.Perf.Nodes;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Logs;

/// <summary>
/// Many matches in turn, appended to a log by the product's own writers, one for each partition: what a process with the
/// role <c>ingest</c> does, without pushing and normalising.
/// </summary>
internal sealed class WrittenMatchDay : IEventSource, IAsyncDisposable
{
    /// <summary>Entries without an answer; beyond it they are late. A full group for each of 16 partitions.</summary>
    private const int PendingMax = 8192;

    private const long PendingPauseUs = 200;

    private readonly MadeUpEvents _matches;
    private readonly PartitionWriter[] _writers;
    private readonly AnswerTimes _answers = new();
    private long _events;

    private WrittenMatchDay(PartitionWriter[] writers, MadeUpEvents matches) => (_writers, _matches) = (writers, matches);

    /// <summary>Takes all partitions and makes all matches known.</summary>
    /// <exception cref="HarnessException">A partition could not be had, or an entry was not taken.</exception>
    public static async Task<WrittenMatchDay> OpenAsync(IEventLog log, int matchCount, int frameSize)
    {
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        var openings = await Task.WhenAll(Enumerable.Range(0, log.PartitionCount).Select(partition =>
            PartitionWriter.OpenAsync(log, partition, new NewPartition(), options, TimeProvider.System).AsTask()));
        if (Array.Exists(openings, static opening => opening.Writer is null))
            throw new HarnessException("not all partitions of the log could be had");
        var matches = new MadeUpEvents(matchCount, log.PartitionCount, frameSize);
        var day = new WrittenMatchDay([.. openings.Select(static opening => opening.Writer!)], matches);
        foreach (var first in matches.First())
            day.Append(first, UnixClock.NowUs);
        day._answers.Settle();
        if (day.Counted().First(static one => one.Key == "answered").Value != matchCount)
            throw new HarnessException($"not all of {matchCount} matches were taken");
        return day;
    }

    /// <exception cref="ArgumentOutOfRangeException">More events than memory is meant for.</exception>
    public bool Prepare(Schedule schedule)
    {
        _matches.Prepare(schedule);
        return true;
    }

    public void Publish(long dueUs)
    {
        while (_answers.Pending >= PendingMax)
            UnixClock.Sleep(PendingPauseUs);
        Append(_matches.Next(), dueUs);
    }

    public void Flush()
    {
        // Writers send as soon as they may.
    }

    public void Begin()
    {
        _events = 0;
        _answers.Begin();
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

    private void Append(LogEntry entry, long dueUs)
    {
        _events++;
        _answers.Sent(dueUs);
        _ = NoteAsync(_writers[entry.Partition].AppendAsync(Draft(entry)), dueUs);
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
