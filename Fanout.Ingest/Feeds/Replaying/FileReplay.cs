using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>
/// Replays a recording into the log, and writes down where it is: a restart goes on there, and with the same times, so that
/// what was told in between is known by its ids.
/// </summary>
/// <remarks>One loop, which orders of <see cref="ReplayControl"/> interrupt between groups of events.</remarks>
internal sealed class FileReplay(FeedContext feed, ReplayControl control) : IFeed
{
    /// <summary>Events brought together.</summary>
    private const int EventsMax = 500;

    /// <summary>Events from one writing down of the place to the next: an entry for so many.</summary>
    private const int NoteEvery = 2_000;

    /// <summary>The longest that a place is behind, where events are few.</summary>
    private static readonly TimeSpan NoteWithin = TimeSpan.FromSeconds(5);

    /// <summary>What was put aside and is not told again; beyond it once more is better than more memory.</summary>
    private const int ToldMax = 10_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly FeedDelivery _delivery = new(feed);
    private readonly HashSet<ulong> _told = []; // what was put aside, by its id: once for a file, however often it is read
    private ulong _revision;
    private long _retoldEnd; // events before it may have been told, before the place was written down and at other times
    private long _notedIndex;
    private long _notedAt;

    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(FirstWait, LongestWait);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReplayAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // The outermost loop of a feed: whatever it is, the feed must go on after it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (failure is FeedAwayException) FeedsLog.Away(feed.Logger, feed.Name, failure.Message);
                else FeedsLog.Failed(feed.Logger, feed.Name, failure);
                feed.Counts.Retried(FeedCounts.Source);
                control.Ended(failure is FeedAwayException ? failure.Message : "it failed, as the log output says (id 3207)");
                await Task.WhenAny(Task.Delay(backoff.Next(), feed.Time, stop)).ConfigureAwait(false);
            }
        }
        control.Ended("");
    }

    /// <summary>Ends only by being cancelled: a replay that is over can still be asked where it is.</summary>
    private async Task ReplayAsync(CancellationToken stop)
    {
        var files = new Recording(feed.Formats, feed.Options.Format, feed.Options.Files.Path);
        var memory = await _delivery.RecallAsync(stop).ConfigureAwait(false);
        var pump = Open(files, memory);
        await NoteAsync(pump, by: null, stop).ConfigureAwait(false); // the times of the first events hang on it
        control.Began(files);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            while (control.Orders.TryRead(out var order)) await ObeyAsync(order, pump, stop).ConfigureAwait(false);
            var due = pump.Take(NowMs(), EventsMax);
            await PutAsideAsync(files, stop).ConfigureAwait(false);
            if (due.Count > 0) await TellAsync(due, pump.Place.Index - due.Count, stop).ConfigureAwait(false);
            if (MustNote(pump, isAtRest: due.Count == 0)) await NoteAsync(pump, by: null, stop).ConfigureAwait(false);
            if (due.Count == 0) await WaitAsync(pump, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Where the log says that it stopped, or else at the beginning.</summary>
    private ReplayPump Open(Recording files, FeedMemory memory)
    {
        _revision = memory.Revision;
        if (ReplayPlace.Parse(memory.Place) is { } place && place.Files == files.Fingerprint)
        {
            _retoldEnd = place.IsMoved ? place.Index + NoteEvery + EventsMax : 0;
            return new ReplayPump(files.Events().Skip((int)Math.Min(place.Index, int.MaxValue)), place);
        }
        _retoldEnd = 0;
        var begin = ReplayPump.Begin(files.Fingerprint, feed.Options.Files.Speed, files.FirstMs() ?? 0, NowMs());
        return new ReplayPump(files.Events(), begin);
    }

    private async ValueTask ObeyAsync(QueuedOrder queued, ReplayPump pump, CancellationToken stop)
    {
        var (order, before, nowMs) = (queued.Order, pump.Place, NowMs());
        if (before.IsPast(order.Change, nowMs))
        {
            queued.Answer(new ReplayStep(nowMs, before, before, pump.IsOver) { IsPast = true });
            return;
        }
        var after = before.After(order.Change, nowMs);
        var isDone = true;
        try
        {
            if (after != before && !order.IsDryRun)
            {
                pump.Steer(order.Change, nowMs);
                isDone = await NoteAsync(pump, AuthorOf(order), stop).ConfigureAwait(false);
                var sentences = string.Join("; ", ReplaySentence.Of(before, after, nowMs));
                if (isDone) FeedsLog.Steered(feed.Logger, order.Actor, order.Role, feed.Name, sentences, order.Reason);
            }
        }
        catch
        {
            queued.Answer(null);
            throw;
        }
        queued.Answer(isDone ? new ReplayStep(nowMs, before, after, pump.IsOver) : null); // another process runs it: that one is asked
    }

    private static NoteAuthor AuthorOf(ReplayOrder order) =>
        new() { Id = order.Id, Actor = order.Actor, Role = order.Role, Reason = order.Reason };

    /// <param name="due">The events.</param>
    /// <param name="index">Of the first of them, in the recording.</param>
    /// <param name="stop">Gives up.</param>
    private async ValueTask TellAsync(IReadOnlyList<ScoreEvent> due, long index, CancellationToken stop)
    {
        feed.Counts.Heard();
        var answers = await _delivery.BringAsync(due, stop).ConfigureAwait(false);
        var reused = new List<string>();
        foreach (var (offset, (told, answer)) in due.Zip(answers).Index())
        {
            if (answer.Outcome != Outcome.Rejected) continue;
            var reason = $"{answer.Reason} {answer.Detail}";
            if (answer.Reason != Verdict.IdReused)
                await PutAsideAsync($"event {told.Id}", [reason], stop).ConfigureAwait(false);
            else if (index + offset >= _retoldEnd)
                reused.Add($"event {told.Id}: {reason}");
        }
        // Together: where a recording was changed and begins anew at other times, nearly all of its ids were used.
        if (reused.Count > 0) await PutAsideAsync($"events from number {index + 1} on", reused, stop).ConfigureAwait(false);
    }

    private async ValueTask PutAsideAsync(Recording files, CancellationToken stop)
    {
        foreach (var (file, problems) in files.TakeProblems())
            await PutAsideAsync(file, problems, stop).ConfigureAwait(false);
    }

    /// <summary>Without its bytes: they are in the file.</summary>
    private async ValueTask PutAsideAsync(string place, IReadOnlyList<string> reasons, CancellationToken stop)
    {
        var poison = Poison.Of(new FeedMessage(place, default), reasons, NowMs());
        if (_told.Count >= ToldMax) _told.Clear();
        if (!_told.Add(poison.Id)) return;
        await _delivery.NoteAsync(new FeedNote { Poison = { poison } }, stop).ConfigureAwait(false);
        feed.Counts.PutAside();
        FeedsLog.PutAside(feed.Logger, feed.Name, place, 0, poison.Reason);
    }

    private bool MustNote(ReplayPump pump, bool isAtRest)
    {
        var count = pump.Place.Index - _notedIndex;
        var isOld = feed.Time.GetElapsedTime(_notedAt) > NoteWithin;
        return count >= NoteEvery || (count > 0 && (isOld || (isAtRest && pump.IsOver)));
    }

    /// <returns>False: another process has noted something since, and runs the feed.</returns>
    private async ValueTask<bool> NoteAsync(ReplayPump pump, NoteAuthor? by, CancellationToken stop)
    {
        var note = new FeedNote { Place = pump.Place.ToText(), Revision = _revision + 1, By = by };
        var isTaken = await _delivery.NoteAsync(note, stop).ConfigureAwait(false);
        _revision++;
        (_notedIndex, _notedAt) = (pump.Place.Index, feed.Time.GetTimestamp());
        return isTaken;
    }

    private async ValueTask WaitAsync(ReplayPump pump, CancellationToken stop)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var order = control.Orders.WaitToReadAsync(woken.Token).AsTask();
        var wait = pump.Wait(NowMs()) ?? Timeout.InfiniteTimeSpan;
        if (pump.Place.Index > _notedIndex && (wait > NoteWithin || wait < TimeSpan.Zero)) wait = NoteWithin;
        await Task.WhenAny(order, Task.Delay(wait, feed.Time, woken.Token)).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
    }

    private double NowMs() => feed.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
